"""Dates, numbers, windows, colours and differences, as read by people."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from web.core import branding, formats
from web.core.i18n import number

NOW = datetime(2026, 11, 3, 11, 0, tzinfo=UTC)


@pytest.fixture
def french(app: Flask):
    app.config["NOW"] = NOW
    with app.test_request_context(headers={"Accept-Language": "fr"}):
        yield


@pytest.fixture
def english(app: Flask):
    app.config["NOW"] = NOW
    with app.test_request_context(headers={"Accept-Language": "en"}):
        yield


def test_dates_are_in_words_and_in_the_project_s_zone(french) -> None:
    assert formats.day("2026-11-02T23:30:00Z") == "mardi 3 novembre 2026"
    assert formats.day("2026-11-02T23:30:00Z", "America/Martinique") == "lundi 2 novembre 2026"
    assert formats.day_and_hour("2026-11-03T17:30:00Z") == "mardi 3 novembre 2026 à 18\u00a0h\u00a030"
    assert formats.hour("2026-11-02T23:00:00Z") == "minuit"


def test_dates_in_english(english) -> None:
    assert formats.day_and_hour("2026-11-03T17:30:00Z") == "Tuesday 3 November 2026 at 6:30 pm"
    assert number(1234567) == "1,234,567"
    assert formats.euros(3_400_000) == "€34,000"


def test_a_window_that_closes_at_midnight_ends_the_day_before(french) -> None:
    assert formats.period("2026-10-31T23:00:00Z", "2026-11-28T23:00:00Z") == "du 1er au 28 novembre 2026"
    assert formats.period("2026-11-02T23:00:00Z", "2026-11-03T23:00:00Z") == "le 3 novembre 2026"
    assert formats.period("2026-12-20T09:00:00Z", "2027-01-05T17:00:00Z") == (
        "du 20 décembre 2026 au 5 janvier 2027"
    )
    assert formats.period(None, None) == "date à venir"


@pytest.mark.parametrize(
    ("opens", "closes", "status"),
    [(-1, 1, "open"), (0, 1, "open"), (-1, 0, "closed"), (1, 2, "upcoming"), (-1, None, "open")],
)
def test_the_status_of_a_window_on_three_clocks(
    french, opens: float, closes: float | None, status: str
) -> None:
    end = NOW + timedelta(days=closes) if closes is not None else None
    assert formats.window_status(NOW + timedelta(days=opens), end) == status


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (timedelta(days=3, hours=2), "Il reste 3 jours pour participer"),
        (timedelta(hours=5), "Il reste 5 heures pour participer"),
        (timedelta(seconds=30), "Il reste 1 minute pour participer"),
        (timedelta(0), "Terminé mardi 3 novembre 2026"),
    ],
)
def test_the_countdown_is_a_sentence(french, left: timedelta, said: str) -> None:
    assert formats.countdown(NOW + left) == said


def test_numbers_the_french_way(french) -> None:
    assert number(1744) == "1\u202f744"
    assert formats.percent(1325, 1744) == "76\u00a0%"
    assert formats.percent(1, 0) == "0\u00a0%"
    halves = {(5, 8): "63", (1, 200): "1", (5, 200): "3", (3, 8): "38", (1, 40): "3"}
    for (part, whole), shown in halves.items():  # half up, as results are rounded
        assert formats.percent(part, whole) == f"{shown}\u00a0%"
    assert formats.percent(0.125, digits=1) == "12,5\u00a0%"
    assert formats.euros(3_400_000) == "34\u202f000\u00a0€"
    assert formats.euros(1250) == "12,50\u00a0€"


def test_a_difference_says_what_was_removed_and_added() -> None:
    pieces = formats.word_diff("de 6 h à 13 h", "de 6 h à 14 h")
    assert pieces == [("kept", "de 6 h à "), ("removed", "13"), ("added", "14"), ("kept", " h")]
    assert "".join(text for kind, text in pieces if kind != "removed") == "de 6 h à 14 h"


@pytest.mark.parametrize("colour", ["#ffe600", "#17506b", "#ff7f50", "#ffffff", "#000000", "red;}", None])
def test_any_organisation_s_colour_becomes_legible(colour: str | None) -> None:
    made = branding.brand(colour)
    assert branding.contrast(made.ground, made.ink) >= 4.5
    assert branding.contrast(made.text, branding.PAPER) >= 4.5
    assert all(branding.HEX.match(part) for part in made)


@pytest.mark.parametrize(
    ("zone", "french", "english"),
    [("Indian/Reunion", "La Réunion", "Réunion"), ("Pacific/Noumea", "Nouméa", "Noumea"),
     ("Europe/Brussels", "Bruxelles", "Brussels"), ("America/Cayenne", "Cayenne", "Cayenne")],
)  # fmt: skip
def test_a_time_zone_has_the_name_people_say(app: Flask, zone: str, french: str, english: str) -> None:
    """U38"""
    for language, said in (("fr", french), ("en", english)):
        with app.test_request_context(headers={"Accept-Language": language}):
            assert formats.zone_place(zone) == said
