"""What each kind of mail stands on: a consent of its reader, or the reason why it is due without one."""

from notifications.domain import message as kinds

PROJECT_NEWS = "project_news"
ACCOUNT = "account"  # asked for by its reader, or about the safety of their account
TEXTS = "texts"  # what became of what they wrote
DATES = "dates"  # the calendar of what they took part in changed
ROLL = "roll"  # they are on a roll of electors
CONSENTS = frozenset({PROJECT_NEWS})

GROUNDS = {
    **dict.fromkeys(kinds.CREDENTIAL_KINDS, ACCOUNT),
    **dict.fromkeys(kinds.LETTER_KINDS, ROLL),
    kinds.CONFIRM_REMINDER: TEXTS,
    kinds.CONTRIBUTION_MODERATED: TEXTS,
    kinds.APPEAL_DECIDED: TEXTS,
    kinds.VERSION_LEFT_ALONE: TEXTS,
    kinds.WINDOW_MOVED: DATES,
    kinds.STEP_CLOSING_SOON: PROJECT_NEWS,
}


def consent_for(kind: str) -> str | None:
    """The consent without which a mail of this kind is not sent; None when it stands on another ground."""
    ground = GROUNDS[kind]
    return ground if ground in CONSENTS else None
