"""What others told, in this service's own words."""

from chassis.envelope import ReceivedFact
from notifications.domain.decision import Decision
from notifications.domain.fan_out import CLOSING, MOVED, FanOut, closing_cause, moved_cause
from notifications.domain.letter import PLAIN_COLOUR, Brand
from notifications.domain.mailing import Mailing
from notifications.domain.message import (
    VERSION_LEFT_ALONE,
    Message,
    Window,
    letter_kind,
    new_message,
)


def brand(fact: ReceivedFact) -> Brand:
    data = fact.data
    return Brand(data["name"], (data.get("colour") or PLAIN_COLOUR).lower(), data.get("contact_email"))


def moved_window(fact: ReceivedFact) -> FanOut:
    data = fact.data
    return FanOut(
        id=fact.id,
        cause=moved_cause(data["step_id"], fact.aggregate_version),
        kind=MOVED,
        organisation_id=data["organisation_id"],
        project_id=data["project_id"],
        step_id=data["step_id"],
        step_version=fact.aggregate_version,
        window=Window(data["opens_at"], data["closes_at"]),
        closes_at_before=data.get("closes_at_before"),
    )


def closing_step(fact: ReceivedFact) -> FanOut:
    data = fact.data
    return FanOut(
        id=fact.id,
        cause=closing_cause(data["step_id"], data["closes_at"]),
        kind=CLOSING,
        organisation_id=data["organisation_id"],
        project_id=data["project_id"],
        step_id=data["step_id"],
        step_version=fact.aggregate_version,
        window=Window(closes_at=data["closes_at"]),
    )


def version_left_alone(fact: ReceivedFact) -> Message | None:
    """The mail to the author of a version, if it has one with an account."""
    data = fact.data
    if data.get("author_account_id") is None:
        return None
    return new_message(
        f"left alone:{fact.id}",
        VERSION_LEFT_ALONE,
        account_id=data["author_account_id"],
        organisation_id=data["organisation_id"],
        project_id=data["project_id"],
        step_id=data["step_id"],
        target="contribution",
        target_id=data["contribution_id"],
    )


def decision(fact: ReceivedFact) -> Decision:
    data = fact.data
    return Decision(
        fact_id=fact.id,
        organisation_id=data["organisation_id"],
        project_id=data["project_id"],
        step_id=data["step_id"],
        target=data["target"],
        target_id=data["target_id"],
        author_account_id=data.get("author_account_id"),
        decision=data["decision"],
        after_appeal=data["after_appeal"],
    )


def due_mailing(fact: ReceivedFact) -> Mailing:
    data = fact.data
    return Mailing(
        id=data["mailing_id"],
        kind=letter_kind(data["kind"]),
        votation_id=data["votation_id"],
        organisation_id=data["organisation_id"],
        project_id=data.get("project_id"),
        expires_at=data["expires_at"],
    )
