"""The rights that need no table: anyone at all, anyone signed in, a named sibling service."""

ANYONE = "anyone"
SIGNED_IN = "signed_in"
INTERNAL = "internal"

WITHOUT_TABLE = frozenset({ANYONE, SIGNED_IN, INTERNAL})
