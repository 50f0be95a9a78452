"""Whom letters are written to, and which of them are still worth sending."""

import pytest
from sqlalchemy import text

from contracts.refused import Refused
from votation.domain.keys import link_hash
from votation.tests.in_process import ORGANISER
from votation.use_cases.ask_mailing import ask_mailing, write_letters
from votation.use_cases.close_votation import advance_votations
from votation.use_cases.correct_elector import correct_elector
from votation.use_cases.list_mailings import list_mailings
from votation.use_cases.mint_letter import NOBODYS_LINK, mint_letter, sample_letter
from votation.use_cases.write_to_elector import write_to_elector


def letters(world, kind):
    """The letters that are written of a new mailing, by their elector's number."""
    with world.at_register() as uow:
        asked = ask_mailing(uow, ORGANISER, world.id, world.votation().version, kind)
    with world.at_register() as uow:
        write_letters(uow, asked["id"])
    with world.at_register() as uow:
        written = [uow.mailings.find(letter) for letter in uow.mailings.slice(asked["id"], None, 100)]
    return {world.electors.index(letter.elector_id): letter.id for letter in written}


def minted(world, letter):
    with world.at_register() as uow:
        return mint_letter(uow, letter, None)


@pytest.fixture
def voting(world):
    """Of thirty electors twenty have signed; another's right is used, but not signed for yet."""
    world.open(30)
    with world.at_register() as uow:
        advance_votations(uow)
    for elector in range(21):
        world.cast(world.ballot(world.right(elector), [0]))
        if elector == 19:
            world.lengthen()
    assert world.numbers() == {"accepted": 1, "pending": 0, "board": 20, "consumed": 1, "signed": 20}
    world.right(21)  # in the booth
    return world


def test_a_reminder_is_written_to_those_alone_who_have_not_voted(voting):
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


def test_invitations_sent_again_go_to_those_who_have_not_voted(voting):
    """B22"""
    invitations = letters(voting, "invitation")
    assert set(invitations) == set(range(21, 30))
    assert minted(voting, invitations[25])["wanted"]
    voting.cast(voting.ballot(voting.right(25), [1]))
    assert not minted(voting, invitations[25])["wanted"]


def test_neither_letter_is_wanted_once_it_is_over(voting):
    invitations, reminders = letters(voting, "invitation"), letters(voting, "reminder")
    voting.move_window(-7200, -0.001)
    for letter in (invitations[29], reminders[29]):
        assert not minted(voting, letter)["wanted"]


def alone(world, elector):
    """The letters to one elector alone, the latest last."""
    with world.at_register() as uow:
        found = uow.mailings._connection.execute(
            text(
                "SELECT l.id FROM any_letter l JOIN mailing m ON m.id = l.mailing_id"
                " WHERE m.alone AND l.elector_id = :id ORDER BY m.asked_at"
            ),
            {"id": world.electors[elector]},
        )
        return list(found.scalars())


def test_one_elector_may_be_written_to_alone_but_not_at_once_again(voting):
    """B22: and nobody is told whether they have voted."""
    for elector, wanted in ((25, True), (3, False)):
        with voting.at_register() as uow:
            write_to_elector(uow, ORGANISER, voting.electors[elector])
        (letter,) = alone(voting, elector)
        assert minted(voting, letter)["wanted"] is wanted
        with voting.at_register() as uow, pytest.raises(Refused) as refused:
            write_to_elector(uow, ORGANISER, voting.electors[elector])
        assert refused.value.code == "mailing_too_soon"
    with voting.at_register() as uow:
        assert list_mailings(uow, voting.id, None, 20)["items"] == []


def test_a_corrected_address_gets_its_letter_and_the_old_link_opens_nothing(voting):
    """B22"""
    letters(voting, "invitation")
    old = voting.links[25]
    with voting.at_register() as uow:
        correct_elector(uow, ORGANISER, voting.electors[25], "mistyped", email="right@example.org")
    (letter,) = alone(voting, 25)
    sent = minted(voting, letter)
    assert (sent["wanted"], sent["email"]) == (True, "right@example.org")
    assert sent["link"] != old
    with voting.at_register() as uow:
        assert uow.electors.by_link(voting.id, link_hash(old)) is None
        assert uow.electors.by_link(voting.id, link_hash(sent["link"])).id == voting.electors[25]
        correct_elector(uow, ORGANISER, voting.electors[25], "a name", name="Nom")
    assert alone(voting, 25) == [letter]  # nothing but an address sends a letter


def test_an_address_corrected_before_invitations_waits_for_them(voting):
    """B22"""
    with voting.at_register() as uow:
        correct_elector(uow, ORGANISER, voting.electors[25], "mistyped", email="right@example.org")
    assert alone(voting, 25) == []
    assert minted(voting, letters(voting, "invitation")[25])["email"] == "right@example.org"


@pytest.mark.parametrize("kind", ["invitation", "reminder", "result"])
def test_a_sample_holds_what_the_letter_holds_and_nothing_of_anyone(voting, kind):
    """U32: shown to the organiser before sending; what is common is the votation's, what is personal nobody's."""
    with voting.at_register() as uow:
        sample = sample_letter(uow, voting.id, kind)
    if kind != "result":
        letter = minted(voting, next(iter(letters(voting, kind).values())))
        personal = {"email", "link", "reference", "college", "mark", "has_signed"}
        assert {
            name: value for name, value in letter.items() if name not in personal
        }.items() <= sample.items()
        assert {name for name in personal - {"college"} if letter[name]} <= {"email", *sample}
        assert not {letter["link"], letter["reference"], letter["mark"], letter["email"]} - {None} & set(
            sample.values()
        )
    assert sample["link"] == (NOBODYS_LINK if kind != "result" else None)
    assert (sample["email"], sample["code"], sample["sentence"]) == (None, None, None)
