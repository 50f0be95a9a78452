"""ID-10 from the organiser's seat: who did what, in sentences, and the whole of it as a file."""

import csv
import io
from typing import Any

import pytest
from flask.testing import FlaskClient

from web.core.gateway_client import Refusal
from web.tests.desk_world import AUDIT, DESK, LIVE, OPEN, ORG, page, plain, said, sends, sign_in, speak
from web.tests.gateway_double import GatewayDouble, RecordedRequest, refuses

HERE, OF_PROJECT = f"{DESK}/journal", f"{LIVE}/journal"
PATH, PATH_OF_PROJECT = f"/organisations/{ORG}/audit", f"/projects/{OPEN}/audit"
FILE = "?fichier=csv"
ENTRIES = [AUDIT[0] | {"id": f"a{n}", "actor_name": f"Camille {n}"} for n in range(250)]


def by_pages(asked: RecordedRequest) -> tuple[int, Any]:
    """250 entries, as many at once as are asked for."""
    start, size = int(asked.query.get("cursor", 0)), int(asked.query["limit"])
    following = str(start + size) if start + size < len(ENTRIES) else None
    return 200, {"items": ENTRIES[start : start + size], "next_cursor": following}


def rows(answer: Any) -> list[list[str]]:
    text = answer.get_data(as_text=True)
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:]), delimiter=";"))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", ("a donné à Nadia Benali le rôle", "a déplacé les dates de l'étape « Consultation »",
                "raison : Un samedi de plus.", "Télécharger toute la liste")),
        ("en", ("gave Nadia Benali the role of moderator", "moved the dates of the step “Consultation”",
                "reason: Un samedi de plus.", "Download the whole list")),
    ],
)  # fmt: skip
def test_each_act_is_a_sentence_with_before_and_after(
    client: FlaskClient, language: str, words: tuple[str, ...]
) -> None:
    speak(client, language)
    shown = plain(client.get(HERE))
    assert [word for word in words if word not in shown] == []
    assert 'datetime="2026-11-02T09:00:00+01:00"' in shown


def test_the_list_is_read_page_by_page(client: FlaskClient, gateway: GatewayDouble) -> None:
    said(gateway, "GET", PATH_OF_PROJECT, by_pages)
    shown = plain(client.get(f"{OF_PROJECT}?cursor=50"))
    assert "Camille 50<" in shown
    assert "Camille 100<" not in shown
    assert f'href="{OF_PROJECT}?cursor=100"' in shown
    assert f'href="{OF_PROJECT}{FILE}"' in shown


@pytest.mark.parametrize(("language", "told"), [("fr", "Rien pour l'instant"), ("en", "Nothing yet")])
def test_an_empty_list_offers_no_file(
    client: FlaskClient, gateway: GatewayDouble, language: str, told: str
) -> None:
    speak(client, language)
    said(gateway, "GET", PATH, page())
    shown = plain(client.get(HERE))
    assert told in shown
    assert "fichier=csv" not in shown
    assert len(rows(client.get(HERE + FILE))) == 1


@pytest.mark.parametrize(
    ("path", "of", "name"),
    [(HERE, PATH, "journal-lys.csv"), (OF_PROJECT, PATH_OF_PROJECT, "journal-mobilite.csv")],
)
def test_the_file_holds_every_entry_whatever_page_is_shown(
    client: FlaskClient, gateway: GatewayDouble, path: str, of: str, name: str
) -> None:
    said(gateway, "GET", of, by_pages)
    answer = client.get(f"{path}{FILE}&cursor=200")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert [each[1] for each in rows(answer)[1:]] == [f"Camille {n}" for n in range(250)]
    asked = [each.query for each in gateway.asked if each.path == f"/api/v1{of}"]
    assert asked == [{"limit": "100"}, {"limit": "100", "cursor": "100"}, {"limit": "100", "cursor": "200"}]


@pytest.mark.parametrize(
    ("language", "heads", "what"),
    [
        ("fr", ["Date", "Qui", "Quoi", "Avant", "Après"], "a donné à Nadia Benali"),
        ("en", ["Date", "Who", "What", "Before", "After"], "gave Nadia Benali"),
    ],
)
def test_the_file_speaks_the_reader_s_language_to_its_last_line(
    client: FlaskClient, gateway: GatewayDouble, language: str, heads: list[str], what: str
) -> None:
    speak(client, language)
    said(gateway, "GET", PATH, by_pages)
    found = rows(client.get(HERE + FILE))
    assert found[0] == heads
    assert found[-1][0] == "2026-11-02T09:00:00+01:00"  # B20: the hour of the place, with its offset
    assert found[-1][2].startswith(what)


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＠"])
def test_no_cell_is_taken_for_a_formula(client: FlaskClient, gateway: GatewayDouble, sign: str) -> None:
    said(gateway, "GET", PATH, page(AUDIT[0] | {"actor_name": f"{sign}1+1"}))
    assert rows(client.get(HERE + FILE))[1][1] == f"'{sign}1+1"


def test_a_refusal_at_once_is_a_page_and_no_file(client: FlaskClient, gateway: GatewayDouble) -> None:
    said(gateway, "GET", PATH, refuses("forbidden"))
    answer = client.get(HERE + FILE)
    assert answer.status_code == 403
    assert answer.headers["Content-Type"].startswith("text/html")
    sign_in(client, ("moderator", ORG))
    assert client.get(HERE).status_code == 403


def test_a_file_that_breaks_off_never_looks_whole_nor_costs_the_session(
    client: FlaskClient, gateway: GatewayDouble
) -> None:
    def breaks(asked: RecordedRequest) -> tuple[int, Any]:
        if asked.query.get("cursor") == "200":
            return refuses("token_stale")(asked)
        return by_pages(asked)

    said(gateway, "GET", PATH, breaks)
    said(gateway, "POST", "/sessions/refresh", (200, {"access_token": "new", "refresh_token": "new"}))
    client.set_cookie("capco_refresh", "refresh-token", domain="localhost")
    answer = client.get(HERE + FILE)
    with pytest.raises(Refusal, match="token_stale"):
        answer.get_data()
    assert sends(gateway, "POST") == []
