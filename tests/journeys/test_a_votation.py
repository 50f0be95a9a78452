"""One real votation through the gateway, from its roll to the verified archive; what is refused on the way; and, at the
end, that nothing anywhere holds an elector beside a ballot."""

import email
import re
import secrets
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import policy
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from sqlalchemy import text

from contracts.registry import SERVICES
from deploy.local.state import State
from formats import canonical, sealed_ballot
from tests.suite.api import Problem
from tests.suite.people import invite, register
from tests.suite.running import Suite
from tests.suite.votations import House
from votation.domain import manifest, shares

pytestmark = pytest.mark.timeout(240)
CANARY = "canari-urne"
ELECTORS = 8
HEADER = "Numéro;Nom;Courriel;Voix\n"
CODE = re.compile(r"\b(\d{4}) (\d{4})\b")


def address(number: int) -> str:
    return f"{CANARY}-{number}@exemple.org"


def line(number: int, **other: str) -> str:
    values = {
        "reference": f"{CANARY}-ref-{number}",
        "name": f"{CANARY} Nom {number}",
        "email": address(number),
        "weight": "1",
    }
    return ";".join((values | other).values()) + "\n"


@dataclass
class Ballots:
    """What must not stand beside an elector."""

    rights: list[str] = field(default_factory=list)
    sealed: list[str] = field(default_factory=list)
    receipts: list[dict[str, Any]] = field(default_factory=list)

    def strings(self) -> Iterator[str]:
        """Each as it may be written: base64url, hexadecimal, the hashes that the databases keep."""
        for text_ in (*self.rights, *self.sealed):
            raw = canonical.unb64(text_)
            yield text_[:40]
            yield raw.hex()[:60]
            yield canonical.sha256(raw)
        yield from (receipt["ballot"] for receipt in self.receipts)


@pytest.fixture(scope="module")
def house(suite: Suite) -> House:
    administrator = suite.administrator()
    organisation = administrator.api.post(
        "/organisations", {"name": f"Union {uuid.uuid4().hex[:5]}", "kind": "union"}
    )
    organiser = register(suite.api(), "Anne Organise")
    organiser.confirm(suite.mails)
    invite(administrator, suite.mails, organisation["id"], organiser, "organiser")
    created = organiser.api.post(
        "/votations", {"organisation_id": organisation["id"], "title": "Avenant au règlement"}
    )
    return House(suite, organiser.api, uuid.UUID(created["id"]))


@pytest.fixture(scope="module")
def ballots() -> Ballots:
    return Ballots()


def refused(code: str, ask: Callable[[], Any]) -> Problem:
    with pytest.raises(Problem) as told:
        ask()
    assert told.value.code == code, told.value
    return told.value


def test_a_roll_is_taken_whole_or_not_at_all(house: House) -> None:
    """VO-2: a duplicate, a wrong encoding, a zero weight, no table at all."""
    house.set_up(3600, 7200, grace_minutes=1)
    refused("not_keyed", lambda: house.act("seal"))
    refused("incomplete", lambda: house.act("freeze"))
    refused("roll_not_readable", lambda: house.upload(b"\x89PNG\r\n\x1a\n" + bytes(200)))
    roll = HEADER + "".join(line(number) for number in range(ELECTORS))
    for bad, code in (
        (line(0), "reference_twice"),
        (line(99, email=address(0)), "email_twice"),
        (line(99, weight="0"), "weight_zero"),
        (line(99, email="nulle part"), "email_invalid"),
    ):
        report = house.check(house.upload((roll + bad).encode()))
        problems = house.organiser.pages(f"/roll-imports/{report['id']}/problems")
        assert code in {problem["code"] for problem in problems}
        path = f"/roll-imports/{report['id']}/application"
        refused("roll_has_problems", partial(house.organiser.post, path))
    old = house.upload((roll + line(99, name="Hélène")).encode("windows-1252"))
    assert old["encoding"] == "windows-1252"
    report = house.check(old, encoding="utf-8")
    codes = {problem["code"] for problem in house.organiser.pages(f"/roll-imports/{old['id']}/problems")}
    assert codes == {"not_readable"}
    assert house.view()["electors"] == 0
    good = house.check(house.upload(roll.encode()))
    assert (good["good"], good["problems"]) == (ELECTORS, 0)
    house.apply(good)
    assert house.view()["electors"] == ELECTORS


