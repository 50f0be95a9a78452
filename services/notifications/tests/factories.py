"""Things that tests of notifications start from."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from notifications.domain.fan_out import CLOSING, MOVED, FanOut, closing_cause, moved_cause
from notifications.domain.letter import Brand, Credential, Matter, Names, Notice, Recipient
from notifications.domain.mailing import Mailing
from notifications.domain.message import (
    APPEAL_DECIDED,
    CONFIRM_REMINDER,
    CONTRIBUTION_MODERATED,
    CREDENTIAL_KINDS,
    LETTER_KINDS,
    VERSION_LEFT_ALONE,
    VOTATION_RESULT,
    Message,
    Window,
    new_message,
)

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CLOSES = datetime(2026, 3, 4, 17, 0, tzinfo=UTC)
ORGANISATION, PROJECT, STEP, VOTATION = (UUID(int=n) for n in (1, 2, 3, 4))


def a_credential_mail(kind: str = "password_reset", **more: Any) -> Message:
    request_id = more.pop("credential_request_id", None) or uuid4()
    return new_message(f"credential:{request_id}", kind, credential_request_id=request_id, **more)


def a_letter(kind: str = VOTATION_RESULT, letter_id: UUID | None = None, **more: Any) -> Message:
    """A message to an elector, known by the id of their letter alone."""
    mailing = a_mailing(kind, **more)
    return mailing.message_for(letter_id or uuid4())


def a_mailing(kind: str = VOTATION_RESULT, **more: Any) -> Mailing:
    return Mailing(
        **{
            "id": uuid4(),
            "kind": kind,
            "votation_id": VOTATION,
            "organisation_id": ORGANISATION,
            "project_id": None,
            "expires_at": NOW + timedelta(minutes=15),
            **more,
        }
    )


def a_message(kind: str, account_id: UUID | None = None, cause: str = "a cause", **more: Any) -> Message:
    """A message about a project to one of its participants."""
    if kind in CREDENTIAL_KINDS:
        return a_credential_mail(kind, **more)
    if kind in LETTER_KINDS:
        return a_letter(kind, **more)
    if kind in (CONTRIBUTION_MODERATED, APPEAL_DECIDED):
        more = {"target": "contribution", "target_id": uuid4(), "decision": "trash", **more}
    if kind == VERSION_LEFT_ALONE:
        more = {"target": "contribution", "target_id": uuid4(), **more}
    about = {"organisation_id": ORGANISATION, "project_id": PROJECT, "step_id": STEP, **more}
    return new_message(cause, kind, account_id=account_id or uuid4(), **about)


def a_fan_out(kind: str = MOVED, version: int = 2, **more: Any) -> FanOut:
    window = more.pop("window", Window(NOW - timedelta(days=9), CLOSES))
    step_id = more.pop("step_id", STEP)
    closes_at = window.closes_at or CLOSES
    cause = moved_cause(step_id, version) if kind == MOVED else closing_cause(step_id, closes_at)
    return FanOut(
        id=uuid4(),
        cause=cause,
        kind=kind,
        organisation_id=ORGANISATION,
        project_id=PROJECT,
        step_id=step_id,
        step_version=version,
        window=Window(closes_at=window.closes_at) if kind == CLOSING else window,
        **more,
    )


def names(**more: Any) -> Names:
    return Names(
        **{
            "project_title": "Grenelle de l'alimentation",
            "project_slug": "grenelle",
            "step_title": "Vos propositions",
            "organisation_id": ORGANISATION,
            "organisation_name": "Ville de Nantes",
            "time_zone": "Europe/Paris",
            "window": Window(NOW - timedelta(days=9), CLOSES),
            "subject_title": "Des cantines sans plastique",
            "reason": "Le texte cite une personne par son nom.",
            **more,
        }
    )


def a_notice(language: str = "fr", **more: Any) -> Notice:
    """All that votation may say of a letter; each kind uses a part of it."""
    return Notice(
        **{
            "recipient": Recipient("camille@example.org", language),
            "votation_id": VOTATION,
            "title": "Une cour d'école plus verte",
            "time_zone": "Europe/Paris",
            "window": Window(NOW - timedelta(days=1), CLOSES),
            "link": "l1nk-" + "y" * 38,
            "code": "12345678",
            "reference": "A-0042",
            "college": "Parents",
            "mark": "5f" * 32,
            "sentence": "Adopté : 1325 voix pour, 419 contre.",
            "on_roll": True,
            **more,
        }
    )


def a_matter(kind: str, language: str = "fr", **more: Any) -> Matter:
    """Everything a letter of this kind needs."""
    name = more.pop("name", "Camille Durand")
    brand = more.pop("brand", Brand("Ville de Nantes", "#1d3f72"))
    known = more.pop("names", names())
    secret = more.pop("secret", "s3cr3t-" + "x" * 36)
    notice = more.pop("notice", None) or a_notice(language)
    message = more.pop("message", None) or a_message(kind, **more)
    if kind in LETTER_KINDS:
        assert notice.recipient
        return Matter(message, notice.recipient, brand, notice=notice)
    with_secret = kind in CREDENTIAL_KINDS or kind == CONFIRM_REMINDER
    recipient = Recipient("camille@example.org", language, None if with_secret else name)
    expires_at, role = NOW + timedelta(hours=24), "moderator"
    credential = (
        Credential(
            True,
            recipient,
            secret,
            expires_at,
            "Ville de Nantes",
            role=role,
            happened_at=NOW,
            device="Firefox, Windows",
        )
        if with_secret
        else None
    )
    return Matter(message, recipient, brand, credential, None if kind in CREDENTIAL_KINDS else known)
