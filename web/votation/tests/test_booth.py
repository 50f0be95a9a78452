"""VO-3, VO-4, VO-9, WEB-1: entering by one's link, and the booth's three screens as plain forms."""

import gzip
import re
from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from nacl.signing import SigningKey

from formats.canonical import b64, unb64
from web.app import create_app
from web.core.config import Config
from web.tests import votation_kit as kit
from web.tests.gateway_double import GatewayDouble
from web.tests.votation_double import API, CODE, GIVER, LINK, ME, PAGE, RIGHT, World, fill
from web.tests.votation_kit import VOTATION
from web.votation.booth_sealing import Manifest, NotSealed, complaint, seal

BOOTH = f"{PAGE}/voter"
DOOR = f"/lien/vote/{VOTATION}.{LINK}"
SEVEN = {
    "q1": "0",
    "q2": ["0", "2"],
    "q3.0": "8",
    "q3.1": "2",
    "q3.2": "",
    "q4.0": "2",
    "q4.1": "",
    "q4.2": "1",
    "q5.blank": "yes",
    "q6.0": "-2",
    "q6.1": "2",
    "q6.2": "0",
    "q7.0": "4",
    "q7.1": "0",
    "q7.2": "1",
}
ANSWERS = [0, [0, 2], [8, 2, 0], [2, None, 1], None, [-2, 2, 0], [4, 0, 1]]
Sends = Callable[..., tuple[int, str]]


@pytest.fixture
def world(app: Flask, gateway: GatewayDouble, monkeypatch: pytest.MonkeyPatch) -> World:
    app.config["NOW"] = datetime(2026, 11, 24, 9, tzinfo=UTC)
    monkeypatch.setattr("web.votation.booth_ballot.PAUSES", (0.0, 0.0))
    known = World()
    fill(gateway, known)
    return known


@pytest.fixture
def seven(world: World) -> World:
    world.many = True
    world.__post_init__()
    return world


@pytest.fixture
def entered(client: FlaskClient) -> FlaskClient:
    """Somebody who came by their link."""
    client.set_cookie("capco_vote", LINK, path=PAGE)
    return client


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", unescape(text).replace("\u00a0", " ").replace("\u202f", " "))


def hidden(page: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page):
        found.setdefault(name, []).append(unescape(value))
    return found


@pytest.fixture
def send(entered: FlaskClient, world: World) -> Sends:
    """Posts to the booth with the proof of its page; answers status and page."""

    def post(to: str, **typed: Any) -> tuple[int, str]:
        page = entered.get(BOOTH, query_string={"pour": typed.get("pour", "")}).get_data(as_text=True)
        token = re.findall(r'name="csrf_token" value="([^"]+)"', page)[0]
        answer = entered.post(BOOTH, data={"csrf_token": token, "to": to, **typed})
        return answer.status_code, answer.get_data(as_text=True)

    return post


# --- entering


def test_vo_9_a_link_opens_a_page_with_one_button_that_keeps_it_in_a_cookie(
    client: FlaskClient, world: World, gateway: GatewayDouble
) -> None:
    opened = client.get(DOOR)
    assert "capco_vote" not in str(opened.headers)
    assert opened.headers["Cache-Control"] == "no-store"
    assert not [each for each in gateway.asked if each.method == "POST"]
    token = re.findall(r'name="csrf_token" value="([^"]+)"', opened.get_data(as_text=True))[0]
    answer = client.post(DOOR, data={"csrf_token": token})
    assert (answer.status_code, answer.location) == (303, BOOTH)
    cookie = next(each for each in answer.headers.getlist("Set-Cookie") if each.startswith("capco_vote="))
    assert {"HttpOnly", "SameSite=Lax", f"Path={PAGE}"} <= set(cookie.split("; "))
    posted = [(each.path.rsplit("/", 1)[1], each.body) for each in gateway.asked if each.method == "POST"]
    assert posted == [("booth", {"link": LINK}), ("codes", {"link": LINK})]
    assert "s…@ville.example" in client.get(BOOTH).get_data(as_text=True)


@pytest.mark.parametrize("secret", ["nothing", VOTATION, f"{VOTATION}.wrong-link", f"{VOTATION}."])
def test_vo_9_a_wrong_link_leads_on(client: FlaskClient, world: World, secret: str) -> None:
    path = f"/lien/vote/{secret}"
    page = client.get(path).get_data(as_text=True)
    found = re.findall(r'name="csrf_token" value="([^"]+)"', page)
    if found:
        page = client.post(path, data={"csrf_token": found[0]}).get_data(as_text=True)
    assert "capco_vote" not in str(client.get_cookie("capco_vote", path=PAGE) or "")
    assert "Ce lien ne fonctionne plus" in page


