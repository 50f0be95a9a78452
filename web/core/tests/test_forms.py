"""Forms: proof that they are ours, refusals next to their fields, nothing counted twice."""

from collections.abc import Callable

import pytest
from flask import Flask, redirect
from flask.testing import FlaskClient
from flask.typing import ResponseReturnValue

from contracts.consultations import contributions
from web.core.api import api
from web.core.forms import Form, whole_number
from web.tests.api_contract import published
from web.tests.gateway_double import GatewayDouble

Proof = Callable[[str], dict[str, str]]
PATH = "/sections/42/contributions"


def sent_of(form: Form) -> dict[str, str]:
    return {"title": form["title"], "body": form["text"] or "…"}


@pytest.fixture(autouse=True)
def page_with_a_form(app: Flask) -> None:
    @app.route("/_write", methods=["GET", "POST"])
    def write() -> ResponseReturnValue:
        form = Form("title", "text", "opinion", "email", "charter")
        if form.submitted and form.send(
            lambda: api(contributions.submit_contribution, key=form.key, section_id=42, **sent_of(form))
        ):
            return redirect("/written")
        return form.page("gallery_form.html")


def keys(gateway: GatewayDouble) -> list[str]:
    return [asked.headers["Idempotency-Key"] for asked in gateway.asked]


def test_a_form_is_sent_with_what_was_typed(
    client: FlaskClient, gateway: GatewayDouble, proof: Proof
) -> None:
    gateway.replies[f"POST /api/v1{PATH}"] = (201, published().sample("POST", f"/api/v1{PATH}", 201))
    answer = client.post("/_write", data=proof("/_write") | {"title": " Un titre ", "text": "a\r\nb"})
    assert answer.location == "/written"
    asked = gateway.asked[0]
    assert asked.body == {"title": "Un titre", "body": "a\nb"}
    assert asked.headers["Accept-Language"] == "fr"
    assert asked.headers["X-Forwarded-For"] == "127.0.0.1"
    assert asked.headers["traceparent"].startswith("00-")
    assert asked.headers["X-Request-Id"] == answer.headers["X-Request-Id"]


def test_a_refusal_goes_next_to_its_field_and_keeps_what_was_typed(
    client: FlaskClient, gateway: GatewayDouble, proof: Proof
) -> None:
    gateway.replies[f"POST /api/v1{PATH}"] = (
        422,
        {
            "code": "invalid_input",
            "detail": "…",
            "errors": [{"field": "title", "code": "too_short", "detail": "Trop court <ici>."}],
        },
    )
    hidden = proof("/_write")
    answer = client.post("/_write", data=hidden | {"title": "Ça", "text": "Mon long texte"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'id="title-error"' in page
    assert 'href="#title"' in page
    assert 'aria-describedby="title-error" aria-invalid="true"' in page
    assert "Trop court &lt;ici&gt;." in page
    assert "Mon long texte" in page
    assert 'value="Ça"' in page
    assert hidden["idempotency_key"] not in page


def test_the_same_form_sent_twice_carries_the_same_key(
    client: FlaskClient, gateway: GatewayDouble, proof: Proof
) -> None:
    gateway.replies[f"POST /api/v1{PATH}"] = (201, published().sample("POST", f"/api/v1{PATH}", 201))
    hidden = proof("/_write")
    for _ in range(2):
        client.post("/_write", data=hidden | {"title": "Un titre"})
    assert len(set(keys(gateway))) == 1


@pytest.mark.parametrize(("status", "code"), [(503, "unavailable"), (504, "outcome_unknown")])
def test_a_pause_keeps_the_text_and_the_key(
    client: FlaskClient, gateway: GatewayDouble, proof: Proof, status: int, code: str
) -> None:
    gateway.replies[f"POST /api/v1{PATH}"] = (status, {"code": code})
    hidden = proof("/_write")
    answer = client.post("/_write", data=hidden | {"title": "Un titre"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 503
    assert 'value="Un titre"' in page
    assert hidden["idempotency_key"] in page
    assert "rien ne sera compté deux fois" in page


def test_a_session_that_ended_loses_nothing(
    client: FlaskClient, gateway: GatewayDouble, proof: Proof
) -> None:
    gateway.replies[f"POST /api/v1{PATH}"] = (
        401,
        {"code": "token_invalid", "detail": "Reconnectez-vous."},
    )
    answer = client.post("/_write", data=proof("/_write") | {"title": "Un titre"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 401
    assert 'value="Un titre"' in page
    assert "Reconnectez-vous" in page


def test_a_form_without_its_proof_is_refused(
    client: FlaskClient, gateway: GatewayDouble, proof: Proof
) -> None:
    hidden = proof("/_write")
    forged = [
        {"title": "x"},
        hidden | {"csrf_token": "00" * 64},
        hidden | {"csrf_token": "zz"},
        hidden | {"csrf_token": ""},
        hidden | {"csrf_token": "x" + hidden["csrf_token"]},
    ]
    for data in forged:
        answer = client.post("/_write", data=data)
        assert answer.status_code == 403
        assert "rechargez la page" in answer.get_data(as_text=True)
    assert gateway.asked == []


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}],
)
def test_a_form_from_another_site_is_refused(
    client: FlaskClient, gateway: GatewayDouble, proof: Proof, headers: dict[str, str]
) -> None:
    assert client.post("/_write", data=proof("/_write"), headers=headers).status_code == 403
    assert gateway.asked == []


def test_another_browser_s_proof_is_no_proof(app: Flask, client: FlaskClient, proof: Proof) -> None:
    stolen = proof("/_write")
    other = app.test_client()
    other.get("/_write")
    assert other.post("/_write", data=stolen).status_code == 403


def test_compressed_pages_repeat_no_part_of_a_proof(client: FlaskClient, proof: Proof) -> None:
    """A page that holds what a stranger chose, and a secret twice, tells the secret by its size."""
    first, second = proof("/_write")["csrf_token"], proof("/_write")["csrf_token"]
    assert not set(first.split(".")) & set(second.split("."))
    for token in (first, second):
        typed = {"csrf_token": token, "title": "Un titre"}
        assert client.post("/_write", data=typed).status_code != 403


def test_a_moment_is_read_in_the_zone_of_the_project(app: Flask) -> None:
    with app.test_request_context(
        "/", method="POST", data={"opens_date": "2026-07-14", "opens_time": "09:30"}
    ):
        form = Form("opens_date", "opens_time")
        assert form.moment("opens", "Europe/Paris") == "2026-07-14T09:30:00+02:00"
        assert form.moment("closes", "Europe/Paris") is None


def test_a_notice_is_shown_once(client: FlaskClient, proof: Proof) -> None:
    client.post("/_gallery/", data=proof("/_gallery/") | {"title": "Un titre", "opinion": "agree"})
    assert "Votre contribution est publiée" in client.get("/a-propos").get_data(as_text=True)
    assert "Votre contribution est publiée" not in client.get("/a-propos").get_data(as_text=True)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0", 0),
        ("300", 300),
        ("-2", -2),
        ("", None),
        ("--2", None),
        ("²", None),
        ("1.5", None),
        ("9" * 5000, None),
    ],
)
def test_a_whole_number_is_read_as_typed_or_not_at_all(typed: str, number: int | None) -> None:
    assert whole_number(typed) == number
