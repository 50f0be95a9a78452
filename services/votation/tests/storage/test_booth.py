"""Who gets a right, and for whom: by code, by account, as the holder of a proxy."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from sqlalchemy import text

from chassis.actor import Actor
from contracts.refused import Refused
from formats import canonical
from votation.domain.elector import CODE_TRIES, CODES_AN_HOUR
from votation.tests.endpoints import register_endpoints
from votation.tests.in_process import ORGANISER
from votation.use_cases.get_booth import get_booth
from votation.use_cases.give_proxy import give_proxy
from votation.use_cases.issue_right import fault_of_code, issue_right
from votation.use_cases.request_code import request_code
from votation.use_cases.withdraw_proxy import withdraw_proxy

HOLDER, GIVER, STRANGER = range(3)


def issue(world, elector, for_elector=None):
    """A right by link, as if its code had been checked."""
    with world.at_register() as uow:
        voter = None if for_elector is None else world.electors[for_elector]
        return issue_right(uow, Actor(), world.id, world.links[elector], voter)["right"]


def ask_code(world, elector):
    with world.at_register() as uow:
        return request_code(uow, world.id, world.links[elector])


def wrong_with(world, elector, code):
    with world.at_register() as uow:
        return fault_of_code(uow, Actor(), world.id, world.links[elector], code)


def wrong(code):
    return f"{(int(code) + 1) % 10**8:08}"


def later(world, column, interval):
    """Put every code's moment back, as if that much time had passed."""
    with world.register.engine.begin() as connection:
        connection.execute(text(f"UPDATE code SET {column} = {column} - interval '{interval}'"))


def signed(world):
    with world.at_register() as uow:
        return {world.electors.index(elector) for elector in uow.register.signed_among(world.electors)}


def give(world, giver, holder):
    with world.at_register() as uow:
        give_proxy(uow, ORGANISER, world.id, world.electors[giver], world.electors[holder])


# --- proxies


@pytest.fixture
def proxy(world):
    """An open votation of five in which one votes by another."""
    world.open(5, proxies=2)
    give(world, GIVER, HOLDER)
    return world


def test_the_holder_of_a_proxy_votes_for_both_once_each(proxy):
    """VO-2, VO-4"""
    for voter, code in ((None, 0), (GIVER, 1)):
        proxy.cast(proxy.ballot(proxy.right_by_code(HOLDER, voter), [code]))
        assert signed(proxy) == ({HOLDER} if voter is None else {HOLDER, GIVER})
        with pytest.raises(Refused, match="already_signed"):
            issue(proxy, HOLDER, voter)
    with pytest.raises(Refused, match="already_signed"):
        ask_code(proxy, HOLDER)
    proxy.close()
    assert proxy.numbers()["signed"] == proxy.numbers()["board"] == 2


def test_the_giver_of_a_proxy_does_not_vote_and_the_right_they_had_is_void(world):
    world.open(5, proxies=2)
    old = world.ballot(world.right_by_code(GIVER), [0])
    give(world, GIVER, HOLDER)
    with pytest.raises(Refused, match="right_not_valid"):
        world.cast(old)
    for voter in (None, GIVER):
        with pytest.raises(Refused, match="proxy_given"):
            issue(world, GIVER, voter)
    with pytest.raises(Refused, match="proxy_given"):
        ask_code(world, GIVER)
    assert signed(world) == set()


def test_nobody_but_the_holder_gets_a_right_for_someone_else(proxy):
    for elector, voter in ((STRANGER, GIVER), (STRANGER, HOLDER), (HOLDER, STRANGER), (GIVER, HOLDER)):
        with pytest.raises(Refused, match="proxy_not_yours"):
            issue(proxy, elector, voter)
    with proxy.at_register() as uow, pytest.raises(Refused, match="proxy_not_yours"):
        issue_right(uow, Actor(), proxy.id, proxy.links[HOLDER], uuid4())


