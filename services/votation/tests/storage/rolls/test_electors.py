"""VO-2: rolls filled by group and by hand, proxies, and who may look, against a real database."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from votation.storage.rolls import StoredRolls
from votation.tests.roll_world import FILE, World
from votation.use_cases import check_roll

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
    corrections = [details for act, details in world.audit() if act == "elector_corrected"]
    assert corrections == [
        {"fields": ["email", "weight"]},
        {"fields": ["email", "name", "phone"]},
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
        "SELECT l.elector_id, l.address FROM any_letter l JOIN mailing m ON m.id = l.mailing_id ORDER BY m.asked_at"
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


def test_a_list_of_strangers_is_not_written_to(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_roll, "STRANGERS_AN_HOUR", 2)
    world.elector("1")
    second = world.add_votation(state="ready")
    world.become("ready")
    for votation in (world.votation, second):
        for number in range(4):
            world.ask("check_roll", None, votation_id=votation, email=f"no{number}@example.org")
        world.ask("check_roll", None, votation_id=votation, email="e1@example.org")
    assert sorted(on_roll for on_roll, _ in letters(world)) == [False] * 4 + [True]
    world.do("UPDATE mailing SET asked_at = asked_at - :hour", hour=timedelta(hours=1))
    world.ask("check_roll", None, votation_id=world.votation, email="no9@example.org")
    assert len(letters(world)) == 6


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
        type(world.endpoints).forget_roll_imports.__wrapped__(world.endpoints, tx)
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