def test_vo_9_a_code_just_sent_is_said_and_another_is_asked_for_in_its_own_page(
    entered: FlaskClient, world: World, gateway: GatewayDouble
) -> None:
    page = entered.get(f"{BOOTH}/code").get_data(as_text=True)
    token = re.findall(r'name="csrf_token" value="([^"]+)"', page)[0]
    sent = entered.post(f"{BOOTH}/code", data={"csrf_token": token})
    assert "Un code part vers" in sent.get_data(as_text=True)
    said = "Trop de codes demandés."
    gateway.replies[f"POST {API}/votations/{VOTATION}/codes"] = (
        429,
        {"code": "code_too_often", "detail": said},
    )
    refused = entered.post(f"{BOOTH}/code", data={"csrf_token": token})
    assert (refused.status_code, said in refused.get_data(as_text=True)) == (429, True)


def test_leaving_the_booth_forgets_the_link(entered: FlaskClient, world: World) -> None:
    token = re.findall(r'name="csrf_token" value="([^"]+)"', entered.get(BOOTH).get_data(as_text=True))[0]
    entered.post(f"{BOOTH}/quitter", data={"csrf_token": token})
    assert "Comment entrer" in entered.get(BOOTH).get_data(as_text=True)


def test_vo_2_an_account_of_the_roll_enters_without_link_and_without_code(
    client: FlaskClient, world: World, signed: None
) -> None:
    page = client.get(BOOTH).get_data(as_text=True)
    assert "data-booth" in page
    assert 'name="code"' not in page
    assert 'data-error="code"' in page


# --- what one finds there


@pytest.mark.parametrize(
    ("state", "booth", "sentence"),
    [
        ("sealed", {}, "Le vote n'est pas encore ouvert"),
        ("suspended", {}, "Le vote est suspendu"),
        ("closing", {}, "Le vote vient de se clore"),
        ("closed", {}, "Le vote est terminé"),
        ("cancelled", {}, "Cette votation est annulée"),
        ("open", {"signed": True}, "Vous avez voté"),
        ("open", {"proxy_given": True}, "Vous avez donné procuration"),
    ],
)
def test_vo_1_where_nothing_is_to_cast_the_booth_says_why(
    entered: FlaskClient, world: World, state: str, booth: dict[str, Any], sentence: str
) -> None:
    world.state, world.booth = state, booth
    page = plain(entered.get(BOOTH).get_data(as_text=True))
    assert sentence in page
    assert 'name="q1"' not in page
    # A ballot that waits in this tab for its receipt still gets it.
    assert ("data-booth" in page) == (booth != {"proxy_given": True})


def test_vo_9_with_proxies_one_chooses_for_whom_one_ballot_each(
    entered: FlaskClient, world: World, gateway: GatewayDouble, send: Sends
) -> None:
    world.booth = {"proxies": [{"elector_id": GIVER, "name": "Paul Morel", "signed": False}]}
    page = plain(entered.get(BOOTH).get_data(as_text=True))
    assert "Pour qui votez-vous maintenant" in page
    assert f"{BOOTH}?pour=1" in page
    page = plain(entered.get(f"{BOOTH}?pour=1").get_data(as_text=True))
    assert "Vous votez pour Paul Morel" in page
    assert f'name="for_elector_id" value="{GIVER}" data-with-right' in page
    assert f'data-for="{GIVER}"' in page
    status, page = send("cast", pour="1", q1="1", code=CODE)
    assert status == 200
    asked = next(each.body for each in gateway.asked if each.path.endswith("/rights"))
    assert asked == {"code": CODE, "for_elector_id": GIVER, "link": LINK}
    status, _page = send("cast", pour="0", q1="1", code=CODE)
    own = [each.body for each in gateway.asked if each.path.endswith("/rights")][-1]
    assert "for_elector_id" not in own
    world.booth["proxies"][0]["signed"] = True
    assert "A voté" in entered.get(BOOTH).get_data(as_text=True)


def test_the_booth_keeps_to_the_contract_of_its_script(entered: FlaskClient, seven: World) -> None:
    page = entered.get(BOOTH).get_data(as_text=True)
    assert f'data-right-url="{BOOTH}/droit"' in page
    assert f'data-ballots-url="{BOOTH}/bulletin"' in page
    assert f'data-check-url="{PAGE}/urne/recepisse"' in page
    assert f'data-for="{ME}"' in page
    for screen in ("answers", "check", "casting", "refused", "receipt", "alarm"):
        assert f'data-screen="{screen}"' in page
    names = set(re.findall(r'name="(q[0-9.a-z]+)"', page))
    kinds = {
        f"q{number}.{place}" for number in (3, 4, 5, 6, 7) for place in range(3)
    } | {f"q{number}.blank" for number in range(2, 8)}  # fmt: skip
    assert names == kinds | {"q1", "q2"}
    embedded = re.findall(r"data-manifest>(.*?)</script>", page)[0]
    assert Manifest.read(embedded).hash == seven.hash


