"""Operations of the booth, of the box, and of whoever sends letters."""

from typing import Any

from chassis.pages import after_moment, page_by_moment
from chassis.service import Call, Transaction, command, query
from contracts.identity import internal as identity_ops
from contracts.refused import Refused
from contracts.votation import booth as booth_ops
from contracts.votation import internal as votation_internal_ops
from contracts.votation import rolls as rolls_ops
from votation.endpoints.base import RegisterEndpoints
from votation.storage.mailings import StoredMailings
from votation.use_cases.access import found, permitted
from votation.use_cases.ask_mailing import ask_mailing, list_mailings
from votation.use_cases.consume_right import consume_right
from votation.use_cases.identify_elector import get_booth
from votation.use_cases.issue_right import check_code, issue_right
from votation.use_cases.mint_letter import mint_letter, sample_letter
from votation.use_cases.request_code import request_code
from votation.use_cases.sign_register import get_register, rights_used, sign_register
from votation.use_cases.write_to_elector import write_to_elector


class BoothEndpoints(RegisterEndpoints):
    @query(booth_ops.get_booth)
    def get_booth(self, call: Call, tx: Transaction) -> Any:
        at = self.uow(call, tx)
        at.register.hold_still()
        return get_booth(at, call.actor, **call.request)

    @command(booth_ops.request_code)
    def request_code(self, call: Call, tx: Transaction) -> Any:
        return request_code(self.uow(call, tx), **call.request)

    @command(booth_ops.issue_right, preload="check_code")
    def issue_right(self, call: Call, tx: Transaction) -> Any:
        if call.preloaded:
            raise Refused(call.preloaded, fields={"code": ["invalid"]})
        asked = call.request
        right = issue_right(
            self.uow(call, tx), call.actor, asked["votation_id"], asked["link"], asked["for_elector_id"]
        )
        return {"right": right}

    def check_code(self, call: Call) -> str | None:
        """What is wrong with the code; a wrong one has been counted."""
        asked = call.request
        with self.db.transaction() as tx:
            uow = self.uow(call, tx)
            return check_code(uow, call.actor, asked["votation_id"], asked["link"], asked["code"])

    @command(votation_internal_ops.consume_right)
    def consume_right(self, call: Call, tx: Transaction) -> Any:
        hashed = _hash(call.request["right_hash"])
        return {"cell": consume_right(self.uow(call, tx), call.request["votation_id"], hashed)}

    @query(votation_internal_ops.get_register)
    def get_register(self, call: Call, tx: Transaction) -> Any:
        return get_register(self.uow(call, tx), call.request["votation_id"])

    @command(votation_internal_ops.rights_used)
    def rights_used(self, call: Call, tx: Transaction) -> Any:
        hashes = [_hash(right) for right in call.request["rights"]]
        used = rights_used(self.uow(call, tx), call.request["votation_id"], hashes)
        return {"used": sorted(right.hex() for right in used)}

    @command(votation_internal_ops.sign_register)
    def sign_register(self, call: Call, tx: Transaction) -> Any:
        hashes = [_hash(right) for right in call.request["rights"]]
        return {"signed": sign_register(self.uow(call, tx), call.request["votation_id"], hashes)}

    # --- letters

    @command(rolls_ops.write_to_elector)
    def write_to_elector(self, call: Call, tx: Transaction) -> Any:
        write_to_elector(self.uow(call, tx), call.actor, call.request["elector_id"])
        return {"done": True}

    @command(rolls_ops.ask_mailing)
    def ask_mailing(self, call: Call, tx: Transaction) -> Any:
        return ask_mailing(self.uow(call, tx), call.actor, **call.request)

    @query(rolls_ops.list_mailings)
    def list_mailings(self, call: Call, tx: Transaction) -> Any:
        asked, at = call.request, self.uow(call, tx)
        votation = permitted(at, asked["votation_id"])
        found = list_mailings(at, votation.id, after_moment(asked["cursor"]), asked["limit"])
        return page_by_moment(found, asked["limit"], lambda mailing: (mailing["asked_at"], mailing["id"]))

    @query(votation_internal_ops.mailing_slice)
    def mailing_slice(self, call: Call, tx: Transaction) -> Any:
        asked, at = call.request, self.uow(call, tx)
        votation_id = at.mailings.votation_of(asked["mailing_id"])
        if votation_id is None:
            raise Refused("not_found")
        return {
            "votation_id": votation_id,
            "organisation_id": found(at, votation_id).organisation_id,
            "letters": at.mailings.slice(asked["mailing_id"], asked["after"], asked["limit"]),
        }

    @query(votation_internal_ops.sample_letter)
    def sample_letter(self, call: Call, tx: Transaction) -> Any:
        return sample_letter(self.uow(call, tx), **call.request)

    @command(votation_internal_ops.mint_letter, preload="address_of")
    def mint_letter(self, call: Call, tx: Transaction) -> Any:
        return mint_letter(self.uow(call, tx), call.request["letter_id"], call.preloaded)

    def address_of(self, call: Call) -> str | None:
        """The address of an elector who is on the roll by their account; identity alone has it."""
        with self.db.snapshot() as snapshot:
            letter = StoredMailings(snapshot.connection).find(call.request["letter_id"])
        if letter is None or letter.account_id is None:
            return None
        asked = {"account_ids": [letter.account_id]}
        items = self.identity.call(call, identity_ops.addresses_of, asked)["items"]
        return str(items[0]["email"]) if items else None


def _hash(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise Refused("right_not_valid") from None
