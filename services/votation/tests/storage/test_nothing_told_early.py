"""Invariant 12: whatever anyone may ask of register or box, no answer and no fact holds a result before the count, and
none but the bureau's before the proclamation."""

import json
import re
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from contracts.services import OPERATIONS
from formats import canonical
from votation.tests.endpoints import (
    BOX_PUBLIC,
    PUBLIC,
    SIGNED_IN,
    box_endpoints,
    register_endpoints,
    roll_import,
    someone,
)
from votation.tests.in_process import ORGANISER
from votation.tests.polls import RULE, YES_NO
from votation.use_cases.ask_mailing import ask_mailing, write_letters
from votation.use_cases.close_votation import advance_votations, tell_turnout
from votation.use_cases.proclaim_votation import proclaim_votation

RESULT = re.compile(
    r"(^|_)(results?|votes|tall(y|ies)|expressed|blanks?|nulls?|sentences?|breakdown|percentages?|ranking|decisions?|"
    r"decided|winners?|outcomes?|majority|plain|answers?|a|to_settle|adopted|rejected|counts?)(_|$)"
)
ASKED_BY_STAFF = {
    operation.name
    for operation in OPERATIONS["votation"].values()
    if operation.kind == "query" and not operation.callers and operation.name not in PUBLIC | SIGNED_IN
}
TO_SIBLINGS = {"mint_letter": "notifications", "plain_slice": "votation"}
BEFORE_PROCLAMATION = dict.fromkeys(("get_result", "open_minutes", "open_archive"), "not_proclaimed")
BOOTH_SHUT = {"request_code": "closed", "issue_right": "code_expired"}


def results_in(value, path=""):
    """Where a field that is named like a result has a value."""
    if isinstance(value, dict):
        for name, inner in value.items():
            here = f"{path}.{name}"
            if RESULT.search(name) and inner not in (None, "", [], {}):
                yield here
            yield from results_in(inner, here)
    elif isinstance(value, list):
        for inner in value:
            yield from results_in(inner, path)


class BoundServiceClient:
    """Everything that can be asked about one votation, of which twenty-two of thirty have voted."""

    def __init__(self, world, questions=(YES_NO,)):
        self.world = world.open(30, questions=questions)
        with world.at_register() as uow:
            advance_votations(uow)
        self.register, self.box = register_endpoints(world), box_endpoints(world)
        self.organisation = world.votation().organisation_id
        with world.at_register() as uow:
            asked = ask_mailing(uow, ORGANISER, world.id, world.votation().version, "invitation")
            self.reading = {"import_id": roll_import(uow, world.id)}
        with world.at_register() as uow:
            write_letters(uow, asked["id"])
            self.letter = uow.mailings.slice(asked["id"], None, 1)[0]
        self.questions = world.manifest["questions"]
        for elector in range(21):
            world.cast(world.ballot(world.right(elector), [elector % 2]))
        world.lengthen()
        right = world.right(21)
        self.ballot = world.ballot(right, [1])
        self.casting = {"right": canonical.b64(right), "sealed": canonical.b64(self.ballot.sealed)}
        world.cast(self.ballot)
        world.right_by_code(25)
        self.code = world.code_of(25)
        with world.at_register() as uow:
            tell_turnout(uow)

    def requests(self):
        it, links = {"votation_id": self.world.id}, self.world.links
        return {
            **dict.fromkeys(PUBLIC | SIGNED_IN | BOX_PUBLIC | ASKED_BY_STAFF | TO_SIBLINGS.keys(), it),
            "list_votations": {},
            "find_mark": it | {"mark": "0" * 64},
            "check_roll": it | {"email": "e3@example.org"},
            "get_booth": it | {"link": links[0]},
            "request_code": it | {"link": links[26]},
            "issue_right": it | {"link": links[25], "code": self.code},
            "get_roll_import": self.reading,
            "list_roll_problems": self.reading,
            "mint_letter": {"letter_id": self.letter},
            "cast_ballot": it | self.casting,
            "get_epoch": it | {"number": 1},
            "find_ballot": it | {"ballot": self.ballot.ballot_hash.hex()},
            "plain_slice": it | {"after": 0, "limit": 100},
        }

    def ask(self, name, token):
        endpoints = self.box if name in OPERATIONS["box"] else self.register
        reply = endpoints.answer(name, token, self.requests()[name])
        return reply["result"], reply["error"] and reply["error"]["code"]

    def walk(self, names, token):
        """Why the refused of these were, and where the others hold a result."""
        refused: dict[str, str] = {}
        found: dict[str, set[str]] = {}
        for name in sorted(names):
            signed_in = token or (someone(None, None) if name in SIGNED_IN else None)
            answer, code = self.ask(name, signed_in)
            if code:
                refused[name] = code
            elif places := set(results_in(self.without_rules(answer))):
                found[name] = places
        return refused, found

    def without_rules(self, answer):
        """An answer less the questions, which are as they were before anyone voted."""
        if "questions" in answer and "rule" in answer["questions"][0]:
            assert answer["questions"] == self.questions
            return {name: value for name, value in answer.items() if name != "questions"}
        if "manifest" in answer and answer["manifest"].startswith("{"):
            assert json.loads(answer["manifest"]) == self.world.manifest
        return answer

    def by_anyone(self):
        return self.walk(PUBLIC | SIGNED_IN | BOX_PUBLIC, None)

    def by_staff(self):
        names = {
            operation.name for operation in OPERATIONS["votation"].values() if operation.kind == "query"
        } & self.requests().keys()
        return self.walk(names, someone("organiser", self.organisation))

    def by_siblings(self):
        refused: dict[str, str] = {}
        found: dict[str, set[str]] = {}
        for name, sibling in TO_SIBLINGS.items():
            service = "box" if name == "plain_slice" else "votation"
            why, where = self.walk({name}, json.dumps({"iss": sibling, "sub": sibling, "aud": service}))
            refused |= why
            found |= where
        return refused, found

    def facts(self):
        """Where the facts told so far hold a result, by fact; and which were told."""
        told: set[str] = set()
        found: dict[str, set[str]] = {}
        for storage in (self.world.register, self.world.box):
            with storage.engine.connect() as connection:
                for fact, data in connection.execute(text("SELECT fact, data FROM outbox")):
                    told.add(fact)
                    if places := set(results_in(json.loads(data))):
                        found.setdefault(fact, set()).update(places)
        return told, found