def test_the_booth_weighs_less_than_100_kb(entered: FlaskClient, seven: World) -> None:
    packed = {"Accept-Encoding": "gzip"}
    answer = entered.get(BOOTH, headers=packed)
    page = gzip.decompress(answer.get_data()).decode()
    loaded = re.findall(r'(?:<link rel="stylesheet" href|<script[^>]* src)="([^"]+)"', page)
    sizes = [len(entered.get(path, headers=packed).get_data()) for path in loaded]
    assert len(loaded) + 1 <= 3
    assert len(answer.get_data()) + sum(sizes) < 96_000


def test_pages_of_the_booth_leave_no_trace(entered: FlaskClient, world: World) -> None:
    headers = entered.get(BOOTH).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Robots-Tag"] == "noindex"


def test_with_a_public_gateway_the_ballot_goes_there_by_itself(gateway: GatewayDouble, world: World) -> None:
    app = create_app(Config(gateway_url=gateway.url, gateway_public_url="https://api.ville.example/x"))
    client = app.test_client()
    client.set_cookie("capco_vote", LINK, path=PAGE)
    answer = client.get(BOOTH)
    address = f"https://api.ville.example/api/v1/votations/{VOTATION}/ballots"
    assert f'data-ballots-url="{address}"' in answer.get_data(as_text=True)
    assert "connect-src 'self' https://api.ville.example;" in answer.headers["Content-Security-Policy"]


# --- without script


def test_vo_3_seven_kinds_of_question_are_checked_sealed_and_cast_without_script(
    entered: FlaskClient, seven: World, gateway: GatewayDouble, send: Sends
) -> None:
    status, page = send("check", **SEVEN)
    assert status == 200
    told = plain(page)
    for each in ("Salle Louise-Michel", "Zoé Martin", "Vélo : 8 points", "1. La bibliothèque", "Vote blanc"):
        assert each in told
    assert "Scellé par le serveur" in told
    assert not seven.opened
    kept = hidden(page)
    answer = entered.post(BOOTH, data={**kept, "to": "cast", "code": CODE})
    page = plain(answer.get_data(as_text=True))
    assert "Votre bulletin est dans l'urne" in page
    assert "Scellé par notre serveur" in page
    assert [each["a"] for each in seven.opened] == [ANSWERS]
    assert seven.opened[0]["m"] == seven.hash
    (receipt,) = seven.ballots.values()
    assert receipt["sealed_by"] == "server"
    cast = next(each for each in gateway.asked if each.path.endswith("/ballots"))
    assert set(cast.body) == {"right", "sealed", "sealed_by"}
    told_headers = {name.lower() for name in cast.headers}
    assert not told_headers & {"authorization", "idempotency-key", "cookie", "traceparent", "x-request-id"}


def test_vo_4_the_receipt_downloads_from_the_page_itself(world: World, send: Sends) -> None:
    _status, page = send("cast", q1="1", code=CODE)
    file = re.findall(r'href="data:application/json;base64,([^"]+)" download="recepisse-', page)[0]
    (receipt,) = world.ballots.values()
    assert kit.unb64(unescape(file).replace("+", "-").replace("/", "_").rstrip("=")) == kit.canonical(receipt)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"q1": ""}, "Choisissez une réponse"),
        ({"q1": "9"}, "Choisissez une réponse"),
        ({"q2": ["0", "1", "2"]}, "Cochez-en 2 au plus."),
        ({"q2": []}, "Cochez-en au moins 1."),
        ({"q2": ["0"], "q2.blank": "yes"}, "Gardez l'un des deux"),
        ({"q3.0": "8", "q3.1": "8"}, "6 points de trop"),
        ({"q3.0": "3", "q3.1": "2"}, "Il reste 5 points à donner"),
        ({"q3.0": "9"}, "Donnez des nombres de 0 à 8."),
        ({"q3.0": "huit"}, "nombres entiers"),
        ({"q4.1": "1"}, "Le rang 1 est donné deux fois"),
        ({"q4.1": "4"}, "Donnez des nombres de 1 à 3."),
        ({"q6.0": ""}, "Choisissez une réponse"),
        ({"q6.0": "3"}, "Donnez des nombres de -2 à 2."),
        ({"q7.1": ""}, "Choisissez une réponse"),
    ],
)
def test_vo_3_what_is_wrong_is_said_beside_its_question_and_what_was_typed_stays(
    seven: World, send: Sends, change: dict[str, Any], sentence: str
) -> None:
    status, page = send("check", **(SEVEN | change))
    wrong = next(iter(change))[:2]
    assert status == 422
    beside = re.findall(rf'data-error="{wrong}"[^>]*>([^<]*)<', page)[0]
    assert sentence in plain(beside)
    assert f'href="#{wrong}"' in page
    assert 'name="q7.2" type="radio" value="1" checked' in page


