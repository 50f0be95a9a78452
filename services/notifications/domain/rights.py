"""Who may do what: right -> the roles that have it, in the organisation of the messages or everywhere."""

OVERSEE = "oversee"  # read the delivery log, send a failed or stale message again

TABLE: dict[str, frozenset[str]] = {OVERSEE: frozenset({"organiser", "platform_admin"})}
