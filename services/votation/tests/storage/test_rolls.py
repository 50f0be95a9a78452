"""VO-2: rolls filled by file, by group and by hand, against a real database."""

import hashlib
import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from chassis.storage import Storage
from votation import roll_work
from votation.domain import roll_marks
from votation.domain.keys import Keys, link_hash
from votation.storage.rolls import StoredRolls
from votation.tests.roll_world import HEADER, World

FILE = HEADER + "1;Léa;lea@example.org;Cadres;2\n2;Zoé;zoe@example.org;;1\n3;Ali;ali@example.org;Cadres;1\n"


class Killed(BaseException):
    """The process is gone: nothing after it runs."""


@pytest.fixture
def world(storage: Storage, tmp_path: Path) -> Iterator[World]:
    made = World(storage, tmp_path)
    yield made
    made.worker.storage.engine.dispose()


def test_a_file_becomes_the_roll_in_three_steps(world: World) -> None:
    """VO-2: encoding and header guessed, dry report, then the roll."""
    found = world.read(FILE.encode("cp1252"))
    assert (found["state"], found["encoding"], found["separator"]) == ("guessed", "windows-1252", ";")
    assert found["sample"][1] == ["1", "Léa", "lea@example.org", "Cadres", "2"]
    found = world.check(found)
    assert (found["state"], found["progress"], found["lines"], found["good"], found["problems"]) == (
        "read", 100, 3, 3, 0,
    )  # fmt: skip
    assert found["weights"] == 4
    assert found["colleges"][1] == {"college": "Cadres", "electors": 2, "weights": 3}
    assert world.rows("SELECT 1 FROM elector") == []  # nothing is written by a dry report
    world.ask("apply_roll_import", import_id=found["id"])
    world.work()
    assert world.ask("get_roll_import", import_id=found["id"])["state"] == "written"
    electors = world.ask("list_electors", votation_id=world.votation)["items"]
    assert [(e["reference"], e["name"], e["college"], e["weight"]) for e in electors] == [
        ("1", "Léa", "Cadres", 2), ("2", "Zoé", "", 1), ("3", "Ali", "Cadres", 1),
    ]  # fmt: skip
    (act, details), *_ = world.audit()
    digest = hashlib.sha256(FILE.encode("cp1252")).hexdigest()
    assert (act, details) == ("roll_imported", {"electors": 3, "weights": 4, "file_sha256": digest})
    assert world.rows("SELECT roll_by, version FROM votation")[0] == {"roll_by": "import", "version": 2}
    assert len(world.told("votation.changed.v1")) == 1
    assert world.rows("SELECT 1 FROM roll_line") == []


def test_an_elector_is_recognised_by_a_link_and_a_mark_that_follow_from_a_secret(world: World) -> None:
    world.applied(FILE)
    keys = Keys(b"a secret of these tests")
    rows = world.rows("SELECT secret, mark, link_hash FROM elector")
    assert len({row["secret"] for row in rows}) == 3
    for row in rows:
        assert row["mark"] == roll_marks.mark(str(world.votation), row["secret"])
        assert row["link_hash"] == link_hash(keys.link(row["secret"]))


def test_a_file_takes_the_place_of_the_roll_and_of_its_proxies(world: World) -> None:
    world.applied(FILE)
    one, two, _ = world.ask("list_electors", votation_id=world.votation)["items"]
    world.ask("give_proxy", votation_id=world.votation, giver_id=one["id"], holder_id=two["id"])
    world.applied(FILE.replace("1;Léa;lea@", "7;Eva;eva@"))
    electors = world.ask("list_electors", votation_id=world.votation)["items"]
    assert [(e["reference"], e["proxy_to"]) for e in electors] == [("2", None), ("3", None), ("7", None)]


