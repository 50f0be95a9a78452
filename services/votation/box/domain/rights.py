"""Who may do what at the box: counting is the bureau's, through the organiser; everything else is public."""

COUNT = "count_ballots"

TABLE: dict[str, frozenset[str]] = {COUNT: frozenset({"organiser", "platform_admin"})}