def test_one_may_go_back_and_change(seven: World, send: Sends) -> None:
    status, page = send("edit", **SEVEN)
    assert status == 200
    assert 'name="q2" type="checkbox" value="2" checked' in page
    assert re.search(r'name="q3.0"[^>]*value="8"', page)
    assert "govuk-error-summary" not in page


@pytest.mark.parametrize("code", ["", "000000"])
def test_vo_9_without_the_right_code_nothing_is_cast(world: World, send: Sends, code: str) -> None:
    status, page = send("cast", q1="0", code=code)
    assert status == 422
    beside = re.findall(r'data-error="code"[^>]*>([^<]*)<', page)[0]
    assert plain(beside) in ("Écrivez le code reçu par e-mail.", "Ce code n'est pas le bon.")
    assert hidden(page)["q1"] == ["0"]
    assert not world.ballots


def test_a_register_that_refuses_or_rests_is_told_and_the_choices_stay(
    world: World, gateway: GatewayDouble, send: Sends
) -> None:
    right = f"POST {API}/votations/{VOTATION}/rights"
    gateway.replies[right] = (409, {"code": "already_signed", "detail": "Le registre est déjà signé."})
    status, page = send("cast", q1="0", code=CODE)
    assert (status, "Le registre est déjà signé." in page) == (409, True)
    gateway.replies[right] = (503, {"code": "unavailable"})
    status, page = send("cast", q1="0", code=CODE)
    assert status == 503
    assert hidden(page)["q1"] == ["0"]


def test_vo_4_a_box_that_is_away_gets_the_very_same_ballot_again(
    entered: FlaskClient, world: World, send: Sends
) -> None:
    world.away = 1
    status, page = send("cast", q1="0", code=CODE)
    assert status == 200  # the second of two tries
    world.ballots.clear()
    world.away = 2
    status, page = send("cast", q1="1", code=CODE)
    assert status == 503
    kept = hidden(page)
    assert kept["right"] == [RIGHT]
    answer = entered.post(BOOTH, data={**kept, "to": "again"})
    assert "Votre bulletin est dans l'urne" in plain(answer.get_data(as_text=True))
    (ballot,) = world.ballots
    assert ballot == kit.sha256(kit.unb64(kept["sealed"][0]))
    assert world.opened[-1]["a"] == [1]


@pytest.mark.parametrize(("state", "booth"), [("open", {"signed": True}), ("closing", {}), ("closed", {})])
def test_vo_4_a_ballot_that_waits_is_sent_again_whatever_came_since(
    entered: FlaskClient, world: World, send: Sends, state: str, booth: dict[str, Any]
) -> None:
    """The right may be used up by the first try, or closing time have come: the receipt is still due."""
    world.away = 2
    kept = hidden(send("cast", q1="1", code=CODE)[1])
    world.state, world.booth = state, booth
    answer = entered.post(BOOTH, data={**kept, "to": "again"})
    assert (answer.status_code, len(world.ballots)) == (200, 1)
    assert "Votre bulletin est dans l'urne" in plain(answer.get_data(as_text=True))
    broken = entered.post(BOOTH, data={**kept, "to": "again", "sealed": "§"})
    assert (broken.status_code, broken.location) == (303, BOOTH)


def test_vo_4_a_receipt_without_script_can_be_scanned_downloaded_and_printed(
    world: World, send: Sends
) -> None:
    _status, page = send("cast", q1="0", code=CODE)
    (ballot,) = world.ballots
    assert "<svg" in page
    assert f"bulletin={ballot}" in page
    assert 'download="recepisse' in page
    assert "imprimez cette page" in plain(page)


def test_what_the_box_refuses_is_told(world: World, gateway: GatewayDouble, send: Sends) -> None:
    said = {"code": "suspended", "detail": "Le vote est suspendu par le bureau."}
    gateway.replies[f"POST {API}/votations/{VOTATION}/ballots"] = (409, said)
    status, page = send("cast", q1="0", code=CODE)
    assert (status, said["detail"] in page) == (409, True)