def test_nothing_opens_without_a_ceremony(house: House) -> None:
    """VO-3"""
    house.act("freeze")
    refused("rules_frozen", lambda: house.change(title="Autre chose"))
    refused("not_keyed", lambda: house.act("seal"))
    member = {"name": "Membre 1", "share": "0" * 64, "acknowledged": True}
    refused("bureau_mismatch", lambda: house.hold_ceremony(members=[member]))
    refused("bureau_mismatch", lambda: house.hold_ceremony(threshold=1))
    refused("share_not_acknowledged", lambda: house.hold_ceremony(test_opened=False))
    refused("key_invalid", lambda: house.hold_ceremony(election_key=canonical.b64(bytes(32))))
    assert house.view()["state"] == "ready"
    for opens_in in (5, 12, 30):  # a busy machine may take its time
        house.act("draft")
        house.set_up(opens_in, opens_in + 3600, grace_minutes=1)
        house.act("freeze")
        house.hold_ceremony()
        try:
            house.seal()
        except Problem as problem:
            if problem.code != "opening_passed":
                raise
        else:
            return
    raise AssertionError("too slow")


def mail(house: House, number: int, wanted: re.Pattern[str], seconds: float = 40) -> re.Match[str]:
    """The newest letter to an elector that has it."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for message in house.suite.mails.to(address(number)):
            if found := wanted.search(str(message)):
                return found
        time.sleep(0.2)
    raise AssertionError(f"no letter with {wanted.pattern}")


def cast(house: House, ballots: Ballots, number: int, sealed: str) -> dict[str, Any]:
    """As an elector: by the link of the invitation and the code that comes by mail."""
    api = house.suite.api()
    right = right_of(house, number)
    ballots.rights.append(right)
    ballots.sealed.append(sealed)
    receipt = house.cast(right, sealed, api)
    ballots.receipts.append(receipt)
    return receipt


def right_of(house: House, number: int) -> str:
    api, link = house.suite.api(), house.links[number]
    assert api.post(f"{house.path}/booth", {"link": link})["reference"] == f"{CANARY}-ref-{number}"
    api.post(f"{house.path}/codes", {"link": link})
    code = "".join(mail(house, number, CODE).groups())
    wrong = f"{(int(code) + 1) % 10**8:08}"
    refused("code_wrong", lambda: api.post(f"{house.path}/rights", {"link": link, "code": wrong}))
    return str(api.post(f"{house.path}/rights", {"link": link, "code": code})["right"])


def test_electors_vote_by_the_letters_they_get(house: House, ballots: Ballots) -> None:
    """VO-4: good ballots, null ones, and ballots that are refused without losing the right."""
    refused("rules_frozen", lambda: house.act("draft"))
    house.act("mailings", {"kind": "invitation"})
    link = re.compile(rf"/lien/vote/{house.id}\.([A-Za-z0-9_%-]+)")
    house.links = [unquote(mail(house, number, link).group(1)) for number in range(ELECTORS)]
    house.wait_state("open")
    refused("link_unknown", lambda: house.suite.api().post(f"{house.path}/codes", {"link": "x" * 43}))
    cast(house, ballots, 0, house.sealed([0]))
    other = canonical.dump({"a": [0], "m": "0" * 64, "n": canonical.b64(secrets.token_bytes(16))})
    cast(house, ballots, 1, canonical.b64(sealed_ballot.seal_plain(house.manifest, other)))
    out_of_range = sealed_ballot.plain_ballot(
        [7], manifest.manifest_hash(house.manifest), secrets.token_bytes(16)
    )
    cast(house, ballots, 2, canonical.b64(sealed_ballot.seal_plain(house.manifest, out_of_range)))
    right, api = right_of(house, 3), house.suite.api()
    ballots.rights.append(right)
    refused("ballot_not_sealed", lambda: house.cast(right, canonical.b64(bytes(99)), api))
    stranger = canonical.b64(secrets.token_bytes(32))
    refused("right_not_valid", lambda: house.cast(stranger, house.sealed([0]), api))
    sealed = house.sealed([1])
    ballots.sealed.append(sealed)
    ballots.receipts.append(house.cast(right, sealed, api))
    assert house.cast(right, sealed, api) == ballots.receipts[-1]
    refused("already_cast", lambda: house.cast(right, house.sealed([0]), api))
    refused("already_signed", lambda: api.post(f"{house.path}/codes", {"link": house.links[3]}))
    refused("not_closed", lambda: house.organiser.post(f"{house.path}/count", {"shares": house.shares[:2]}))
    refused("not_counted", lambda: house.act("proclamation", {}))


def test_a_suspension_keeps_rights_and_an_extension_only_puts_off(house: House, ballots: Ballots) -> None:
    """Invariant 14, and a cast after closing with a right from before and after."""
    right, api, sealed = right_of(house, 4), house.suite.api(), house.sealed([1])
    ballots.rights.append(right)
    ballots.sealed.append(sealed)
    house.act("suspension", {"reason": "Coupure du réseau"})
    refused("suspended", lambda: house.cast(right, sealed, api))
    house.act("resumption")
    closes_at = datetime.fromisoformat(house.view()["closes_at"])
    earlier = {"closes_at": (closes_at - timedelta(seconds=1)).isoformat(), "reason": "Plus tôt"}
    refused("closing_earlier", lambda: house.act("extension", earlier))
    api.post(f"{house.path}/codes", {"link": house.links[5]})
    late = {"link": house.links[5], "code": "".join(mail(house, 5, CODE).groups())}
    house.move_window(-60, 2)
    soon = datetime.now(UTC) + timedelta(seconds=5)
    house.act("extension", {"closes_at": soon.isoformat(), "reason": "Coupure du réseau"})
    time.sleep(max(0.0, (soon - datetime.now(UTC)).total_seconds()) + 1)
    refused("closed", lambda: api.post(f"{house.path}/codes", {"link": house.links[5]}))
    refused("closed", lambda: api.post(f"{house.path}/rights", late))
    ballots.receipts.append(house.cast(right, sealed, api))  # in the grace, with a right from before
    house.move_window(-7200, -61)
    refused_late = house.sealed([0])
    refused("right_not_valid", lambda: house.cast(canonical.b64(secrets.token_bytes(32)), refused_late, api))
    house.wait_state("closed")
    kinds = [event["kind"] for event in house.suite.api().pages(f"{house.path}/events")]
    assert kinds == ["suspension", "resumption", "extension"]
    turnout = house.suite.api().get(f"{house.path}/turnout")
    assert (turnout["signed_at_least"], turnout["exact"]) == (5, True)


def test_the_count_needs_the_bureau_and_the_result_stays(
    house: House, ballots: Ballots, tmp_path: Path
) -> None:
    """VO-5, VO-7: too few shares, wrong shares; then counted, proclaimed, verified."""
    count = f"{house.path}/count"
    refused("shares_too_few", lambda: house.organiser.post(count, {"shares": house.shares[:1]}))
    refused("shares_too_few", lambda: house.organiser.post(count, {"shares": house.shares[:1] * 2}))
    foreign = shares.to_text(shares.split(secrets.token_bytes(32), 3, 2)[0])
    wrong = [house.shares[0], foreign]
    refused("share_invalid", lambda: house.organiser.post(count, {"shares": wrong}))
    refused("sign_in_required", lambda: house.suite.api().post(count, {"shares": house.shares[:2]}))
    house.count()
    refused("already_counted", lambda: house.organiser.post(count, {"shares": house.shares[:2]}))
    refused("not_proclaimed", lambda: house.suite.api().get(f"{house.path}/result"))
    refused("not_proclaimed", lambda: house.suite.api().get(f"{house.path}/minutes"))
    result = house.proclaim()
    question = result["questions"][0]
    assert question["tally"]["votes"] == [1, 2]
    assert question["null"]["heads"] == 2
    assert {reason: number for reason, number in result["null"].items() if number} == {
        "wrong_manifest": 1,
        "out_of_range": 1,
    }
    assert question["decision"]["outcome"] == "rejected"
    refused("result_frozen", lambda: house.act("proclamation", {}))
    refused("result_frozen", lambda: house.act("cancellation", {"reason": "Je n'aime pas le résultat"}))
    refused("rules_frozen", lambda: house.change(title="Autre chose"))
    assert house.download("minutes", tmp_path).read_bytes().startswith(b"%PDF-")
    archive = house.download("archive", tmp_path)
    print(house.verify(archive, *ballots.receipts))
    assert house.suite.api().get(f"{house.path}/result")["result"] == result


def dump(suite: Suite, service: str, *tables: str) -> str:
    """Everything a database holds, as text; bytes in hexadecimal, as `pg_dump` writes them."""
    with suite.database(service).engine.connect() as connection:
        query = text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        names = tables or tuple(connection.execute(query).scalars())
        return "\n".join(
            str(row)
            for name in names
            for row in connection.execute(text(f'SELECT t::text FROM "{name}" t')).scalars()
        )


def found_in(place: str, words: set[str]) -> set[str]:
    return {word for word in words if word in place}


def test_nothing_anywhere_holds_an_elector_beside_a_ballot(house: House, ballots: Ballots) -> None:
    """VO-4, invariant 8: logs, facts, queues, tables, letters, after a whole votation and all its letters."""
    suite = house.suite
    for number in range(5):
        mail(house, number, re.compile("émarg|signé"))
    with suite.database("votation").engine.connect() as connection:
        rows = connection.execute(
            text("SELECT id, mark, link_hash FROM elector WHERE votation_id = :id"), {"id": house.id}
        ).all()
    people = {CANARY, *house.links, *(str(row.id) for row in rows), *(row.mark for row in rows)}
    people |= {bytes(row.link_hash).hex() for row in rows}
    votes = set(ballots.strings())
    assert len(votes) >= 25

    logs = suite.logs()
    assert '"service": "votation"' in logs
    assert not found_in(logs, people | votes), "a log"
    box = dump(suite, "box")
    assert ballots.receipts[0]["ballot"] in box, "the search finds what is there"
    assert not found_in(box, people), "the box knows an elector"
    rights = {canonical.sha256(canonical.unb64(right)) for right in ballots.rights} | set(ballots.rights)
    assert not found_in(box, rights), "the box still knows rights"
    elsewhere = {service: dump(suite, service) for service in SERVICES if service != "box"}
    assert CANARY in elsewhere["votation"]
    for service, held in elsewhere.items():
        assert not found_in(held, votes), f"{service} knows a ballot"
    for service in elsewhere.keys() - {"votation"}:
        assert not found_in(elsewhere[service], people), f"{service} knows an elector"
    for service in SERVICES:
        facts = dump(suite, service, "outbox", "inbox")
        assert not found_in(facts, people | votes), f"a fact of {service}"
    letters = all_letters(Path(suite.environment("mail")["MAIL_DIR"]))
    assert address(0) in letters and f"{CANARY}-ref-0" in letters and "Avenant au règlement" in letters  # noqa: PT018
    assert not found_in(letters, votes), "a letter"
    assert not in_files(broker_folder(suite), people | votes), "the broker wrote it down"


def all_letters(folder: Path) -> str:
    """Every part of every letter, decoded."""
    messages = [
        email.message_from_bytes(path.read_bytes(), policy=policy.default) for path in folder.rglob("*.eml")
    ]
    parts = [part.get_content() for message in messages for part in message.walk() if not part.is_multipart()]
    return "\n".join([*(str(message.items()) for message in messages), *map(str, parts)])


def broker_folder(suite: Suite) -> Path:
    return Path(State(Path(suite.infra["run_dir"])).values["data"]) / "rabbitmq"


def in_files(folder: Path, words: set[str]) -> str:
    """The files that hold any of the words, whatever else they hold."""
    assert any(folder.rglob("*")), folder
    patterns = "\n".join(words)
    found = subprocess.run(
        ["grep", "-rlaF", "-f", "-", str(folder)], input=patterns, capture_output=True, text=True, check=False
    )
    assert found.returncode in (0, 1), found.stderr
    return found.stdout