@pytest.fixture
def asking(world):
    return BoundServiceClient(world)


def test_no_answer_and_no_fact_holds_a_result_before_the_count_nor_the_publics_before_proclamation(
    asking, tmp_path
):
    open_ = BEFORE_PROCLAMATION
    bureau = open_ | {"get_result": "not_counted"}
    assert asking.by_anyone() == (open_, {})
    assert asking.by_staff() == (bureau | {"list_signatures": "voting_goes_on"}, {})
    assert asking.by_siblings() == ({"plain_slice": "not_counted"}, {})

    asking.world.close()
    closed = open_ | BOOTH_SHUT
    assert asking.by_anyone() == (closed, {})
    assert asking.by_staff() == (bureau, {})
    gone = {
        "mint_letter": "not_found",
        "plain_slice": "not_counted",
    }  # the invitation told who had not signed
    assert asking.by_siblings() == (gone, {})

    asking.world.count(tmp_path)
    assert asking.by_anyone() == (closed, {})
    refused, found = asking.by_staff()
    assert refused == {name: code for name, code in open_.items() if name != "get_result"}
    assert found.keys() == {"get_result"}
    told, found = asking.facts()
    assert {
        "votation.closed.v1",
        "votation.counted.v1",
        "votation.turnout_reached.v1",
        "box.counted.v1",
    } <= told
    assert found == {}

    asking.world.proclaim()
    refused, found = asking.by_anyone()
    assert refused == BOOTH_SHUT
    assert found.pop("list_audit") == {".items.details.result_sha256"}
    assert found.keys() == {"get_result", "get_votation", "list_votations"}, "what is looked for is found"
    assert asking.by_siblings()[1].keys() == {"plain_slice"}
    assert asking.facts()[1] == {"votation.proclaimed.v1": {".sentence_fr", ".sentence_en"}}


def test_someone_of_another_organisation_is_told_no_more_than_anyone(asking):
    asking.world.close()
    names = PUBLIC | SIGNED_IN | BOX_PUBLIC
    stranger = someone("organiser", uuid4())
    assert asking.walk(names, stranger) == (BEFORE_PROCLAMATION | BOOTH_SHUT, {})


def test_how_a_tie_is_settled_is_not_told_before_the_proclamation(world, tmp_path):
    single: dict[str, Any] = {
        **YES_NO,
        "kind": "single",
        "title": "Qui préside ?",
        "rule": {**RULE, "share": None, "tie": "eldest", "outcomes": {"adopted": "", "rejected": ""}},
    }
    asking = BoundServiceClient(world, (single,))
    world.close()
    world.count(tmp_path)
    settled = [{"question_id": "q1", "winners": ["yes"], "by": "eldest"}]
    with world.at_register() as uow:
        proclaim_votation(uow, ORGANISER, world.id, world.votation().version, "", settled)
    assert world.votation().state == "counted"
    assert asking.by_anyone() == (BEFORE_PROCLAMATION | BOOTH_SHUT, {})
