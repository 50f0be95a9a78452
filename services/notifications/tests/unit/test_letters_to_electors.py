"""VO-9: what letters to electors say, in both languages."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from notifications.clients.mime import Composer, Sender
from notifications.domain.letter import Brand, Letter
from notifications.domain.message import LETTER_KINDS, Window
from notifications.templates.votation import grouped
from notifications.templates.writing import LetterWriter
from notifications.tests.factories import CLOSES, NOW, VOTATION, a_matter, a_notice

WRITER = LetterWriter("https://capco.example/", lambda: NOW)
PAGE = f"https://capco.example/votations/{VOTATION}"
DOOR = f"https://capco.example/lien/vote/{VOTATION}.l1nk-"
TO_COME = Window(NOW + timedelta(days=1), CLOSES)
BOTH = pytest.mark.parametrize("language", ["fr", "en"])


def write(kind: str, language: str = "fr", **more: Any) -> Letter:
    return WRITER.write(a_matter(f"votation_{kind}", language, notice=a_notice(language, **more)))


def plain(letter: Letter) -> str:
    """Its text with the spaces and apostrophes of a keyboard."""
    return letter.text.replace("\u00a0", " ").replace("\u2019", "'")


@BOTH
@pytest.mark.parametrize(
    ("kind", "holds", "never"),
    [
        ("invitation", ["A-0042", "Parents", DOOR, PAGE, "5f" * 32], ["1234"]),
        ("reminder", [DOOR, PAGE], ["1234", "5f5f", "A-0042"]),
        ("code", ["1234 5678"], ["l1nk", "5f5f", "A-0042", "/votations/"]),
        ("signed", ["5f" * 32, PAGE], ["l1nk", "1234", "A-0042"]),
        ("roll_check", ["A-0042", "Parents", PAGE], ["l1nk", "1234", "5f5f"]),
        ("result", ["> Adopté : 1325 voix pour, 419 contre.", PAGE], ["l1nk", "1234 5678", "5f5f", "A-0042"]),
    ],
)
def test_holds_what_its_reader_needs_and_none_of_the_rest(
    kind: str, language: str, holds: list[str], never: list[str]
) -> None:
    letter = write(kind, language)
    for wanted in holds:
        assert wanted in plain(letter)
        assert wanted.removeprefix("> ") in letter.html.replace("\u00a0", " ")
    for unwanted in never:
        assert unwanted not in letter.text + letter.html + letter.subject


@BOTH
@pytest.mark.parametrize("kind", sorted(LETTER_KINDS))
def test_no_secret_stands_where_a_locked_screen_shows_it(kind: str, language: str) -> None:
    letter = write(kind.removeprefix("votation_"), language)
    preview = re.search(r"max-height:0[^>]*>([^<]*)<", letter.html)
    assert preview
    for secret in ("l1nk", "1234", "5f5f"):
        assert secret not in letter.subject + preview[1]


@pytest.mark.parametrize("kind", sorted(LETTER_KINDS))
def test_is_no_newsletter_and_says_why_it_came(kind: str) -> None:
    """NO-5: nobody unsubscribes from their right to vote."""
    letter = write(kind.removeprefix("votation_"))
    mail = Composer(Sender("Capco", "no-reply@capco.example")).compose(letter, NOW).decode()
    assert "List-" not in mail
    assert "Vous recevez ce message parce que" in letter.text.partition("-- \n")[2]


def test_leads_an_elector_with_an_account_to_the_public_page() -> None:
    letter = write("invitation", link=None)
    assert "/lien/" not in letter.text
    assert PAGE in letter.text
    assert "Connectez-vous avec votre compte" in letter.text
    assert "code" not in letter.text


def test_quotes_a_link_that_is_not_made_for_addresses() -> None:
    assert f"/lien/vote/{VOTATION}.a%2Fb%3Fc" in write("invitation", link="a/b?c").text


def test_says_when_one_may_vote() -> None:
    said = plain(write("invitation", window=TO_COME))
    assert "Le vote ouvre le mardi 3 mars 2026 à 10 h et ferme le mercredi 4 mars 2026 à 18 h (" in said
    assert "Préparer mon vote" in said
    said = plain(write("invitation"))
    assert "Le vote est ouvert jusqu'au mercredi 4 mars 2026 à 18 h (" in said
    assert "\nVoter\n" in said
    assert (
        "Voting opens on Tuesday 3 March 2026 at 10:00 and closes"
        in write("invitation", "en", window=TO_COME).text
    )


def test_says_how_long_a_code_is_good() -> None:
    assert "Il est valable 15 minutes." in plain(write("code"))
    assert "It works for 15 minutes." in plain(write("code", "en"))
    assert "Personne ne vous demandera ce code" in write("code").text


@pytest.mark.parametrize(("code", "shown"), [("12345678", "1234 5678"), ("123456", "1234 56"), ("", "")])
def test_groups_a_code_by_four(code: str, shown: str) -> None:
    assert grouped(code) == shown


@BOTH
def test_a_signature_letter_tells_no_time(language: str) -> None:
    """No time finer than the day; here none at all, but what all electors share."""
    letter = write("signed", language)
    assert not re.search(r"\b\d{1,2}[:h]\d{2}\b|2026|\bmars\b|\bMarch\b", letter.text.replace("5f" * 32, ""))


@pytest.mark.parametrize(
    ("language", "has_signed", "says", "never"),
    [
        ("fr", True, "Le registre dit que vous avez voté", "n'avez pas voté"),
        ("fr", False, "Le registre dit que vous n'avez pas voté", "Merci d'avoir voté"),
        ("en", True, "The register says that you voted", "did not vote"),
        ("en", False, "The register says that you did not vote", "Thank you for voting"),
    ],
)
def test_everyone_is_told_after_closing_what_the_register_says(
    language: str, has_signed: bool, says: str, never: str
) -> None:
    """V06, V11"""
    letter = write("signed", language, has_signed=has_signed)
    assert says in plain(letter)
    assert never not in plain(letter)
    assert "5f" * 32 in letter.text


def test_a_signature_letter_without_a_mark_promises_none() -> None:
    assert "marque" not in write("signed", mark=None).text


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({}, "sous la référence A-0042, collège « Parents »."),
        ({"college": ""}, "sous la référence A-0042."),
        ({"reference": None}, "vote « Une cour d'école plus verte »."),
        ({"window": Window(None, NOW)}, "Le vote est fermé depuis le"),
        ({"on_roll": False}, "elle n'y est pas."),
        ({"on_roll": False}, "adressez-vous à Ville de Nantes, qui tient la liste"),
    ],
)
def test_answers_whether_an_address_is_on_the_roll(more: dict[str, Any], says: str) -> None:
    assert says in plain(write("roll_check", **more))


def test_does_without_the_name_of_an_organisation() -> None:
    matter = a_matter("votation_roll_check", notice=a_notice(on_roll=False))
    assert "adressez-vous à l'organisation du vote" in plain(WRITER.write(replace(matter, brand=Brand())))


@BOTH
@pytest.mark.parametrize("kind", sorted(LETTER_KINDS))
def test_nothing_an_organiser_typed_is_markup(kind: str, language: str) -> None:
    hostile = '"></a><script>alert(1)</script>\r\nBcc: all@example.org'
    letter = write(
        kind.removeprefix("votation_"), language,
        title=hostile, reference=hostile, college=hostile, sentence=hostile, mark=hostile, code=hostile, link=hostile,
    )  # fmt: skip
    assert "<script" not in letter.html
    assert "\n" not in letter.subject


@BOTH
@pytest.mark.parametrize("kind", sorted(LETTER_KINDS))
def test_asks_for_one_thing_at_most(kind: str, language: str) -> None:
    html = write(kind.removeprefix("votation_"), language).html
    assert html.count("font-size:18px") <= (0 if kind == "votation_code" else 2)  # the button and its cell


@BOTH
def test_says_where_to_write_to_the_organisation_and_sends_answers_there(language: str) -> None:
    """U32: electors were told to write to an organisation whose address they were not given."""
    brand = Brand("Ville de Nantes", "#1d3f72", "vote@nantes.example")
    for kind in sorted(LETTER_KINDS):
        letter = WRITER.write(a_matter(kind, language, brand=brand, notice=a_notice(language)))
        assert ("vote@nantes.example" in letter.text) == (kind != "votation_code")
        assert ("vote@nantes.example" in letter.html) == (kind != "votation_code")
        mail = Composer(Sender("Capco", "no-reply@capco.example")).compose(letter)
        assert b"Reply-To: vote@nantes.example" in mail


def test_a_strange_contact_address_keeps_no_letter_back() -> None:
    """U32"""
    for address in ("élu@nantes.example", "nobody", "a b@c.example", ""):
        letter = replace(write("invitation"), answer_to=address)
        assert b"Reply-To" not in Composer(Sender("Capco", "no-reply@capco.example")).compose(letter)
