from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.operations import BeforeTransaction, command, query
from contracts.identity import internal as identity_ops
from contracts.refused import Refused
from contracts.votation import internal as ops
from votation.domain import lifecycle
from votation.domain.elector import Elector
from votation.domain.mailing import Letter
from votation.domain.votation import Votation
from votation.unit_of_work import UnitOfWork
from votation.use_cases.loading import get_stored_votation

NOBODYS_LINK, NOBODYS_NUMBER, NOBODYS_MARK = "exemple", "A-0042", "0123456789abcdef" * 4


def account_address(before: BeforeTransaction[UnitOfWork], letter_id: UUID) -> str | None:
    """The address of an elector who is on the roll by their account; identity alone has it."""
    with before.snapshot() as uow:
        letter = uow.mailings.find(letter_id)
    if letter is None or letter.account_id is None:
        return None
    items = before.ask(identity_ops.addresses_of, {"account_ids": [letter.account_id]})["items"]
    return str(items[0]["email"]) if items else None


@command(ops.mint_letter, preload=account_address)
def mint_letter(uow: UnitOfWork, letter_id: UUID, preloaded: str | None) -> dict[str, Any]:
    """What a letter holds, made as it is sent; the same however often it is asked. Refuses: not_found.

    `preloaded` is the address of an elector who is on the roll by their account.
    """
    letter = uow.mailings.find(letter_id)
    if letter is None:
        raise Refused("not_found")
    votation = get_stored_votation(uow, letter.votation_id)
    elector = uow.electors.find(letter.elector_id) if letter.elector_id else None
    email = elector.email or preloaded if elector else letter.address
    return {
        "wanted": email is not None and is_wanted(uow, votation, letter, elector, uow.now()),
        "kind": letter.kind,
        "email": email,
        "on_roll": elector is not None,
        **_of_votation(votation),
        **_of_elector(uow, letter, elector),
    }


@query(ops.sample_letter)
def sample_letter(uow: UnitOfWork, votation_id: UUID, kind: str) -> dict[str, Any]:
    """What letters of that kind hold now, with an elector who does not exist. Refuses: not_found."""
    votation = get_stored_votation(uow, votation_id)
    colleges = sorted({group.college for group in uow.electors.groups(votation_id)})
    return {
        "wanted": True,
        "kind": kind,
        "email": None,
        "on_roll": True,
        **_of_votation(votation),
        "project_id": votation.project_id,
        "link": NOBODYS_LINK if kind in ("invitation", "reminder") else None,
        "code": None,
        "reference": NOBODYS_NUMBER,
        "college": colleges[0] if colleges else "",
        "mark": NOBODYS_MARK if kind == "invitation" else None,
    }


def _of_votation(votation: Votation) -> dict[str, Any]:
    return {
        "language": votation.language,
        "votation_id": votation.id,
        "organisation_id": votation.organisation_id,
        "title": votation.title,
        "opens_at": votation.opens_at,
        "closes_at": votation.closes_at,
        "time_zone": votation.time_zone,
        "sentence": votation.sentence_fr if votation.language == "fr" else votation.sentence_en,
    }


def _of_elector(uow: UnitOfWork, letter: Letter, elector: Elector | None) -> dict[str, Any]:
    if elector is None:
        return dict.fromkeys(("link", "code", "reference", "college", "mark", "has_signed"))
    by_link = elector.account_id is None and letter.kind in ("invitation", "reminder", "code")
    return {
        "link": uow.keys.link(elector.secret, elector.links_before) if by_link else None,
        "code": uow.keys.code(letter.id) if letter.kind == "code" else None,
        "reference": elector.reference,
        "college": elector.college,
        "mark": elector.mark if letter.kind in ("invitation", "signed") else None,
        "has_signed": elector.id in uow.register.signed_among([elector.id])
        if letter.kind == "signed"
        else None,
    }


def is_wanted(
    uow: UnitOfWork, votation: Votation, letter: Letter, elector: Elector | None, now: datetime
) -> bool:
    """Whether there is still a reason: nobody is invited or reminded who has voted, nor sent a code that is over."""
    if now >= letter.expires_at:
        return False
    if letter.kind in ("invitation", "reminder", "code"):
        if votation.poll.state_at(now) in (*lifecycle.OVER, "draft", "closing") or elector is None:
            return False
        return letter.kind == "code" or elector.id not in uow.register.signed_among([elector.id])
    if letter.kind == "signed":
        return votation.state in lifecycle.OVER and votation.state not in ("cancelled", "destroyed")
    return letter.kind != "result" or votation.is_proclaimed