def test_vo_4_a_forged_receipt_raises_the_alarm(world: World, send: Sends) -> None:
    world.own_key = SigningKey.generate()
    _status, page = send("cast", q1="0", code=CODE)
    assert "n'est pas celle de l'urne" in plain(page)
    assert 'download="anomalie.json"' in page
    file = re.findall(r'href="data:application/json;base64,([^"]+)"', page)[0]
    assert RIGHT.encode() not in unb64(unescape(file).replace("+", "-").replace("/", "_").rstrip("="))


# --- what the script asks


def test_the_right_is_asked_with_the_proof_of_the_form(
    entered: FlaskClient, world: World, gateway: GatewayDouble
) -> None:
    token = re.findall(r'name="csrf_token" value="([^"]+)"', entered.get(BOOTH).get_data(as_text=True))[0]
    proof = {"X-CSRF-Token": token}
    answer = entered.post(f"{BOOTH}/droit", json={"code": CODE}, headers=proof)
    assert (answer.status_code, answer.get_json()) == (200, {"right": RIGHT})
    assert answer.headers["Cache-Control"] == "no-store"
    wrong = entered.post(f"{BOOTH}/droit", json={"code": "1"}, headers=proof)
    assert wrong.status_code == 422
    assert wrong.get_json()["fields"] == {"code": "Ce code n'est pas le bon."}
    stale = entered.post(f"{BOOTH}/droit", json={"code": CODE})
    assert stale.status_code == 403
    assert not stale.is_json
    gateway.replies[f"POST {API}/votations/{VOTATION}/rights"] = (503, {"code": "unavailable"})
    assert entered.post(f"{BOOTH}/droit", json={}, headers=proof).status_code == 503


def test_vo_5_the_relay_knows_nobody(entered: FlaskClient, world: World, gateway: GatewayDouble) -> None:
    """It takes a ballot with no proof and no cookie, and hands on the two things it is made of."""
    made = seal(Manifest.read(kit.canonical(world.manifest).decode()), [1])
    body = {"right": RIGHT, "sealed": made.sealed, "sealed_by": "server", "elector": "someone"}
    entered.set_cookie("capco_access", "a-token")
    answer = entered.post(f"{BOOTH}/bulletin", json=body)
    assert answer.status_code == 201
    assert answer.get_json() == world.receipt(made.ballot, "elector")
    asked = gateway.asked[-1]
    assert asked.body == {"right": RIGHT, "sealed": made.sealed, "sealed_by": "elector"}
    assert not {name.lower() for name in asked.headers} & {"authorization", "cookie", "idempotency-key"}
    assert "Set-Cookie" not in answer.headers
    assert entered.post(f"{BOOTH}/bulletin", data="x").status_code == 400
    world.away = 1
    assert entered.post(f"{BOOTH}/bulletin", json=body).status_code == 503


# --- sealing


def test_vo_5_what_is_sealed_here_opens_with_pynacl_and_is_of_one_length(world: World) -> None:
    manifest = Manifest.read(kit.canonical(world.manifest).decode())
    made = [seal(manifest, answers) for answers in ([0], [None], [1])]
    assert [world.votation.open(unb64(each.sealed))["a"] for each in made] == [[0], [None], [1]]
    assert {len(unb64(each.sealed)) for each in made} == {1024 + 48}
    assert [kit.sha256(unb64(each.sealed)) for each in made] == [each.ballot for each in made]
    assert len({world.votation.open(unb64(each.sealed))["n"] for each in made}) == 3
    with pytest.raises(NotSealed):
        seal(manifest, ["x" * 1024])


@pytest.mark.parametrize(
    "receipt", [None, [], {}, {"schema": "capco.receipt/1"}, "x", 3], ids=["none", "list", "empty", "part", "text", "number"]
)  # fmt: skip
def test_what_is_no_receipt_is_told_so(world: World, receipt: Any) -> None:
    assert complaint(receipt, Manifest.read(kit.canonical(world.manifest).decode())) == "malformed"


def test_a_signature_that_is_no_signature_is_forged(world: World) -> None:
    manifest = Manifest.read(kit.canonical(world.manifest).decode())
    whole = world.receipt("0" * 64)
    assert complaint(whole, manifest, "0" * 64) is None
    assert complaint(whole, manifest, "1" * 64) == "other_ballot"
    for signature in ("", "é", b64(b"0" * 64), b64(b"0" * 3)):
        assert complaint(whole | {"signature": signature}, manifest) == "forged"
