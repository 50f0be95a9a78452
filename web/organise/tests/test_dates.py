"""CO-1, NO-6 from the organiser's seat: the dates of a draft, and those of a step that people know of already."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from web.tests.desk_world import (
    LIVE,
    NEW,
    STEPS,
    beside,
    last,
    plain,
    said,
    sends,
    speak,
    summary,
)
from web.tests.gateway_double import GatewayDouble, refuses, sentence

MOVE = f"{LIVE}/etapes/step-w/dates"
SET = f"{NEW}/etapes/step-n/dates"
CALENDAR = f"{NEW}/calendrier"
OF_OPEN, OF_DRAFT = "/steps/step-w/window", "/steps/step-n/window"
TYPED = {
    "opens_date": "2026-11-02", "opens_time": "09:00", "closes_date": "2027-01-11", "closes_time": "",
    "reason": "Un samedi de plus.",
}  # fmt: skip
ALL = {
    "id_0": "step-p", "opens_0_date": "", "opens_0_time": "", "closes_0_date": "", "closes_0_time": "",
    "id_1": "step-n", "opens_1_date": "2026-12-01", "opens_1_time": "08:00", "closes_1_date": "2027-01-05",
    "closes_1_time": "18:00",
}  # fmt: skip


@pytest.fixture(autouse=True)
def answering(app: Flask, gateway: GatewayDouble, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "NOW", datetime(2026, 11, 24, 9, tzinfo=UTC))
    said(gateway, "POST", OF_OPEN, (200, STEPS["step-w"]))
    said(gateway, "POST", OF_DRAFT, (200, STEPS["step-n"]))


# --- one step


@pytest.mark.parametrize(
    ("language", "heading", "earlier"),
    [("fr", "Déplacer les dates", "Un samedi de plus."), ("en", "Move the dates", "Un samedi de plus.")],
)
def test_the_window_is_shown_in_the_time_of_the_project_with_earlier_moves(
    client: FlaskClient, language: str, heading: str, earlier: str
) -> None:
    speak(client, language)
    shown = plain(client.get(MOVE))
    assert heading in shown
    assert earlier in shown
    assert 'type="date" value="2026-11-02"' in shown
    assert 'type="time" value="09:00"' in shown
    assert 'name="reason"' in shown
    assert 'name="reason"' not in plain(client.get(SET))


def test_a_moved_window_goes_with_its_reason_and_version(
    client: FlaskClient, send: Any, gateway: GatewayDouble
) -> None:
    answer = send(MOVE, TYPED)
    assert answer.location == f"{LIVE}/etapes/step-w"
    (sent,) = sends(gateway, "POST")
    assert (sent.path, sent.body) == (
        f"/api/v1{OF_OPEN}",
        {
            "opens_at": "2026-11-02T09:00:00+01:00",
            "closes_at": "2027-01-12T00:00:00+01:00",  # no hour: the end of that day
            "reason": "Un samedi de plus.",
        },
    )
    assert sent.headers["If-Match"] == '"5"'
    assert "Les dates sont déplacées." in plain(client.get(answer.location))


def test_a_day_of_changing_clocks_ends_at_midnight_too(send: Any, gateway: GatewayDouble) -> None:
    send(MOVE, TYPED | {"closes_date": "2027-03-28"})
    assert last(gateway, "POST").body["closes_at"] == "2027-03-29T00:00:00+02:00"


def test_a_step_may_lose_its_dates(send: Any, gateway: GatewayDouble) -> None:
    send(MOVE, dict.fromkeys(TYPED, "") | {"reason": "À revoir."})
    assert last(gateway, "POST").body == {"opens_at": None, "closes_at": None, "reason": "À revoir."}


def test_a_draft_needs_no_reason(send: Any, gateway: GatewayDouble) -> None:
    assert send(SET, TYPED | {"reason": ""}).status_code == 303
    assert last(gateway, "POST").body["reason"] == ""


@pytest.mark.parametrize(
    ("language", "typed", "name", "told"),
    [
        ("fr", {"reason": " "}, "reason", "Dites pourquoi : la raison est montrée"),
        ("en", {"reason": " "}, "reason", "Say why: the reason is shown"),
        ("fr", {"opens_date": ""}, "opens", "Choisissez aussi le jour."),
        ("en", {"opens_date": ""}, "opens", "Choose the day too."),
        ("fr", {"closes_date": "2027-02-30"}, "closes", "Cette date n'existe pas."),
        ("en", {"closes_date": "30/02/2027"}, "closes", "This date does not exist."),
        ("en", {"closes_date": "9999-12-31"}, "closes", "This date does not exist."),
        ("en", {"opens_time": "25:00"}, "opens", "This date does not exist."),
        ("fr", {"closes_date": "2026-11-01"}, "closes", "La fermeture doit venir après l'ouverture."),
        ("en", {"closes_date": "2026-11-01"}, "closes", "The closing must come after the opening."),
        (
            "en",
            {"closes_date": "2026-11-02", "closes_time": "09:00"},
            "closes",
            "The closing must come after",
        ),
    ],
)
def test_dates_that_cannot_be_are_told_at_once(
    client: FlaskClient, send: Any, gateway: GatewayDouble,
    language: str, typed: dict[str, str], name: str, told: str,
) -> None:  # fmt: skip
    speak(client, language)
    answer = send(MOVE, TYPED | typed)
    shown = plain(answer)
    assert answer.status_code == 422
    assert told in beside(shown, name)
    assert all(f'value="{value}"' in shown for name, value in (TYPED | typed).items() if name != "reason")
    assert sends(gateway, "POST") == []


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    ("code", "fields", "name", "complaint"),
    [
        ("window_reversed", {"closes_at": "window_reversed"}, "closes", "window_reversed"),
        ("end_has_passed", {"closes_at": "end_has_passed"}, "closes", "end_has_passed"),
        ("invalid_input", {"opens_at": "invalid"}, "opens", "invalid"),
        ("invalid_input", {"closes_at": "invalid"}, "closes", "invalid"),
        ("reason_required", {"reason": "required"}, "reason", "required"),
        ("forbidden", {}, "", "forbidden"),
    ],
)
def test_a_refused_window_is_told_beside_its_end(
    client: FlaskClient, send: Any, gateway: GatewayDouble,
    language: str, code: str, fields: dict[str, str], name: str, complaint: str,
) -> None:  # fmt: skip
    speak(client, language)
    said(gateway, "POST", OF_OPEN, refuses(code, fields))
    shown = plain(send(MOVE, TYPED))
    assert sentence(complaint, language) in (beside(shown, name) if name else summary(shown))
    assert "Un samedi de plus.</textarea>" in shown
    assert 'value="2027-01-11"' in shown


@pytest.mark.parametrize(("language", "label"), [("fr", "Jour de fermeture"), ("en", "Day of closing")])
def test_dates_moved_by_someone_else_are_shown(
    client: FlaskClient, send: Any, gateway: GatewayDouble, language: str, label: str
) -> None:
    speak(client, language)
    said(gateway, "POST", OF_OPEN, refuses("stale_version"))
    answer = send(MOVE, TYPED | {"version": "4", "seen": "closes_date:00000000"})
    assert answer.status_code == 412
    assert f"<dt>{label}</dt><dd>2030-12-18</dd>" in plain(answer)
    assert 'value="2027-01-11"' in plain(answer)
    assert 'name="version" value="5"' in plain(answer)


# --- every step of a draft


def test_dates_are_proposed_where_people_write(client: FlaskClient) -> None:
    shown = plain(client.get(CALENDAR))
    assert 'name="opens_1_date" type="date" value="2026-11-24"' in shown
    assert 'name="closes_1_date" type="date" value="2026-12-29"' in shown
    assert 'name="opens_0_date" type="date" value=""' in shown
    assert client.get(f"{LIVE}/calendrier").location == f"{LIVE}/etapes"


def test_the_dates_that_changed_are_saved_one_step_after_the_other(
    client: FlaskClient, send: Any, gateway: GatewayDouble
) -> None:
    assert send(CALENDAR, ALL).location == NEW
    (sent,) = sends(gateway, "POST")
    assert (sent.path, sent.body) == (
        f"/api/v1{OF_DRAFT}",
        {"opens_at": "2026-12-01T08:00:00+01:00", "closes_at": "2027-01-05T18:00:00+01:00"},
    )
    assert sent.headers["If-Match"] == '"5"'


@pytest.mark.parametrize(
    ("language", "typed", "name", "told"),
    [
        ("fr", {"closes_1_date": "2026-11-01"}, "closes_1", "Votre réponse : La fermeture doit venir après"),
        ("en", {"closes_1_date": "2026-11-01"}, "closes_1", "Votre réponse: The closing must come after"),
        ("fr", {"opens_1_date": "2026-02-30"}, "opens_1", "Votre réponse : Cette date n'existe pas."),
        ("en", {"closes_0_time": "10:00"}, "closes_0", "Choose the day too."),
    ],
)
def test_one_wrong_date_and_nothing_is_saved(
    client: FlaskClient, send: Any, gateway: GatewayDouble,
    language: str, typed: dict[str, str], name: str, told: str,
) -> None:  # fmt: skip
    speak(client, language)
    answer = send(CALENDAR, ALL | typed)
    assert answer.status_code == 422
    assert told in beside(plain(answer), name)
    assert all(f'value="{value}"' in plain(answer) for value in (ALL | typed).values())
    assert sends(gateway, "POST") == []


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    ("code", "fields", "name"),
    [("invalid_input", {"opens_at": "invalid"}, "opens_1"),
     ("window_reversed", {"closes_at": "window_reversed"}, "closes_1"),
     ("stale_version", {}, "")],
)  # fmt: skip
def test_a_refused_date_of_a_draft_is_told(
    client: FlaskClient, send: Any, gateway: GatewayDouble,
    language: str, code: str, fields: dict[str, str], name: str,
) -> None:  # fmt: skip
    speak(client, language)
    said(gateway, "POST", OF_DRAFT, refuses(code, fields))
    shown = plain(send(CALENDAR, ALL))
    told = sentence(next(iter(fields.values()), code), language)
    assert told in (beside(shown, name) if name else summary(shown))
    assert 'value="2027-01-05"' in shown


@pytest.mark.parametrize(
    ("language", "told"), [("fr", "Les étapes ont changé entre-temps"), ("en", "The steps changed meanwhile")]
)
def test_steps_that_changed_meanwhile_are_told(
    client: FlaskClient, send: Any, gateway: GatewayDouble, language: str, told: str
) -> None:
    speak(client, language)
    answer = send(CALENDAR, ALL | {"id_1": "step-x"})
    assert answer.status_code == 409
    assert told in summary(plain(answer))
    assert sends(gateway, "POST") == []


# --- the right year

LAST_YEARS = {
    "opens_date": "1 janvier 2020",
    "opens_time": "",
    "closes_date": "01/02/2020",
    "closes_time": "18h30",
}


def test_dates_that_are_over_are_asked_about_before_anything_is_saved(
    client: FlaskClient, send: Any, gateway: GatewayDouble
) -> None:
    """U13"""
    answer = send(SET, LAST_YEARS)
    page = plain(answer)
    assert answer.status_code == 422
    assert "C'est déjà fini : samedi 1 février 2020 à 18 h 30. Est-ce la bonne année ?" in page
    assert 'type="date" value="2020-02-01"' in page
    assert not [each for each in gateway.asked if each.method == "POST" and OF_DRAFT in each.path]
    assert send(SET, LAST_YEARS | {"right_year": "yes"}).status_code == 303


def test_an_open_step_that_would_end_in_the_past_is_refused_and_nobody_is_asked_to_confirm_it(
    send: Any, gateway: GatewayDouble
) -> None:
    said(gateway, "POST", OF_OPEN, refuses("end_has_passed", {"closes_at": "end_has_passed"}))
    page = plain(send(MOVE, TYPED | {"opens_date": "2020-01-01", "closes_date": "2020-02-01"}))
    assert "Cette heure est passée." in beside(page, "closes")
    assert "Est-ce la bonne année ?" not in page


def test_dates_of_a_whole_draft_that_are_over_are_asked_about(send: Any) -> None:
    """U13"""
    past = ALL | {"opens_1_date": "2020-01-01", "closes_1_date": "2020-02-01"}
    answer = send(CALENDAR, past)
    assert answer.status_code == 422
    assert "Est-ce la bonne année ?" in plain(answer)
    assert send(CALENDAR, past | {"right_year": "yes"}).status_code == 303


def test_a_day_that_cannot_be_read_is_given_back_as_it_was_typed(send: Any) -> None:
    """U13"""
    page = plain(send(SET, LAST_YEARS | {"closes_date": "5 brumaire 2027"}))
    assert 'type="text" value="5 brumaire 2027"' in page
