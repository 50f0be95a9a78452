"""VO-2: rolls filled by file, against a real database and with workers that are killed."""

import hashlib
import time
from typing import Any
from uuid import uuid4

import pytest

from votation import roll_work
from votation.domain import roll_marks
from votation.domain.keys import Keys, link_hash
from votation.storage.rolls import StoredRolls
from votation.tests.roll_world import FILE, HEADER, World


class Killed(BaseException):
    """The process is gone: nothing after it runs."""


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
        type(world.endpoints).forget_roll_imports.__wrapped__(world.endpoints, tx)
    world.work()
    assert world.files.size(key) is None
    assert world.refusal("get_roll_import", import_id=old["id"]) == "not_found"
    assert world.ask("get_roll_import", import_id=new["id"])["state"] == "read"
    assert world.rows("SELECT count(*) AS n FROM roll_line")[0]["n"] == 3


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
