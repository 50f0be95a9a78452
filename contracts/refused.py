"""The one exception that crosses the bus. Imports nothing, so that a domain may raise it."""

from collections.abc import Mapping, Sequence
from typing import Any


class Refused(Exception):
    """A motivated no: a code of the closed list, details for its sentence, and complaints by field.

    `fields` maps a field's dotted path to its codes (`{"title": ["too_long:200"]}`); the code is then
    `invalid_input` unless another is given.
    """

    def __init__(
        self,
        code: str = "invalid_input",
        *,
        fields: Mapping[str, Sequence[str]] | None = None,
        **details: Any,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.fields = {name: list(codes) for name, codes in (fields or {}).items()}
        self.details = details


class StalePreload(Refused):
    """What was loaded before the transaction has changed meanwhile: load it once more."""

    def __init__(self) -> None:
        super().__init__("unavailable")
