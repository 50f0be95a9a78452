"""Each elector can check, voter or not: by their mark, by the letter after closing, by the list of signatures."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from contracts.refused import Refused
from votation.tests.storage.test_letters import letters as letters_of
from votation.use_cases.ask_mailing import write_letters
from votation.use_cases.close_votation import advance_votations
from votation.use_cases.inspect_register import find_mark, list_signatures
from votation.use_cases.mint_letter import mint_letter

VOTERS = range(21)


@pytest.fixture
def voted(world):
    """Of thirty on the roll twenty-one voted, and are on the board."""
    world.open(30)
    for elector in VOTERS:
        world.cast(world.ballot(world.right_by_code(elector), [0]))
    world.lengthen()
    return world


def marks(world):
    with world.register.engine.connect() as connection:
        rows = dict(connection.execute(text("SELECT id, mark FROM elector")).all())
    return [rows[elector] for elector in world.electors]


def look_up(world, mark, later=timedelta()):
    with world.at_register() as uow:
        now = uow.now
        uow.now = lambda: now() + later
        return find_mark(uow, world.id, mark)


def test_a_mark_says_before_closing_no_more_than_batches_of_earlier_days(voted):
    """V06: whoever asks again and again with someone's mark does not learn when they voted."""
    for elector in (0, 20, 29):
        answer = look_up(voted, marks(voted)[elector])
        assert (answer["on_roll"], answer["signed"], answer["final"]) == (True, None, False)
    tomorrow = [look_up(voted, mark, timedelta(days=1))["signed"] for mark in marks(voted)]
    assert tomorrow == [True] * 21 + [None] * 9
    voted.cast(voted.ballot(voted.right(25), [0]))
    assert look_up(voted, marks(voted)[25], timedelta(days=1))["signed"] is None, "who waits is not told of"
    assert look_up(voted, "0" * 64)["on_roll"] is False


def test_a_mark_says_after_closing_whether_its_elector_signed(voted):
    """V06"""
    voted.close()
    answers = [look_up(voted, mark.upper()) for mark in marks(voted)]
    assert [answer["signed"] for answer in answers] == [number in VOTERS for number in range(30)]
    assert all(answer["final"] for answer in answers)
    assert look_up(voted, "0" * 64) == {"mark": "0" * 64, "on_roll": False, "signed": None, "final": True}


def test_the_list_of_signatures_is_shown_after_closing_and_has_no_time(voted):
    """V06"""
    with voted.at_register() as uow, pytest.raises(Refused, match="voting_goes_on"):
        list_signatures(uow, voted.id, None, 50)
    voted.close()
    with voted.at_register() as uow:
        first = list_signatures(uow, voted.id, None, 10)
        rest = list_signatures(uow, voted.id, first["next_cursor"], 50)
    listed = first["items"] + rest["items"]
    assert [line["signed"] for line in listed] == [number in VOTERS for number in range(30)]
    assert {name for line in listed for name in line} == {"reference", "name", "college", "signed"}


def test_everyone_on_the_roll_gets_one_letter_after_closing_and_nobody_before(voted):
    """V06, V11: it says whether they voted; being sent to all at once, it tells no batch."""

    def letters():
        with voted.register.engine.connect() as connection:
            return connection.execute(
                text(
                    "SELECT l.id, l.elector_id, m.id AS mailing FROM any_letter l JOIN mailing m ON m.id = l.mailing_id"
                    " WHERE m.kind = 'signed'"
                )
            ).all()

    assert letters() == []
    voted.close()
    with voted.register.engine.connect() as connection:
        payload = connection.execute(
            text("SELECT CAST(payload AS jsonb) ->> 'mailing_id' FROM job WHERE kind = 'write_letters'")
        )
        mailing_id = payload.scalars().all()[-1]
    with voted.at_register() as uow:
        write_letters(uow, mailing_id)
    written = letters()
    assert len(written) == len({letter.elector_id for letter in written}) == 30
    assert len({letter.mailing for letter in written}) == 1
    for letter in written:
        with voted.at_register() as uow:
            view = mint_letter(uow, letter.id, None)
        number = voted.electors.index(letter.elector_id)
        assert (view["wanted"], view["has_signed"]) == (True, number in VOTERS)
        assert view["mark"] == marks(voted)[number]
        assert view["link"] is None


def test_the_mark_goes_out_with_the_invitation(world):
    """V06"""
    world.open(3)
    with world.at_register() as uow:
        advance_votations(uow)
    for number, letter in letters_of(world, "invitation").items():
        with world.at_register() as uow:
            view = mint_letter(uow, letter, None)
        assert view["mark"] == marks(world)[number]
        assert view["has_signed"] is None