def test_a_file_with_problems_is_reported_line_by_line_and_not_taken(world: World) -> None:
    """VO-2: duplicates refused, a weight of nothing refused."""
    content = FILE + "2;Zoé bis;bis@example.org;;1\n5;Max;LEA@example.org;;1\n6;Nil;nil@example.org;;0\n"
    found = world.checked(content)
    assert (found["lines"], found["good"], found["problems"]) == (6, 3, 3)
    first = world.ask("list_roll_problems", import_id=found["id"], limit=2)
    assert first["items"][0] == {
        "line": 5, "column": "reference", "code": "reference_twice", "excerpt": "2", "other_line": 3,
    }  # fmt: skip
    rest = world.ask("list_roll_problems", import_id=found["id"], limit=2, cursor=first["next_cursor"])
    assert [item["code"] for item in first["items"] + rest["items"]] == [
        "reference_twice", "email_twice", "weight_zero",
    ]  # fmt: skip
    assert rest["next_cursor"] is None
    assert world.refusal("apply_roll_import", import_id=found["id"]) == "roll_has_problems"
    for cursor in ("nonsense", "WyJsaW5lIiwieCIsMV0"):
        assert world.refusal("list_roll_problems", import_id=found["id"], cursor=cursor) == "cursor_invalid"


def test_a_file_read_in_the_wrong_encoding_says_so_and_can_be_read_again(world: World) -> None:
    found = world.read(FILE.encode("cp1252"))
    wrong = world.check(found, encoding="utf-8")
    assert [(line, code) for line, _, code in world.problems(wrong)] == [
        (2, "not_readable"),
        (3, "not_readable"),
    ]
    right = world.check(found)
    assert (right["problems"], right["good"]) == (0, 3)
    assert world.problems(right) == []


def test_a_reading_may_be_told_which_column_is_what(world: World) -> None:
    found = world.read("a;b;c\nx;lea@example.org;1\ny;zoe@example.org;2\n")
    nothing: dict[str, Any] = dict.fromkeys(found["columns"])
    told = {"encoding": "utf-8", "separator": ";", "has_header": True}
    for columns in ({**nothing, "reference": 2}, {**nothing, "email": 1}):
        asked = {"import_id": found["id"], "columns": columns, **told}
        assert world.refusal("check_roll_import", **asked) == "reference_column_missing"
    read = world.check(found, columns={**nothing, "reference": 2, "email": 1, "name": 0})
    assert (read["good"], read["problems"]) == (2, 0)


def test_what_is_no_list_is_refused_and_so_is_any_other_file(world: World) -> None:
    for content in (b"", b"PK\x03\x04\x14\0\x06\0xl/workbook.xml"):
        asked = {"votation_id": world.votation, "file": world.upload(content)}
        assert world.refusal("read_roll", **asked) == "roll_not_readable"
    with world.files.writing("exports/secret.csv") as file:
        file.write(FILE.encode())
    for key in (
        "exports/secret.csv",
        "uploads/../exports/secret.csv",
        f"uploads/{uuid4()}.csv",
        "/etc/passwd",
    ):
        assert world.refusal("read_roll", votation_id=world.votation, file=key) == "roll_not_readable"


def test_a_header_alone_is_no_roll(world: World) -> None:
    world.elector()
    found = world.checked(HEADER)
    assert world.refusal("apply_roll_import", import_id=found["id"]) == "import_not_read"


def test_an_import_waits_for_its_turn(world: World) -> None:
    found = world.read(FILE)
    told = {name: found[name] for name in ("encoding", "separator", "has_header", "columns")}
    assert world.refusal("apply_roll_import", import_id=found["id"]) == "import_not_read"
    world.ask("check_roll_import", import_id=found["id"], **told)
    assert world.refusal("check_roll_import", import_id=found["id"], **told) == "import_busy"
    assert world.refusal("apply_roll_import", import_id=found["id"]) == "import_busy"
    world.work()
    world.ask("apply_roll_import", import_id=found["id"])
    assert world.refusal("apply_roll_import", import_id=found["id"]) == "import_busy"
    world.work()
    assert (
        world.refusal("apply_roll_import", import_id=found["id"]) == "import_not_read"
    )  # nothing waits any more


