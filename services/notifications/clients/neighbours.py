"""Identity, consultations and votation as this service sees them."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from contracts.consultations.internal import names_of
from contracts.identity.internal import addresses_of, mint_credential
from contracts.operations import Operation
from contracts.refused import Refused
from contracts.votation.internal import mailing_slice, mint_letter
from notifications.domain.letter import Credential, Names, Notice, Recipient, known_language, notice_of
from notifications.domain.mailing import Mailing
from notifications.domain.message import CONFIRM_REMINDER, Message, Window
from notifications.domain.ports import NeighbourAway

Ask = Callable[[Operation, dict[str, Any]], Any]
PASSING = ("unavailable", "overloaded", "outcome_unknown", "too_many_requests", "token_invalid")


class IdentityClient:
    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def mint(self, message: Message) -> Credential:
        """A secret for this mail. Who never confirmed their address is reminded by a confirmation mail."""
        if message.kind == CONFIRM_REMINDER:
            about: dict[str, Any] = {
                "request_id": message.id,
                "kind": "email_confirmation",
                "account_id": message.account_id,
            }
        else:
            about = {"request_id": message.credential_request_id, "kind": message.kind}
        view = _answer(self._ask, mint_credential, about)
        if view is None or not view["wanted"] or not view.get("address"):
            return Credential(wanted=False)
        return Credential(
            wanted=True,
            recipient=Recipient(view["address"], known_language(view.get("language"))),
            secret=view.get("secret"),
            expires_at=view.get("expires_at"),
            organisation_name=view.get("organisation_name"),
            organisation_contact=view.get("organisation_contact"),
            role=view.get("role"),
            happened_at=view.get("happened_at"),
            device=view.get("device"),
        )

    def recipients(self, account_ids: Sequence[UUID]) -> dict[UUID, Recipient]:
        """Names are greeted with here: these addresses are confirmed."""
        if not account_ids:
            return {}
        view = _answer(self._ask, addresses_of, {"account_ids": list(dict.fromkeys(account_ids))})
        return {
            item["account_id"]: Recipient(
                item["address"],
                known_language(item.get("language")),
                item.get("display_name"),
                frozenset(item.get("consents") or ()),
            )
            for item in (view or {}).get("items", ())
        }


class ConsultationsClient:
    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def names(self, message: Message) -> Names | None:
        about: dict[str, Any] = {"project_id": message.project_id, "step_id": message.step_id}
        if message.target:
            about |= {"target": message.target, "target_id": message.target_id}
        view = _answer(self._ask, names_of, about)
        if view is None:
            return None
        return Names(
            project_title=view["project_title"],
            project_slug=view["project_slug"],
            step_title=view.get("step_title"),
            organisation_id=view["organisation_id"],
            organisation_name=view.get("organisation_name"),
            time_zone=view.get("time_zone") or "UTC",
            window=Window(view.get("opens_at"), view.get("closes_at")),
            subject_title=view.get("subject_title"),
            subject_state=view.get("subject_state"),
            subject_in_view=view.get("subject_in_view"),
            reason=view.get("reason"),
        )


class VotationClient:
    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def letters(self, mailing: Mailing, most: int) -> list[UUID]:
        about = {"mailing_id": mailing.id, "after": mailing.after, "limit": most}
        view = _answer(self._ask, mailing_slice, about)
        return list(view["letters"]) if view else []

    def notice(self, message: Message) -> Notice | None:
        view = _answer(self._ask, mint_letter, {"letter_id": message.letter_id})
        if view is None or not view["wanted"]:
            return None
        return notice_of(view)


def _answer(ask: Ask, operation: Operation, request: dict[str, Any]) -> Any:
    """The view; nothing when what is asked about does not exist. Raises NeighbourAway and other Refused."""
    try:
        return ask(operation, request)
    except Refused as refused:
        if refused.code == "not_found":
            return None
        if refused.code in PASSING:
            raise NeighbourAway(operation.routing_key) from None
        raise
