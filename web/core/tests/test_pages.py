"""WEB-1: the static pages, in both languages, with their safety headers."""

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from web.app import create_app
from web.core.config import Config, from_environment

STATIC = ["/", "/a-propos", "/accessibilite", "/mentions-legales", "/donnees-personnelles", "/securite"]
GALLERY = ["/_gallery/", "/_gallery/formulaire", "/_gallery/espace", "/_gallery/confirmer"]


@pytest.mark.parametrize("path", STATIC + GALLERY)
@pytest.mark.parametrize("code", ["fr", "en"])
def test_a_page_is_written_in_the_language_asked(client: FlaskClient, path: str, code: str) -> None:
    answer = client.get(path, headers={"Accept-Language": code})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert f'<html lang="{code}">' in page
    assert ("Mentions légales" in page) == (code == "fr")
    assert "govuk-frontend" not in page
    assert "GOV.UK<" not in page


def test_french_comes_first(client: FlaskClient) -> None:
    assert 'lang="fr"' in client.get("/", headers={"Accept-Language": "de"}).get_data(as_text=True)


def test_the_language_chosen_is_kept_and_leads_back_to_the_page(client: FlaskClient) -> None:
    answer = client.get("/langue/en?next=/securite")
    assert answer.location == "/securite"
    assert 'lang="en"' in client.get("/", headers={"Accept-Language": "fr"}).get_data(as_text=True)


@pytest.mark.parametrize("elsewhere", ["https://evil.example/x", "//evil.example", "/\\evil.example"])
def test_the_language_switch_leads_nowhere_else(client: FlaskClient, elsewhere: str) -> None:
    assert client.get("/langue/en", query_string={"next": elsewhere}).location == "/"


def test_reading_sets_no_cookie(client: FlaskClient) -> None:
    for path in STATIC:
        assert "Set-Cookie" not in client.get(path).headers


def test_every_answer_carries_the_safety_headers(client: FlaskClient) -> None:
    for path in ("/", "/nulle-part", "/healthz"):
        headers = client.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe-inline" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"]
        assert headers["X-Request-Id"]


def test_styles_and_scripts_written_in_a_page_carry_its_nonce(client: FlaskClient) -> None:
    answer = client.get("/_gallery/")
    page = answer.get_data(as_text=True)
    nonce = re.findall(r"'nonce-([^']+)'", answer.headers["Content-Security-Policy"])[0]
    assert set(re.findall(r'nonce="([^"]+)"', page)) == {nonce}
    assert not re.search(r"<(style|script)>", page)
    assert not re.search(r'<[^>]+ (style|on\w+)="', page)


def test_a_page_weighs_less_than_100_kb_in_three_requests(client: FlaskClient) -> None:
    answer = client.get("/_gallery/", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    page = client.get("/_gallery/").get_data(as_text=True)
    loaded = re.findall(r'(?:<link rel="stylesheet" href|<script[^>]* src)="([^"]+)"', page)
    sizes = [len(client.get(path, headers={"Accept-Encoding": "gzip"}).get_data()) for path in loaded]
    assert len(loaded) + 1 <= 3
    assert len(answer.get_data()) + sum(sizes) < 100_000


def test_built_files_are_kept_for_a_year(client: FlaskClient, built: dict[str, str]) -> None:
    answer = client.get(f"/assets/{built['capco.css']}")
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.mimetype == "text/css"


@pytest.mark.parametrize(("path", "status"), [("/nulle-part", 404), ("/_gallery/pause", 503)])
def test_an_error_page_says_what_to_do_next(client: FlaskClient, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert "Aller à l'accueil" in answer.get_data(as_text=True).replace("&#39;", "'")


def test_a_pause_says_when_to_come_back(client: FlaskClient) -> None:
    answer = client.get("/_gallery/pause")
    assert answer.headers["Retry-After"] == "30"
    assert "Lire reste possible" in answer.get_data(as_text=True)


def test_a_crash_is_told_without_its_secrets(app: Flask) -> None:
    @app.get("/_crash")
    def crash() -> str:
        raise RuntimeError("the secret")

    answer = app.test_client().get("/_crash")
    assert answer.status_code == 500
    assert "secret" not in answer.get_data(as_text=True)


def test_the_gallery_is_for_demonstrations_only() -> None:
    assert create_app(Config()).test_client().get("/_gallery/").status_code == 404


def test_a_setting_may_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "url").write_text("http://gateway:8001\n")
    found = from_environment({"GATEWAY_URL_FILE": str(tmp_path / "url"), "DEMONSTRATION": "1"})
    assert found.gateway_url == "http://gateway:8001"
    assert found.demonstration


def test_health_asks_nobody(client: FlaskClient, gateway) -> None:
    assert client.get("/healthz").get_json() == {"status": "ok"}
    assert gateway.asked == []
