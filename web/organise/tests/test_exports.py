"""CO-15 from the analyst's seat: a file asked for, followed, compared with the figures of now, and downloaded."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from web.tests.desk_world import (
    EXPORT,
    FIGURES,
    LIVE,
    OPEN,
    ORG,
    PROJECTS,
    beside,
    last,
    page,
    plain,
    said,
    sends,
    sign_in,
    speak,
    summary,
)
from web.tests.gateway_double import GatewayDouble, refuses, sentence

LIST = f"{LIVE}/exports"
ONE, FILE = f"{LIST}/exp-1", f"{LIST}/exp-1/fichier"
PATH = f"/projects/{OPEN}/exports"
OF_ONE, OF_FILE = "/exports/exp-1", "/exports/exp-1/file"
TYPED = {"shape": "full", "format": "json", "step_id": ""}


@pytest.fixture(autouse=True)
def analyst(gateway: GatewayDouble, client: FlaskClient) -> None:
    sign_in(client, ("analyst", ORG))
    said(gateway, "POST", PATH, (202, EXPORT | {"state": "waiting"}))


def state(gateway: GatewayDouble, **more: Any) -> None:
    said(gateway, "GET", OF_ONE, (200, EXPORT | more))


# --- asking


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", ("Prêt", "Échec", "En préparation", "128 lignes", "L'essentiel")),
        ("en", ("Ready", "Failed", "Being made", "128 lines", "The essentials")),
    ],
)
def test_files_asked_for_are_listed_with_their_state(
    client: FlaskClient, gateway: GatewayDouble, language: str, words: tuple[str, ...]
) -> None:
    speak(client, language)
    other = {"rows": None, "votes": None, "done_at": None, "expires_at": None}
    failed, made = EXPORT | other | {"state": "failed"}, EXPORT | other | {"state": "running"}
    said(gateway, "GET", PATH, page(EXPORT, failed, made))
    shown = plain(client.get(LIST))
    assert [word for word in words if word not in shown] == []
    assert 'name="step_id"' not in shown  # one step where people write: nothing to choose


@pytest.mark.parametrize("step", ["", "step-w"])
def test_a_file_is_asked_for_then_followed(send: Any, gateway: GatewayDouble, step: str) -> None:
    answer = send(LIST, TYPED | {"step_id": step})
    assert answer.location == ONE
    (sent,) = sends(gateway, "POST")
    body = {"shape": "full", "format": "json"} | ({"step_id": step} if step else {})
    assert (sent.path, sent.body) == (f"/api/v1{PATH}", body)


@pytest.mark.parametrize(
    ("language", "name", "told"),
    [
        ("fr", "shape", "Choisissez ce que contient le fichier."),
        ("en", "shape", "Choose what the file holds."),
        ("fr", "format", "Choisissez une sorte de fichier."),
        ("en", "format", "Choose a kind of file."),
    ],
)
def test_a_file_of_nothing_is_not_asked_for(
    client: FlaskClient, send: Any, gateway: GatewayDouble, language: str, name: str, told: str
) -> None:
    speak(client, language)
    answer = send(LIST, TYPED | {name: ""})
    assert answer.status_code == 422
    assert beside(plain(answer), name).endswith(told)
    assert sends(gateway, "POST") == []


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    ("code", "fields", "name", "more"),
    [
        ("invalid_input", {"shape": "not_one_of"}, "shape", {}),
        ("invalid_input", {"format": "not_one_of"}, "format", {}),
        ("invalid_input", {"step_id": "invalid_id"}, "step_id", {}),
        ("too_many_requests", {}, "", {"retry_after": 12}),
    ],
)
def test_a_refused_file_is_told_where_it_was_chosen(
    client: FlaskClient, send: Any, gateway: GatewayDouble,
    language: str, code: str, fields: dict[str, str], name: str, more: dict[str, Any],
) -> None:  # fmt: skip
    speak(client, language)
    steps = PROJECTS[OPEN]["steps"]
    two = PROJECTS[OPEN] | {"steps": [*steps, steps[1] | {"id": "step-x", "kind": "collection"}]}
    said(gateway, "GET", "/projects/mobilite", (200, two))
    said(gateway, "POST", PATH, refuses(code, fields, **more))
    shown = plain(send(LIST, TYPED | {"step_id": "step-x"}))
    told = sentence(fields.get(name, code), language, **more)
    assert told in (beside(shown, name) if name else summary(shown))
    assert all(f'value="{value}" checked' in shown for value in ("full", "json"))
    assert 'value="step-x" selected' in shown


# --- following


@pytest.mark.parametrize(
    ("language", "told"), [("fr", "Le fichier se prépare :"), ("en", "The file is being made:")]
)
@pytest.mark.parametrize("name", ["waiting", "running"])
def test_a_file_being_made_is_followed_with_or_without_script(
    client: FlaskClient, gateway: GatewayDouble, language: str, told: str, name: str
) -> None:
    speak(client, language)
    state(gateway, state=name, progress=40, rows=None, votes=None)
    shown = plain(client.get(ONE))
    assert told in shown
    assert "40 %" in shown.replace("40%", "40 %")
    assert 'data-poll="yes"' in shown
    assert "follow." in shown
    assert '<noscript><meta http-equiv="refresh"' in shown
    assert FILE not in shown


@pytest.mark.parametrize(
    ("language", "told"), [("fr", "Le fichier n'a pas pu être fait."), ("en", "The file could not be made.")]
)
def test_a_file_that_failed_says_so_and_asks_to_begin_again(
    client: FlaskClient, gateway: GatewayDouble, language: str, told: str
) -> None:
    speak(client, language)
    state(gateway, state="failed", progress=30)
    shown = plain(client.get(ONE))
    assert told in shown
    assert 'data-poll=""' in shown
    assert FILE not in shown


@pytest.mark.parametrize(
    ("language", "votes", "told", "size"),
    [
        ("fr", 1543, "Les votes du fichier et du site sont les mêmes.", "48 ko"),
        ("en", 1543, "The votes of the file and of the site are the same.", "48 kB"),
        (
            "fr",
            1550,
            "Ils diffèrent quand, après la fabrication du fichier, des personnes ont participé",
            "48 ko",
        ),
        ("en", 1550, "They differ when, after the file was made, people took part", "48 kB"),
    ],
)
def test_a_file_that_is_ready_stands_beside_the_figures_of_now(
    client: FlaskClient, gateway: GatewayDouble, language: str, votes: int, told: str, size: str
) -> None:
    speak(client, language)
    said(gateway, "GET", f"/projects/{OPEN}/figures", (200, FIGURES | {"votes": votes}))
    shown = plain(client.get(ONE))
    assert told in shown
    assert size in shown
    assert f'href="{FILE}"' in shown


def test_a_ready_file_is_offered_while_the_figures_rest(client: FlaskClient, gateway: GatewayDouble) -> None:
    said(gateway, "GET", f"/projects/{OPEN}/figures", (503, {"code": "unavailable"}))
    assert f'href="{FILE}"' in plain(client.get(ONE))


def test_the_figures_are_those_of_the_step_of_the_file(client: FlaskClient, gateway: GatewayDouble) -> None:
    state(gateway, step_id="step-w")
    assert "Consultation" in plain(client.get(ONE)).split("c-kicker")[1].split("</p>")[0]
    assert last(gateway, "GET").query == {"step_id": "step-w"}


# --- downloading


def test_a_file_goes_on_as_it_comes(client: FlaskClient, gateway: GatewayDouble) -> None:
    content = "\ufefftitre;votes\r\nBancs;12\r\n".encode()
    headers = {
        "Content-Type": "text/csv; charset=utf-8", "Content-Disposition": 'attachment; filename="mobilite.csv"',
        "ETag": '"abc"', "X-Inside": "no",
    }  # fmt: skip
    said(gateway, "GET", OF_FILE, (200, content, headers))
    answer = client.get(FILE)
    assert answer.get_data() == content
    assert {name: answer.headers.get(name) for name in headers} == headers | {"X-Inside": None}
    assert answer.headers["Content-Length"] == str(len(content))
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("language", "again"), [("fr", "Demandez un nouvel export."), ("en", "Ask for a new export.")]
)
@pytest.mark.parametrize("code", ["not_ready", "not_found"])
def test_a_file_that_is_not_there_leads_back_with_the_reason(
    client: FlaskClient, gateway: GatewayDouble, language: str, again: str, code: str
) -> None:
    speak(client, language)
    said(gateway, "GET", OF_FILE, refuses(code))
    answer = client.get(FILE)
    assert answer.location == LIST
    shown = plain(client.get(LIST))
    assert sentence(code, language) in shown
    assert again in shown


def test_a_file_that_rests_says_when_to_come_back(client: FlaskClient, gateway: GatewayDouble) -> None:
    said(gateway, "GET", OF_FILE, (503, {"code": "unavailable"}))
    answer = client.get(FILE)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "7")


@pytest.mark.parametrize("path", [ONE, FILE])
def test_a_file_of_another_project_is_not_shown_here(
    client: FlaskClient, gateway: GatewayDouble, path: str
) -> None:
    state(gateway, project_id="other")
    answer = client.get(path)
    assert answer.status_code == 404
    assert all(each.path != f"/api/v1{OF_FILE}" for each in gateway.asked)


@pytest.mark.parametrize("path", [LIST, ONE, FILE])
def test_a_moderator_exports_nothing(client: FlaskClient, gateway: GatewayDouble, path: str) -> None:
    sign_in(client, ("moderator", ORG))
    assert client.get(path).status_code == 403
    assert all("export" not in each.path for each in gateway.asked)


# --- what the columns say


def test_each_column_of_each_file_is_explained(client: FlaskClient, gateway: GatewayDouble) -> None:
    """QUALITY: an agent of a town hall opens an export in a spreadsheet and understands it."""
    column = {
        "heading_fr": "sens",
        "says_fr": "Pour ou contre.",
        "says_en": "For or against.",
        "name": "side",
    }
    items = [column | {"shape": shape} for shape in ("full", "simplified", "by_participant")]
    said(gateway, "GET", "/export-columns", (200, {"items": items}))
    page = plain(client.get(f"{LIST}/colonnes"))
    assert page.count("Pour ou contre.") == 3
    assert page.count(">sens<") == page.count(">side<") == 3
    speak(client, "en")
    assert plain(client.get(f"{LIST}/colonnes")).count("For or against.") == 3
    for path in (LIST, ONE):
        assert f'href="{LIST}/colonnes"' in plain(client.get(path))


@pytest.mark.parametrize(
    ("shape", "apart"),
    [
        ("full", ""),
        ("simplified", "Ce fichier ne compte pas les votes sur les versions proposées"),
        ("by_participant", "Ce fichier ne compte pas les mains levées en atelier"),
    ],
)
def test_figures_apart_are_explained_by_what_the_file_holds(
    client: FlaskClient, gateway: GatewayDouble, shape: str, apart: str
) -> None:
    state(gateway, shape=shape, votes=1)
    page = plain(client.get(ONE))
    assert "repris ce qu'elles avaient donné, ou quand un modérateur a écarté ou remis un texte" in page
    assert apart in page
    assert page.count("Ce fichier ne compte pas") == bool(apart)


# --- figures


@pytest.mark.parametrize("days", [1, 2])
def test_one_day_is_a_number_and_a_sentence_not_a_rectangle(
    client: FlaskClient, gateway: GatewayDouble, days: int
) -> None:
    """U34"""
    figures: dict[str, Any] = dict(FIGURES)
    by_day = figures["by_day"][:days]
    said(gateway, "GET", f"/projects/{OPEN}/figures", (200, figures | {"by_day": by_day}))
    page = plain(client.get(f"{LIVE}/chiffres"))
    assert ("c-days" in page) == (days == 2)
    assert (f"le {by_day[0]['label_fr']}, seul jour pour l'instant." in page) == (days == 1)
