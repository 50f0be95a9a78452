"""Where mails lead: pages of the front end at PUBLIC_URL."""

from urllib.parse import quote
from uuid import UUID

SIGN_IN = "/connexion"
FORGOTTEN = "/mot-de-passe-oublie"
MY_CONSENTS = "/compte/consentements"
MY_MODERATED = "/compte/moderation"
SECRETS = {  # kind of message -> the page that shows one button; opening it changes nothing
    "email_confirmation": "email-confirmation",
    "confirm_reminder": "email-confirmation",
    "password_reset": "password-reset",
    "magic_link": "magic-link",
    "email_change": "email-change",
    "invitation": "invitation",
    "email_changed": "email-changed",
}


def secret(kind: str, minted: str) -> str:
    return f"/lien/{SECRETS[kind]}/{quote(minted, safe='')}"


def project(slug: str, step_id: UUID | None) -> str:
    step = f"/etapes/{step_id}" if step_id else ""
    return f"/projets/{quote(slug, safe='')}{step}"


def vote(votation_id: UUID, link: str) -> str:
    """An elector's own door to the booth; opening it changes nothing either."""
    return f"/lien/vote/{votation_id}.{quote(link, safe='')}"


def votation(votation_id: UUID) -> str:
    return f"/votations/{votation_id}"
