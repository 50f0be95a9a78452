"""NO-1: what mails say and how, in both languages and for every kind."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest

from notifications.domain.letter import Brand, greeting_name, one_line, text_colour_on
from notifications.domain.message import KINDS, Window
from notifications.templates import dates, words, writing
from notifications.templates.writing import LetterWriter
from notifications.tests.factories import CLOSES, NOW, a_matter, a_message, names

WRITER = LetterWriter("https://capco.example/", lambda: NOW)
HOSTILE = 'Bien</p><script>alert("x")</script>\r\nBcc: all@example.org'
ENGLISH, FRENCH = re.compile(r"\b(the|you|your)\b"), re.compile(r"\b(vous|votre|les|est)\b")


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_is_worded_in_both_languages(kind: str, language: str) -> None:
    letter = WRITER.write(a_matter(kind, language))
    wrong, right = (ENGLISH, FRENCH) if language == "fr" else (FRENCH, ENGLISH)
    assert right.search(letter.text)
    assert not wrong.search(letter.text.replace("capco.example", ""))
    assert f'lang="{language}"' in letter.html
    assert "{{" not in letter.html + letter.text + letter.subject
    assert len(letter.subject) < 78


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_both_parts_say_the_same(kind: str) -> None:
    letter = WRITER.write(a_matter(kind))
    shown = unescape(re.sub(r"<[^>]+>", "", letter.html))
    for paragraph in letter.text.replace("\n> ", "\n").replace("-- \n", "").split("\n\n"):
        for line in filter(None, paragraph.splitlines()):
            assert line.removeprefix("> ") in shown


@pytest.mark.parametrize(
    ("kind", "page"),
    [
        ("email_confirmation", "/lien/email-confirmation/s3cr3t-"),
        ("confirm_reminder", "/lien/email-confirmation/s3cr3t-"),
        ("password_reset", "/lien/password-reset/s3cr3t-"),
        ("magic_link", "/lien/magic-link/s3cr3t-"),
        ("email_change", "/lien/email-change/s3cr3t-"),
        ("invitation", "/lien/invitation/s3cr3t-"),
        ("email_changed", "/lien/email-changed/s3cr3t-"),
        ("password_changed", "/mot-de-passe-oublie"),
        ("already_registered", "/connexion"),
        ("contribution_moderated", "/compte/moderation"),
        ("version_left_alone", "/projets/grenelle/etapes/00000000"),
        ("step_closing_soon", "/projets/grenelle/etapes/00000000"),
        ("window_moved", "/projets/grenelle/etapes/00000000"),
    ],
)
def test_leads_to_the_right_page(kind: str, page: str) -> None:
    letter = WRITER.write(a_matter(kind))
    assert f"https://capco.example{page}" in letter.text
    assert f'href="https://capco.example{page}' in letter.html


@pytest.mark.parametrize("kind", ["email_changed", "password_changed"])
def test_what_changed_in_an_account_is_told_with_its_hour_and_browser(kind: str) -> None:
    """U07"""
    assert "le lundi 2 mars 2026 à 10\u00a0h (heure d’Europe centrale), avec Firefox, Windows." in (
        WRITER.write(a_matter(kind)).text
    )
    english = WRITER.write(a_matter(kind, "en")).text
    assert "on Monday 2 March 2026 at 10:00 (Central European Time), with Firefox, Windows." in english
    assert "It was not you?" in english


@pytest.mark.parametrize(("kind", "linked"), [("email_changed", True), ("password_changed", False)])
def test_only_the_mail_to_the_old_address_bears_a_secret(kind: str, linked: bool) -> None:
    """U07"""
    letter = WRITER.write(a_matter(kind))
    assert ("s3cr3t" in letter.text, "s3cr3t" in letter.html) == (linked, linked)


def test_refuses_to_write_a_secret_link_without_its_secret() -> None:
    with pytest.raises(ValueError, match="secret"):
        WRITER.write(a_matter("magic_link", secret=None))


def test_quotes_a_secret_that_is_not_made_for_addresses() -> None:
    assert "/lien/magic-link/a%2Fb%3Fc%23d" in WRITER.write(a_matter("magic_link", secret="a/b?c#d")).text


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_nothing_a_person_typed_is_markup_or_a_header(kind: str) -> None:
    known = names(project_title=HOSTILE, step_title=HOSTILE, subject_title=HOSTILE, reason=HOSTILE)
    letter = WRITER.write(a_matter(kind, name=HOSTILE, names=known, brand=Brand(HOSTILE)))
    assert "<script" not in letter.html
    assert "\n" not in letter.subject + letter.sender_name
    assert "\r" not in letter.subject + letter.sender_name


@pytest.mark.parametrize("name", ["https://evil.example", "Gagnez sur evil.example", "www.evil", "a@b"])
def test_does_not_greet_with_a_name_that_advertises(name: str) -> None:
    assert greeting_name(name) is None
    assert "evil" not in WRITER.write(a_matter("window_moved", name=name)).text


@pytest.mark.parametrize("name", ["Camille Durand", "J.-P. Martin", "Zoé", "N'Guyen T. An"])
def test_greets_people_by_their_name(name: str) -> None:
    assert f"Bonjour {name}," in WRITER.write(a_matter("window_moved", name=name)).text


@pytest.mark.parametrize("kind", ["email_confirmation", "invitation", "confirm_reminder"])
def test_does_not_name_anyone_to_an_address_that_is_not_confirmed(kind: str) -> None:
    assert "Bonjour,\n" in WRITER.write(a_matter(kind, name="Camille Durand")).text


def test_wears_the_colour_of_the_organisation_and_stays_readable() -> None:
    yellow = WRITER.write(a_matter("window_moved", brand=Brand("Ville de Nantes", "#ffd447")))
    assert "#ffd447" in yellow.html
    assert yellow.sender_name == "Ville de Nantes"
    assert text_colour_on("#ffd447") == "#000000"
    assert text_colour_on("#1d3f72") == "#ffffff"


def test_bears_the_name_of_the_suite_when_no_organisation_is_known() -> None:
    assert WRITER.write(a_matter("magic_link", brand=Brand())).sender_name == "Capco"


@pytest.mark.parametrize(
    ("window", "says"),
    [
        (Window(NOW - timedelta(days=1), CLOSES), "ouverte jusqu’au mercredi 4 mars 2026 à 18\u00a0h ("),
        (Window(NOW - timedelta(days=1), CLOSES), "au lieu du lundi 9 mars 2026 à minuit ("),
        (Window(NOW + timedelta(days=1), CLOSES), "Elle ouvre désormais le mardi 3 mars 2026 à 10\u00a0h"),
        (Window(NOW - timedelta(days=9), NOW), "Elle est fermée depuis le lundi 2 mars 2026 à 10\u00a0h"),
        (Window(NOW - timedelta(days=9), None), "Elle n’a plus de date de fin."),
    ],
)
def test_tells_what_became_of_the_window(window: Window, says: str) -> None:
    """CO-2"""
    before = datetime(2026, 3, 9, 23, 0, tzinfo=UTC)
    message = a_message("window_moved", window=window, closes_at_before=before)
    assert says in WRITER.write(a_matter("window_moved", message=message, names=names(window=window))).text


@pytest.mark.parametrize(
    ("decision", "says"), [("trash", "à la corbeille"), ("hide", "a retiré"), ("keep", "en ligne")]
)
def test_tells_the_author_what_was_decided(decision: str, says: str) -> None:
    """CO-11"""
    letter = WRITER.write(a_matter("contribution_moderated", decision=decision))
    assert says in letter.text
    assert ("> Le texte cite" in letter.text) == (decision != "keep")


def test_says_hours_in_the_project_s_zone_on_both_sides_of_summer_time() -> None:
    before, after = datetime(2026, 3, 28, 17, 30, tzinfo=UTC), datetime(2026, 3, 29, 17, 30, tzinfo=UTC)
    assert dates.said(before, "Europe/Paris", "fr").startswith("samedi 28 mars 2026 à 18\u00a0h\u00a030")
    assert dates.said(after, "Europe/Paris", "fr").startswith("dimanche 29 mars 2026 à 19\u00a0h\u00a030")
    assert dates.said(after, "Indian/Reunion", "en").startswith("Sunday 29 March 2026 at 21:30")
    assert "17:30" in dates.said(after, "Nowhere/Land", "en")


@pytest.mark.parametrize(
    ("zone", "fr", "en"),
    [
        ("Indian/Reunion", "heure de La Réunion", "Réunion Time"),
        ("Indian/Mayotte", "heure normale d’Afrique de l’Est", "East Africa Time"),
        ("America/Cayenne", "heure de la Guyane française", "French Guiana Time"),
        ("Pacific/Tahiti", "heure de Tahiti", "Tahiti Time"),
        ("Pacific/Wallis", "heure de Wallis-et-Futuna", "Wallis & Futuna Time"),
        ("Europe/London", "heure d’été britannique", "British Summer Time"),
        ("UTC", "temps universel coordonné", "Coordinated Universal Time"),
        ("Europe/Paris", "heure d’Europe centrale", "Central European Time"),
        ("Pacific/Noumea", "heure de la Nouvelle-Calédonie", "New Caledonia Time"),
    ],
)
def test_names_the_hours_of_every_zone_an_organiser_is_offered(zone: str, fr: str, en: str) -> None:
    """D07"""
    moment = datetime(2026, 7, 3, 17, 0, tzinfo=UTC)
    assert dates.said(moment, zone, "fr").endswith(f"({fr})")
    assert dates.said(moment, zone, "en").endswith(f"({en})")


@pytest.mark.parametrize(
    ("span", "fr", "en"),
    [
        (timedelta(minutes=15), "15 minutes", "15 minutes"),
        (timedelta(minutes=59, seconds=58), "1 heure", "1 hour"),
        (timedelta(hours=24), "24 heures", "24 hours"),
        (timedelta(days=7), "7 jours", "7 days"),
    ],
)
def test_says_how_long_a_link_lasts(span: timedelta, fr: str, en: str) -> None:
    assert dates.lasting(span, "fr").replace("\u00a0", " ") == fr
    assert dates.lasting(span, "en") == en


def test_french_wording_keeps_its_unbreakable_spaces() -> None:
    text = WRITER.write(a_matter("window_moved")).text
    assert not re.search(r" [:;?!»]|« ", text)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_mail_that_stands_on_a_consent_says_where_it_is_withdrawn(kind: str, language: str) -> None:
    """B04"""
    letter = WRITER.write(a_matter(kind, language))
    page = "https://capco.example/compte/consentements"
    if kind == "step_closing_soon":
        assert letter.stopped_at == page
        assert page in letter.text
        assert f'href="{page}"' in letter.html
    else:
        assert letter.stopped_at is None
        assert page not in letter.text + letter.html


@pytest.mark.parametrize("kind", ["step_closing_soon", "confirm_reminder"])
def test_a_reminder_promises_to_be_the_only_one_of_its_step(kind: str) -> None:
    """B17: which is the key under which it is sent."""
    assert "C’est le seul rappel pour cette étape." in WRITER.write(a_matter(kind)).text
    assert "the only reminder for this step." in WRITER.write(a_matter(kind, "en")).text


def test_french_mails_have_typographic_apostrophes_whatever_was_typed() -> None:
    """U36"""
    known = names(step_title="L'eau de l'Yerres", project_title="Projet n° 7 : l'avenir")
    letter = WRITER.write(a_matter("window_moved", names=known, name="N'Guyen"))
    assert "l’étape «\u00a0L’eau de l’Yerres\u00a0»" in letter.text
    assert "«\u00a0Projet n°\u00a07\u00a0: l’avenir\u00a0»" in letter.text
    assert "Bonjour N'Guyen," in letter.text
    assert "L'eau de l'Yerres" in WRITER.write(a_matter("window_moved", "en", names=known)).text


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_no_mail_calls_anyone_but_the_suite(kind: str, language: str) -> None:
    """B09, D01: whoever is called by a mail learns when and from where it is read."""
    html = WRITER.write(a_matter(kind, language)).html
    called = re.findall(r"""(?:href|src|srcset|background|action|data)\s*=\s*["']?([^"'\s>]+)""", html)
    called += re.findall(r"""url\(\s*["']?([^"')]+)""", html) + re.findall(
        r"""@import\s+["']?([^"';]+)""", html
    )
    assert all(
        address.startswith("https://capco.example/") for address in called if not address.startswith("#")
    )
    assert not re.search(r"<(link|script|img|iframe|object|video|audio)\b", html)
    assert set(re.findall(r"(?:https?:)?//([^/\"'\s<)]+)", html)) <= {
        "capco.example",
        "www.w3.org",
    }  # a namespace


def test_both_languages_have_the_same_templates_and_words() -> None:
    found = {lang: {p.name for p in (Path(writing.HERE) / lang).glob("*.txt")} for lang in ("fr", "en")}
    assert found["fr"] == found["en"] == {f"{kind}.txt" for kind in KINDS}
    assert words.ROLES["fr"].keys() == words.ROLES["en"].keys()


def test_cuts_a_long_line_and_drops_control_characters() -> None:
    assert one_line("a\r\nb\tc\x00d\u2028e") == "a b c d e"
    assert one_line("x" * 300) == "x" * 199 + "…"