def test_a_right_by_a_proxy_that_is_taken_back_is_void_and_the_giver_votes(proxy):
    held = proxy.ballot(proxy.right_by_code(HOLDER, GIVER), [0])
    with proxy.at_register() as uow:
        withdraw_proxy(uow, ORGANISER, proxy.electors[GIVER])
    with pytest.raises(Refused, match="right_not_valid"):
        proxy.cast(held)
    with pytest.raises(Refused, match="proxy_not_yours"):
        issue(proxy, HOLDER, GIVER)
    proxy.cast(proxy.ballot(proxy.right_by_code(GIVER), [1]))
    assert signed(proxy) == {GIVER}


# --- accounts


def test_an_account_on_the_roll_gets_a_right_without_a_code_and_no_other_does(world):
    own, holding = uuid4(), uuid4()
    world.open(6, proxies=1, accounts={4: own, 5: holding})
    give(world, GIVER, 5)
    for account in (own, holding):
        world.cast(world.ballot(world.right_by_account(account), [0]))
        with pytest.raises(Refused, match="already_signed"):
            world.right_by_account(account)
    world.cast(world.ballot(world.right_by_account(holding, GIVER), [1]))
    assert signed(world) == {4, 5, GIVER}
    with pytest.raises(Refused, match="proxy_not_yours"):
        world.right_by_account(own, STRANGER)
    with pytest.raises(Refused, match="not_on_roll"):
        world.right_by_account(uuid4())
    with world.at_register() as uow:
        assert not get_booth(uow, Actor(id=own), world.id, None)["needs_code"]
        with pytest.raises(Refused, match="sign_in_required"):
            issue_right(uow, Actor(), world.id, None, None)
        with pytest.raises(Refused, match="link_unknown"):
            request_code(uow, world.id, world.links[4])  # they have no address to be mailed at


# --- codes


def test_a_code_is_good_for_a_quarter_of_an_hour(world):
    world.open(3)
    assert wrong_with(world, 0, "00000000") == "code_expired"  # none was asked for
    ask_code(world, 0)
    code = world.code_of(0)
    assert wrong_with(world, 0, f" {code[:4]} {code[4:]} ") is None
    later(world, "expires_at", "14 minutes 30 seconds")
    assert wrong_with(world, 0, code) is None
    later(world, "expires_at", "30 seconds")
    assert wrong_with(world, 0, code) == "code_expired"
    ask_code(world, 0)
    assert wrong_with(world, 0, code) == "code_wrong"
    assert wrong_with(world, 0, world.code_of(0)) is None


def test_a_code_asked_for_again_while_its_mail_is_on_its_way_stays_the_one_that_is_good(world):
    """What a front end that had no answer sends once more neither voids a code nor counts as another."""
    world.open(3)
    first, code = ask_code(world, 0), world.code_of(0)
    for _ in range(CODES_AN_HOUR):
        assert ask_code(world, 0) == first
    assert world.code_of(0) == code
    assert wrong_with(world, 0, wrong(code)) == "code_wrong"
    ask_code(world, 0)  # who typed it wrong gets another at once
    assert world.code_of(0) != code


def test_no_more_than_five_codes_are_mailed_in_an_hour(world):
    world.open(3)
    for _ in range(CODES_AN_HOUR):
        ask_code(world, 0)
        later(world, "expires_at", "30 seconds")
    with pytest.raises(Refused) as refused:
        ask_code(world, 0)
    assert (refused.value.code, CODES_AN_HOUR) == ("code_too_often", 5)
    assert 3500 < refused.value.details["retry_after"] <= 3601
    ask_code(world, 1)
    later(world, "counted_from", "59 minutes")
    with pytest.raises(Refused, match="code_too_often"):
        ask_code(world, 0)
    later(world, "counted_from", "61 seconds")
    ask_code(world, 0)
    assert wrong_with(world, 0, world.code_of(0)) is None