def test_a_worker_killed_in_the_middle_leaves_nothing_and_another_does_it_all(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = "".join(f"{n};N;n{n}@example.org;;1\n" for n in range(200))
    found = world.read(HEADER + lines + "3;again;x@example.org;;1\n")
    told = {name: found[name] for name in ("encoding", "separator", "has_header", "columns")}
    world.ask("check_roll_import", import_id=found["id"], **told)
    monkeypatch.setattr(roll_work, "BATCH", 50)
    die_after(monkeypatch, "stage", 2)
    with pytest.raises(Killed):
        world.worker.work_once()
    monkeypatch.undo()
    assert world.rows("SELECT 1 FROM roll_line") == []
    assert world.ask("get_roll_import", import_id=found["id"])["state"] == "reading"
    let_leases_run_out(world)
    world.work()
    read = world.ask("get_roll_import", import_id=found["id"])
    assert (read["state"], read["lines"], read["good"]) == ("read", 201, 200)
    assert world.rows("SELECT count(*) AS n FROM roll_line")[0]["n"] == 200
    assert world.rows("SELECT count(*) AS n FROM roll_problem")[0]["n"] == 1


@pytest.mark.parametrize("step", ["add_to_new_roll", "put_new_roll_in_place", "change_import"])
def test_a_worker_killed_while_writing_leaves_the_old_roll_and_another_writes_the_new(
    world: World, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    world.elector("old")
    found = world.checked(FILE)
    world.ask("apply_roll_import", import_id=found["id"])
    die_after(monkeypatch, step, 1)
    with pytest.raises(Killed):
        world.worker.work_once()
    monkeypatch.undo()
    assert [row["reference"] for row in world.rows("SELECT reference FROM elector")] == ["old"]
    let_leases_run_out(world)
    world.work()
    assert [row["reference"] for row in world.rows("SELECT reference FROM elector ORDER BY 1")] == [
        "1",
        "2",
        "3",
    ]
    assert [act for act, _ in world.audit()].count("roll_imported") == 1


def test_a_job_that_kills_every_worker_frees_its_import(world: World) -> None:
    found = world.read(FILE)
    told = {name: found[name] for name in ("encoding", "separator", "has_header", "columns")}
    world.ask("check_roll_import", import_id=found["id"], **told)
    world.do(
        "UPDATE job SET state = 'running', attempts = 5, leased_until = clock_timestamp() - interval '1 s'"
    )
    world.work()
    assert world.ask("get_roll_import", import_id=found["id"])["state"] == "failed"
    assert world.check(found)["state"] == "read"


def test_a_late_job_does_not_touch_what_was_asked_after_it(world: World) -> None:
    found = world.read(FILE)
    told = {name: found[name] for name in ("encoding", "separator", "has_header", "columns")}
    world.ask("check_roll_import", import_id=found["id"], **told)
    world.do("UPDATE roll_import SET job_id = :id", id=uuid4())
    world.work()
    assert world.rows("SELECT 1 FROM roll_line") == []


def test_nothing_fills_a_roll_once_it_is_frozen(world: World) -> None:
    elector = world.elector()
    found = world.checked(FILE)
    waiting = world.checked(FILE)
    world.ask("apply_roll_import", import_id=waiting["id"])
    world.become("ready")
    world.work()  # frozen between asking and writing
    assert world.ask("get_roll_import", import_id=waiting["id"])["state"] == "failed"
    here = {"votation_id": world.votation}
    told = {name: found[name] for name in ("encoding", "separator", "has_header", "columns")}
    refused = [
        world.refusal("read_roll", **here, file=world.upload(FILE)),
        world.refusal("check_roll_import", import_id=found["id"], **told),
        world.refusal("apply_roll_import", import_id=found["id"]),
        world.refusal("fill_roll_from_group", **here, version=1, group_id=uuid4()),
        world.refusal("add_elector", **here, reference="9", email="z@example.org"),
        world.refusal("remove_elector", elector_id=elector["id"], reason="parti"),
        world.refusal("correct_elector", elector_id=elector["id"], weight=2, reason="erreur"),
        world.refusal("correct_elector", elector_id=elector["id"], college="B", reason="erreur"),
    ]
    assert refused == ["rules_frozen"] * 8
    assert [row["reference"] for row in world.rows("SELECT reference FROM elector")] == ["1"]


def test_a_hundred_thousand_lines(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    lines = "".join(
        f"A{n:06};Camille Durand-{n};c{n}@example.org;{('Cadres', 'Ouvriers', 'Employés')[n % 3]};{1 + n % 2}\n"
        for n in range(100_000)
    )
    content = (HEADER + lines).encode()
    took: dict[str, float] = {}
    started = time.perf_counter()
    found = world.read(content)
    took["guess"] = time.perf_counter() - started
    started = time.perf_counter()
    found = world.check(found)
    took["read"] = time.perf_counter() - started
    assert (found["good"], found["problems"]) == (100_000, 0)
    started = time.perf_counter()
    world.ask("apply_roll_import", import_id=found["id"])
    world.work()
    took["write"] = time.perf_counter() - started
    assert world.rows("SELECT count(*) AS n FROM elector")[0]["n"] == 100_000
    started = time.perf_counter()
    page = world.ask("list_electors", votation_id=world.votation, q="c99999@", limit=20)
    took["search"] = time.perf_counter() - started
    assert [item["reference"] for item in page["items"]] == ["A099999"]
    with capsys.disabled():
        said = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in took.items())
        print(f"\n100,000 electors, {len(content) / 1e6:.1f} MB: {said}")


# -- groups


def test_a_group_becomes_the_roll(world: World) -> None:
    """VO-2: by group of accounts."""
    group, members = uuid4(), [uuid4() for _ in range(1203)]
    world.identity.groups[world.organisation, group] = members
    world.elector("old")
    here = {"votation_id": world.votation, "version": 1, "group_id": group}
    view = world.ask("fill_roll_from_group", **here, college="Habitants", weight=2)
    assert (view["electors"], view["roll_by"], view["version"]) == (1203, "accounts", 2)
    assert view["colleges"] == [{"college": "Habitants", "electors": 1203, "weights": 2406}]
    rows = world.rows("SELECT account_id, reference, name, email FROM elector")
    assert {row["account_id"] for row in rows} == set(members)
    assert len({row["reference"] for row in rows}) == 1203
    assert {(row["name"], row["email"]) for row in rows} == {("", None)}
    references = {row["account_id"]: row["reference"] for row in rows}
    assert world.refusal("fill_roll_from_group", **here) == "stale_version"
    world.ask("fill_roll_from_group", **{**here, "version": 2})
    again = {row["account_id"]: row["reference"] for row in world.rows("SELECT * FROM elector")}
    assert again == references
    assert world.audit()[-1][1] == {"electors": 1203, "weights": 1203, "group": str(group)}


def test_the_group_of_another_organisation_is_not_found(world: World) -> None:
    group = uuid4()
    world.identity.groups[uuid4(), group] = [uuid4()]
    here = {"votation_id": world.votation, "version": 1, "group_id": group}
    assert world.refusal("fill_roll_from_group", **here) == "not_found"


def test_one_finds_ones_own_place_and_nobody_elses(world: World) -> None:
    me, group = uuid4(), uuid4()
    world.identity.groups[world.organisation, group] = [me, uuid4()]
    world.ask("fill_roll_from_group", votation_id=world.votation, version=1, group_id=group, college="H")
    mine = world.person(account_id=me)
    assert world.refusal("get_my_place", mine, votation_id=world.votation) == "not_found"  # a draft
    world.become("ready")
    place = world.ask("get_my_place", mine, votation_id=world.votation)
    assert (place["on_roll"], place["college"], place["weight"]) == (True, "H", 1)
    stranger = world.ask("get_my_place", world.person(), votation_id=world.votation)
    assert stranger == {"on_roll": False, "reference": None, "college": None, "weight": None}
    assert world.refusal("get_my_place", None, votation_id=world.votation) == "sign_in_required"


# -- one by one


def test_electors_are_listed_by_reference_and_found_by_what_one_knows(world: World) -> None:
    for n in range(7):
        world.elector(f"R{n}", name=("Ann_e" if n == 3 else "Bob%"))
    here = {"votation_id": world.votation}
    first = world.ask("list_electors", **here, limit=5)
    rest = world.ask("list_electors", **here, limit=5, cursor=first["next_cursor"])
    assert [item["reference"] for item in first["items"] + rest["items"]] == [f"R{n}" for n in range(7)]
    for q, found in (("n_e", ["R3"]), ("r5", ["R5"]), ("eR2@", ["R2"]), ("%", 6), ("zz", [])):
        items = world.ask("list_electors", **here, q=q)["items"]
        assert (len(items) if isinstance(found, int) else [item["reference"] for item in items]) == found
    for cursor in ("nonsense", "WyJyZWZlcmVuY2UiLDFd"):
        assert world.refusal("list_electors", **here, cursor=cursor) == "cursor_invalid"
    assert not {"secret", "mark", "link_hash"} & first["items"][0].keys()


def test_an_elector_is_added_once_with_a_way_to_reach_them(world: World) -> None:
    world.elector("1")
    here = {"votation_id": world.votation}
    assert world.refusal("add_elector", **here, reference="1", email="other@example.org") == "elector_twice"
    assert world.refusal("add_elector", **here, reference="2", email="E1@Example.org") == "elector_twice"
    assert world.refusal("add_elector", **here, reference="3") == "invalid_input"
    assert world.ask("add_elector", **here, reference="4", postal_code="76200", reason="oubli")["weight"] == 1
    assert [act for act, _ in world.audit()] == ["elector_added"] * 2
    assert world.rows("SELECT roll_by FROM votation")[0]["roll_by"] == "import"


def test_a_correction_is_logged_without_telling_anyones_address(world: World) -> None:
    """VO-2: corrections are logged."""
    elector = world.elector("1", name="Léa Secrète")
    world.elector("2")
    asked = {"elector_id": elector["id"], "reason": "Léa a déménagé"}
    assert world.refusal("correct_elector", **asked, email="E2@example.org") == "elector_twice"
    assert world.refusal("correct_elector", **asked, email=None) == "invalid_input"
    changed = world.ask("correct_elector", **asked, email="lea.secrete@example.org", weight=3)
    assert (changed["email"], changed["weight"]) == ("lea.secrete@example.org", 3)
    world.become("ready")
    world.ask("correct_elector", **asked, email="moved@example.org", phone="0601020304", name="Léa")
    world.ask("correct_elector", **asked, email="moved@example.org", weight=3)  # nothing new
    mark = world.rows("SELECT mark FROM elector WHERE id = :id", id=elector["id"])[0]["mark"]
    corrections = [details for act, details in world.audit() if act == "elector_corrected"]
    assert corrections == [
        {"mark": mark, "fields": ["email", "weight"]},
        {"mark": mark, "fields": ["email", "name", "phone"]},
    ]
    everything = json.dumps(world.audit())
    assert not any(word in everything for word in ("@", "0601020304", "Léa", "Secr", "déménagé"))
    kept = world.rows(
        "SELECT before, after, reason FROM roll_change WHERE act = 'elector_corrected' ORDER BY at"
    )
    assert kept[1]["before"]["email"] == "lea.secrete@example.org"
    assert kept[1]["after"]["email"] == "moved@example.org"
    world.become("cancelled")
    assert world.refusal("correct_elector", **asked, email="x@example.org") == "rules_frozen"


def test_the_link_of_a_corrected_elector_stays_the_same(world: World) -> None:
    elector = world.elector()
    before = world.rows("SELECT link_hash, mark FROM elector")
    world.ask("correct_elector", elector_id=elector["id"], email="moved@example.org", reason="faute")
    assert world.rows("SELECT link_hash, mark FROM elector") == before


def test_an_elector_taken_off_leaves_those_who_gave_them_a_proxy_free(world: World) -> None:
    giver, holder = world.elector("1"), world.elector("2")
    world.ask("give_proxy", votation_id=world.votation, giver_id=giver["id"], holder_id=holder["id"])
    assert world.ask("remove_elector", elector_id=holder["id"], reason="doublon") == {"done": True}
    (left,) = world.ask("list_electors", votation_id=world.votation)["items"]
    assert (left["reference"], left["proxy_to"]) == ("1", None)
    assert world.refusal("remove_elector", elector_id=holder["id"], reason="doublon") == "not_found"
    assert world.audit()[-1][0] == "elector_removed"


# -- proxies


def give(world: World, giver: Any, holder: Any) -> str:
    return world.refusal(
        "give_proxy", votation_id=world.votation, giver_id=giver["id"], holder_id=holder["id"]
    )


def test_a_holder_has_so_many_proxies_and_no_more_and_never_in_a_chain(world: World) -> None:
    """VO-9: proxies at most N per holder."""
    a, b, c, d, e = (world.elector(str(n)) for n in range(5))
    assert [give(world, a, e), give(world, b, e), give(world, c, e)] == ["", "", "proxy_too_many"]
    assert give(world, a, e) == ""  # as it is already
    assert give(world, d, a) == "proxy_chained"  # a gave theirs
    assert give(world, e, d) == "proxy_chained"  # e holds two
    assert give(world, c, c) == "proxy_chained"
    listed = world.ask("list_electors", votation_id=world.votation)["items"]
    assert [item["proxies_held"] for item in listed] == [0, 0, 0, 0, 2]
    assert give(world, a, d) == ""  # to another
    assert give(world, c, e) == ""
    assert world.ask("withdraw_proxy", giver_id=a["id"])["proxy_to"] is None
    world.ask("withdraw_proxy", giver_id=a["id"])
    assert [act for act, _ in world.audit()].count("proxy_withdrawn") == 1
    world.do("UPDATE votation SET proxies_per_holder = 0")
    assert give(world, a, d) == "proxy_not_allowed"


def test_two_proxies_at_once_never_exceed_what_a_holder_may_have(world: World) -> None:
    holder, *givers = (world.elector(str(n)) for n in range(9))
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(lambda giver: give(world, giver, holder), givers))
    assert sorted(outcomes) == ["", ""] + ["proxy_too_many"] * 6
    assert world.rows("SELECT count(*) AS n FROM elector WHERE proxy_to IS NOT NULL")[0]["n"] == 2


def test_a_proxy_voids_the_right_of_the_giver_and_comes_too_late_once_they_signed(world: World) -> None:
    """VO-9: never both."""
    a, b, c = (world.elector(str(n)) for n in range(3))
    issue = """
        INSERT INTO voting_right (right_hash, votation_id, elector_id, issued_at, consumed)
        VALUES (:hash, :votation, :elector, now(), :consumed)
    """
    for elector, consumed in ((a, False), (b, True)):
        secret = {"hash": uuid4().bytes, "votation": world.votation}
        world.do(issue, **secret, elector=UUID(elector["id"]), consumed=consumed)
    assert give(world, a, c) == ""
    assert [str(row["elector_id"]) for row in world.rows("SELECT elector_id FROM voting_right")] == [b["id"]]
    assert give(world, b, c) == "already_signed"
    # What the holder got in the giver's name is void once the proxy is taken back, and no proxy is once it was used.
    world.do(issue, hash=uuid4().bytes, votation=world.votation, elector=UUID(a["id"]), consumed=False)
    world.ask("withdraw_proxy", giver_id=a["id"])
    assert len(world.rows("SELECT 1 FROM voting_right")) == 1
    give(world, a, c)
    world.do(issue, hash=uuid4().bytes, votation=world.votation, elector=UUID(a["id"]), consumed=True)
    assert world.refusal("withdraw_proxy", giver_id=a["id"]) == "already_signed"


@pytest.mark.parametrize(
    ("state", "closes_in", "refused"),
    [
        ("draft", 60, ""), ("sealed", 60, ""), ("open", 60, ""), ("suspended", 60, ""),
        ("open", -1, "voting_over"), ("closing", -1, "voting_over"), ("closed", -60, "voting_over"),
        ("proclaimed", -60, "voting_over"), ("cancelled", 60, "voting_over"),
    ],
)  # fmt: skip
def test_proxies_may_be_given_until_voting_is_over(
    world: World, state: str, closes_in: int, refused: str
) -> None:
    a, b = world.elector("1"), world.elector("2")
    world.become(state)
    world.do("ALTER TABLE votation DISABLE TRIGGER votation_rules")
    try:
        world.do("UPDATE votation SET closes_at = now() + make_interval(secs => :left)", left=closes_in)
    finally:
        world.do("ALTER TABLE votation ENABLE TRIGGER votation_rules")
    assert give(world, a, b) == refused


def test_only_electors_of_the_votation_give_and_hold_proxies(world: World) -> None:
    a = world.elector("1")
    other = world.ask("add_elector", votation_id=world.add_votation(), reference="1", email="a@example.org")
    assert give(world, a, other) == "not_found"
    assert give(world, other, a) == "not_found"


# -- whether an address is on the roll


def letters(world: World) -> list[tuple[bool, str | None]]:
    rows = world.rows(
        "SELECT l.elector_id, l.address FROM letter l JOIN mailing m ON m.id = l.mailing_id ORDER BY m.asked_at"
    )
    return [(row["elector_id"] is not None, row["address"]) for row in rows]


def test_whoever_asks_learns_nothing_and_the_owner_of_the_address_everything(world: World) -> None:
    """VO-2: an elector may check they are on it before opening."""
    world.elector("1")
    here = {"votation_id": world.votation}
    assert world.refusal("check_roll", None, **here, email="e1@example.org") == "not_found"
    assert world.refusal("check_roll", **here, email="e1@example.org") == "not_announced"
    world.become("ready")
    answers = [
        world.ask("check_roll", None, **here, email=email) for email in ("E1@example.org", "no@example.org")
    ]
    assert answers == [{"done": True}] * 2
    assert letters(world) == [(True, None), (False, "no@example.org")]
    due = world.told("votation.mailing_due.v1")
    assert [each["kind"] for each in due] == ["roll_check"] * 2
    assert "example.org" not in json.dumps(due)


def test_an_address_is_written_to_three_times_an_hour_at_most(world: World) -> None:
    world.elector("1")
    second = world.add_votation(state="ready")
    world.become("ready")
    for email in ("e1@example.org", "no@example.org"):
        for n, votation in enumerate([world.votation, world.votation, second, second, world.votation]):
            answer = world.ask(
                "check_roll", None, votation_id=votation, email=email.upper() if n % 2 else email
            )
            assert answer == {"done": True}
    assert len(letters(world)) == 6
    world.do("UPDATE mailing SET asked_at = asked_at - :hour", hour=timedelta(hours=1))
    world.ask("check_roll", None, votation_id=world.votation, email="no@example.org")
    assert len(letters(world)) == 7


def test_at_once_it_is_still_three(world: World) -> None:
    world.become("ready")
    with ThreadPoolExecutor(8) as pool:
        asked = {"votation_id": world.votation, "email": "no@example.org"}
        list(pool.map(lambda _: world.ask("check_roll", None, **asked), range(8)))
    assert len(letters(world)) == 3


def test_nobody_is_told_they_may_not_vote_where_accounts_are_the_roll(world: World) -> None:
    world.become("ready", roll_by="accounts")
    assert world.ask("check_roll", None, votation_id=world.votation, email="no@example.org") == {"done": True}
    assert letters(world) == []


# -- who may


def test_an_organiser_of_another_organisation_gets_nowhere(world: World) -> None:
    """ID-3: a role in one organisation gives nothing in another."""
    one, two = world.elector("1"), world.elector("2")
    found = world.checked(FILE)
    here = {"votation_id": world.votation}
    told = {name: found[name] for name in ("encoding", "separator", "has_header", "columns")}
    asked: list[tuple[str, dict[str, Any]]] = [
        ("read_roll", {**here, "file": world.upload(FILE)}),
        ("check_roll_import", {"import_id": found["id"], **told}),
        ("get_roll_import", {"import_id": found["id"]}),
        ("list_roll_problems", {"import_id": found["id"]}),
        ("apply_roll_import", {"import_id": found["id"]}),
        ("fill_roll_from_group", {**here, "version": 1, "group_id": uuid4()}),
        ("list_electors", here),
        ("add_elector", {**here, "reference": "9", "email": "z@example.org"}),
        ("correct_elector", {"elector_id": one["id"], "name": "X", "reason": "faute"}),
        ("remove_elector", {"elector_id": one["id"], "reason": "faute"}),
        ("give_proxy", {**here, "giver_id": one["id"], "holder_id": two["id"]}),
        ("withdraw_proxy", {"giver_id": one["id"]}),
    ]
    before = world.rows("SELECT * FROM elector ORDER BY id")
    elsewhere = world.person("organiser", uuid4())
    people = [elsewhere, world.person(), world.person("supervisor", uuid4()), None]
    for person in people:
        assert {name: world.refusal(name, person, **request) for name, request in asked} == {
            name: "not_found" for name, _ in asked
        }
    follower = world.person("analyst", world.organisation)
    world_refusals = {world.refusal(name, follower, **request) for name, request in asked}
    assert world_refusals == {"forbidden"}
    world.become("ready")
    for person, code in ((elsewhere, "forbidden"), (None, "sign_in_required")):
        assert {world.refusal(name, person, **request) for name, request in asked} == {code}
    assert world.rows("SELECT * FROM elector ORDER BY id") == before


def test_a_retry_with_its_key_makes_no_second_import(world: World) -> None:
    asked = {"votation_id": world.votation, "file": world.upload(FILE)}
    first, second = (world.ask("read_roll", "", "the-same-key", **asked) for _ in range(2))
    assert first == second
    assert len(world.rows("SELECT 1 FROM roll_import")) == 1


def test_files_are_forgotten_after_a_week(world: World) -> None:
    old, new = world.checked(FILE), world.checked(FILE)
    world.do(
        "UPDATE roll_import SET created_at = created_at - interval '8 days' WHERE id = :id", id=old["id"]
    )
    key = world.rows("SELECT file_key FROM roll_import WHERE id = :id", id=old["id"])[0]["file_key"]
    with world.storage.transaction() as tx:
        type(world.doors).forget_roll_imports.__wrapped__(world.doors, tx)
    world.work()
    assert world.files.size(key) is None
    assert world.refusal("get_roll_import", import_id=old["id"]) == "not_found"
    assert world.ask("get_roll_import", import_id=new["id"])["state"] == "read"
    assert world.rows("SELECT count(*) AS n FROM roll_line")[0]["n"] == 3


def test_a_destroyed_votation_leaves_nobody_and_no_file(world: World) -> None:
    world.applied(FILE)
    kept = world.checked(FILE)
    one, two, _ = world.ask("list_electors", votation_id=world.votation)["items"]
    world.ask("give_proxy", votation_id=world.votation, giver_id=one["id"], holder_id=two["id"])
    world.ask("correct_elector", elector_id=one["id"], name="Eva", reason="faute")
    world.become("ready")
    world.ask("check_roll", None, votation_id=world.votation, email="lea@example.org")
    world.do(
        "INSERT INTO signature (votation_id, elector_id, signed_on) VALUES (:votation, :elector, now())",
        votation=world.votation,
        elector=UUID(one["id"]),
    )
    keys = [row["file_key"] for row in world.rows("SELECT file_key FROM roll_import")]
    world.become("destroyed")
    with world.storage.transaction() as tx:
        StoredRolls(tx.connection).wipe(world.votation)
    with world.storage.transaction() as tx:
        type(world.doors).forget_roll_imports.__wrapped__(world.doors, tx)
    world.work()
    for table in (
        "elector",
        "signature",
        "letter",
        "roll_change",
        "roll_line",
        "roll_problem",
        "roll_import",
    ):
        assert world.rows(f"SELECT 1 FROM {table}") == [], table
    assert [world.files.size(key) for key in keys] == [None, None]
    assert world.refusal("get_roll_import", import_id=kept["id"]) == "not_found"


# -- helpers


def die_after(monkeypatch: pytest.MonkeyPatch, step: str, calls: int) -> None:
    """The process dies at the end of this step of its work."""
    done = getattr(StoredRolls, step)
    times = iter(range(1, 1_000))

    def then_die(*args: Any, **more: Any) -> Any:
        found = done(*args, **more)
        if next(times) == calls:
            raise Killed
        return found

    monkeypatch.setattr(StoredRolls, step, then_die)


def let_leases_run_out(world: World) -> None:
    world.do("UPDATE job SET leased_until = clock_timestamp() - interval '1 second'")
