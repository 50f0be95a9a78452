"""The closed lists of choices of votation."""

STATES = (
    "draft",
    "ready",
    "keyed",
    "sealed",
    "open",
    "suspended",
    "closing",
    "closed",
    "counted",
    "proclaimed",
    "archived",
    "destroyed",
    "cancelled",
)
QUESTION_KINDS = ("yes_no", "single", "several", "points", "ranking", "score", "majority_judgment")
RANKING_METHODS = ("schulze", "instant_runoff", "borda", "stv")
COUNTED_BY = ("heads", "weights")
BASES = ("expressed", "voters", "roll")
QUORUM_OF = ("electors", "weights")
COLLEGE_RULES = ("together", "each")
TIE_RULES = ("none", "eldest", "president", "run_off", "draw")
SETTLED_BY = ("eldest", "president")
SEALED_BY = ("elector", "server")
SHOWN_BEFORE_SENDING = ("invitation", "reminder", "result")
MAILING_KINDS = ("invitation", "reminder", "code", "signed", "roll_check", "result")
IMPORT_STATES = ("guessed", "reading", "read", "writing", "written", "failed")
ROLL_COLUMNS = ("reference", "name", "email", "phone", "postal_code", "college", "weight")
ROLL_ENCODINGS = ("utf-8", "windows-1252", "utf-16", "mac-roman", "cp850")
ROLL_PROBLEMS = (
    "reference_missing",
    "reference_twice",
    "email_twice",
    "email_invalid",
    "no_way_to_reach",
    "weight_invalid",
    "weight_ambiguous",
    "weight_zero",
    "too_long",
    "too_few_columns",
    "not_readable",
)
EVENT_KINDS = (
    "incident",
    "suspension",
    "resumption",
    "extension",
    "observation",
    "later_event",
    "correction",
)
COUNT_STATES = ("none", "running", "failed", "done")