def test_five_wrong_tries_void_a_code_for_whoever_has_the_right_one_too(world):
    """Through the endpoint: the refusal of a wrong code must not undo that it was tried."""
    world.open(3)
    ask_code(world, 0)
    code, endpoints = world.code_of(0), register_endpoints(world)

    def publish(given):
        return endpoints.ask(
            "issue_right", None, {"votation_id": world.id, "link": world.links[0], "code": given}
        )

    assert [publish(wrong(code)) for _ in range(CODE_TRIES - 1)] == ["code_wrong"] * 4
    assert publish(code) == "in"
    assert [publish(given) for given in (wrong(code), wrong(code), code)] == [
        "code_wrong",
        "code_expired",
        "code_expired",
    ]
    ask_code(world, 0)
    assert publish(world.code_of(0)) == "in"


def test_a_code_gives_no_second_right_once_the_first_is_used(world):
    world.open(3)
    first = world.ballot(world.right_by_code(0), [0])
    second = world.ballot(world.right_by_code(0), [0])
    world.cast(second)
    with pytest.raises(Refused, match="already_cast"):
        world.cast(first)
    assert wrong_with(world, 0, world.code_of(0)) is None
    with pytest.raises(Refused, match="already_signed"):
        issue(world, 0)
    with pytest.raises(Refused, match="already_signed"):
        ask_code(world, 0)
    world.close()
    assert world.numbers()["signed"] == 1


# --- a right asked again


def test_a_right_asked_again_is_the_same_until_it_is_used(world):
    """A02"""
    world.open(3)
    first = issue(world, 0)
    assert [issue(world, 0) for _ in range(3)] == [first] * 3
    assert world.right_by_code(0) == canonical.unb64(first)
    assert issue(world, 1) != first
    world.cast(world.ballot(canonical.unb64(first), [0]))
    with pytest.raises(Refused, match="already_signed"):
        issue(world, 0)
    world.close()
    assert world.numbers()["signed"] == 1


def test_a_right_asked_by_many_at_once_is_one_and_nobody_hears_that_they_signed(world):
    """A02"""
    world.open(12)
    with ThreadPoolExecutor(8) as pool:
        for elector in range(12):
            rights = list(pool.map(lambda _: issue(world, elector), range(8)))  # noqa: B023
            assert len(set(rights)) == 1
            world.cast(world.ballot(canonical.unb64(rights[0]), [0]))
    assert world.numbers()["consumed"] == 12


def test_asking_while_a_right_is_used_gives_that_right_or_says_truly_that_one_signed(world):
    """A02"""
    world.open(10)
    for elector in range(10):
        right = issue(world, elector)
        ballot = world.ballot(canonical.unb64(right), [1])
        with ThreadPoolExecutor(5) as pool:
            cast = pool.submit(world.cast, ballot)
            asked = [pool.submit(issue, world, elector) for _ in range(4)]
        assert cast.result()["ballot"] == ballot.ballot_hash.hex()
        told = {str(one.exception() or one.result()) for one in asked}
        assert told <= {right, "already_signed"}
    assert world.numbers()["accepted"] + world.numbers()["board"] == 10


def test_an_unused_right_that_was_issued_before_is_replaced_and_a_withdrawn_one_never_comes_back(world):
    """A02"""
    world.open(3, proxies=2)
    first = issue(world, GIVER)
    with world.register.engine.begin() as connection:
        connection.execute(text("UPDATE voting_right SET salt = NULL"))
    second = issue(world, GIVER)
    assert second != first
    give(world, GIVER, HOLDER)
    with world.at_register() as uow:
        withdraw_proxy(uow, ORGANISER, world.electors[GIVER])
    third = issue(world, GIVER)
    assert third not in (first, second)
    for void in (first, second):
        with pytest.raises(Refused, match="right_not_valid"):
            world.cast(world.ballot(canonical.unb64(void), [0]))
    world.cast(world.ballot(canonical.unb64(third), [0]))
