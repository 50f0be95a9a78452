"""Whom letters are written to, and which of them are still worth sending."""

import pytest

from votation.tests.in_process import ORGANISER
from votation.use_cases.ask_mailing import ask_mailing, write_letters
from votation.use_cases.close_votation import advance_votations
from votation.use_cases.mint_letter import mint_letter


def letters(world, kind):
    """The letters that are written of a new mailing, by their elector's number."""
    with world.at_register() as desk:
        asked = ask_mailing(desk, ORGANISER, world.id, world.votation().version, kind)
    with world.at_register() as desk:
        write_letters(desk, asked["id"])
    with world.at_register() as desk:
        written = [desk.mailings.find(letter) for letter in desk.mailings.slice(asked["id"], None, 100)]
    return {world.electors.index(letter.elector_id): letter.id for letter in written}


def minted(world, letter):
    with world.at_register() as desk:
        return mint_letter(desk, letter, None)


@pytest.fixture
def voting(world):
    """Of thirty electors twenty have signed; another's right is used, but not signed for yet."""
    world.open(30)
    with world.at_register() as desk:
        advance_votations(desk)
    for elector in range(21):
        world.cast(world.ballot(world.right(elector), [0]))
        if elector == 19:
            world.lengthen()
    assert world.numbers() == {"accepted": 1, "pending": 0, "board": 20, "consumed": 1, "signed": 20}
    world.right(21)  # in the booth
    return world


def test_a_reminder_is_written_to_those_alone_who_have_not_voted(voting):
    assert set(letters(voting, "invitation")) == set(range(30))
    assert set(letters(voting, "reminder")) == set(range(21, 30))


def test_a_reminder_is_not_wanted_any_more_by_who_voted_before_it_was_sent(voting):
    reminders = letters(voting, "reminder")
    assert all(minted(voting, letter)["wanted"] for letter in reminders.values())
    voting.cast(voting.ballot(voting.right(25), [1]))
    wanted = {elector for elector, letter in reminders.items() if minted(voting, letter)["wanted"]}
    assert wanted == set(range(21, 30)) - {25}
    letter = minted(voting, reminders[26])
    assert (letter["kind"], letter["email"], letter["link"]) == (
        "reminder",
        "e26@example.org",
        voting.links[26],
    )


def test_an_invitation_is_still_wanted_by_who_voted_and_neither_letter_once_it_is_over(voting):
    invitations, reminders = letters(voting, "invitation"), letters(voting, "reminder")
    assert minted(voting, invitations[0])["wanted"]
    voting.move_window(-7200, -0.001)
    for letter in (invitations[0], invitations[29], reminders[29]):
        assert not minted(voting, letter)["wanted"]
