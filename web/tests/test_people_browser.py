"""The pages of signing in, the account and the kiosk in Chromium: axe, small phones, the kiosk off line."""

import json
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from werkzeug.serving import WSGIRequestHandler, make_server

from web.account.tests.test_account import AT, MODERATED, TYPES
from web.app import create_app
from web.core.config import Config
from web.participate.tests.test_kiosk import answers, token
from web.tests.chromium import RULES
from web.tests.gateway_double import GatewayDouble, RecordedRequest
from web.tests.people import ORGANISATION, SECTIONS, STEP, account, session

playwright = pytest.importorskip("playwright.sync_api")
axe_module = pytest.importorskip("axe_playwright_python.sync_playwright")
expect = playwright.expect

pytestmark = pytest.mark.browser

KIOSK = f"/kiosque/{STEP}"
PUBLIC = [
    "/connexion",
    "/inscription",
    "/connexion/lien",
    "/mot-de-passe-oublie",
    "/conditions-utilisation",
    "/lien/magic-link/s3cret",
    "/lien/password-reset/s3cret",
    "/lien/email-changed/s3cret",
    "/lien/invitation/s3cret",
]
PERSONAL = [
    "/compte",
    "/compte/profil",
    "/compte/qualites",
    f"/compte/qualites/{ORGANISATION}",
    "/compte/mot-de-passe",
    "/compte/adresse",
    "/compte/connexions",
    "/compte/consentements",
    "/compte/moderation",
    "/compte/moderation/argument/t-1",
    "/inscription/verification",
    KIOSK,
]


class Quiet(WSGIRequestHandler):
    def log(self, *_: Any) -> None:
        return


@dataclass
class EventGateway(GatewayDouble):
    """A gateway that counts ideas by their key, and whose first answers may get lost on the way."""

    counted: Counter[str] = field(default_factory=Counter)
    titles: dict[str, str] = field(default_factory=dict)
    lost: int = 0

    def receive(self, asked: RecordedRequest) -> tuple[int, Any]:
        key = asked.headers["Idempotency-Key"]
        known = key in self.counted
        self.counted[key] += 0 if known else 1
        self.titles[key] = asked.body["title"]
        if self.lost and not known:
            self.lost -= 1
            return 504, {"code": "outcome_unknown", "detail": "…"}
        return 201, {"id": key}


@pytest.fixture
def event() -> Iterator[EventGateway]:
    double = EventGateway()
    organisation = {"id": ORGANISATION, "name": "Ville de Rezé", "slug": "reze"}
    device = {
        "id": "s-1",
        "device": "Firefox, Windows",
        "started_at": AT,
        "last_used_at": AT,
        "current": True,
    }
    said = {"purpose": "project_news", "granted": True, "text_version": "2026-11", "decided_at": AT}
    offer = {
        "organisation_name": "Ville de Rezé",
        "role": "mediator",
        "expires_at": AT,
        "organisation_id": "o",
    }
    double.replies = answers() | {
        "GET /api/v1/me": (200, account(email_confirmed=False, participant_types={ORGANISATION: "type-1"})),
        "GET /api/v1/organisations": (200, {"items": [organisation], "next_cursor": None}),
        f"GET /api/v1/organisations/{ORGANISATION}": (200, organisation),
        f"GET /api/v1/organisations/{ORGANISATION}/participant-types": (200, {"items": TYPES}),
        "GET /api/v1/me/sessions": (200, {"items": [device, device | {"id": "s-2", "current": False}]}),
        "GET /api/v1/me/consents": (200, {"items": [said]}),
        "GET /api/v1/me/moderated": (200, {"items": [MODERATED]}),
        "POST /api/v1/invitations/offer": (200, offer),
        "POST /api/v1/sessions": (201, session(token(("mediator", ORGANISATION)))),
    }
    for each in SECTIONS:
        double.replies[f"POST /api/v1/sections/{each}/event-ideas"] = double.receive
    server = double.start()
    yield double
    server.shutdown()
    server.server_close()


@pytest.fixture
def site(event: EventGateway, built: dict[str, str]) -> Iterator[str]:
    app = create_app(Config(gateway_url=event.url, gateway_timeout=2))
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def cookies(site: str, **more: str) -> list[dict[str, str]]:
    kept = {"capco_access": token(("mediator", ORGANISATION)), "capco_refresh": "refresh-1"} | more
    return [{"name": name, "value": value, "url": site} for name, value in kept.items()]


@pytest.fixture
def tablet(chromium: Any, site: str) -> Iterator[Any]:
    """A browser where a mediator is signed in."""
    context = chromium.new_context(viewport={"width": 1024, "height": 768}, locale="fr-FR")
    context.add_cookies(cookies(site))
    context.set_default_timeout(10000)
    yield context
    context.close()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("path", [*PUBLIC, *PERSONAL])
def test_axe_finds_nothing_on_pages_about_people(chromium: Any, site: str, path: str, width: int) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 900}, locale="fr-FR")
    if path in PERSONAL:
        context.add_cookies(cookies(site))
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.goto(site + path)
    found = axe_module.Axe().run(page, options=RULES).response
    told = [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found["violations"]]
    doubtful = [rule["id"] for rule in found["incomplete"] if rule["id"] == "color-contrast"]
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    context.close()
    assert told == []
    assert doubtful == []
    assert complaints == []


def lock(page: Any) -> None:
    page.get_by_label("Le code de sortie").fill("2580")
    page.get_by_role("button", name="Verrouiller la tablette").click()


def open_kiosk(context: Any, site: str) -> Any:
    page = context.new_page()
    page.goto(site + KIOSK)
    lock(page)
    expect(page.locator("[data-kiosk=ready]")).to_have_text(
        "Cette page s’ouvre aussi sans réseau.", timeout=15000
    )
    return page


def type_idea(page: Any, title: str, card: str = "J’aime") -> None:
    page.get_by_label(card, exact=True).check()
    page.get_by_label("Votre idée, en une phrase").fill(title)
    page.wait_for_timeout(520)  # a second press within half a second is taken for a slip
    page.get_by_role("button", name="Garder cette idée").click()
    expect(page.locator("#title")).to_have_value("")


def state(page: Any) -> str:
    return str(page.inner_text("[data-kiosk=state]")).replace("\u00a0", " ").replace("\u202f", " ")


def wait_for_state(page: Any, said: str) -> None:
    expect(page.locator("[data-kiosk=state]")).to_contain_text(said, timeout=30000)


def kept_here(page: Any) -> list[Any]:
    """Everything the tablet still holds of the ideas."""
    return list(
        page.evaluate(
            """() => new Promise((resolve) => {
              const opening = indexedDB.open("capco-kiosk");
              opening.onsuccess = () => {
                const all = opening.result.transaction("ideas").objectStore("ideas").getAll();
                all.onsuccess = () => { opening.result.close(); resolve(all.result); };
              };
            })"""
        )
    )


@pytest.mark.parametrize("lost", [0, 4])
def test_ten_ideas_typed_off_line_are_each_counted_once(
    tablet: Any, site: str, event: EventGateway, lost: int
) -> None:
    """CO-7: whatever the network does, reload included; also when the first answers get lost (504)."""
    event.lost = lost
    page = open_kiosk(tablet, site)
    tablet.set_offline(True)
    for n in range(10):
        type_idea(page, f"Idée {n}", ("J’aime", "J’aime pas")[n % 2])
    wait_for_state(page, "10 idées attendent le réseau")
    assert event.counted == Counter()
    page.reload()
    wait_for_state(page, "10 idées attendent le réseau")
    type_idea(page, "Idée 10")
    other = tablet.new_page()
    other.goto(site + KIOSK)
    tablet.set_offline(False)
    wait_for_state(page, "Tout est envoyé")
    wait_for_state(other, "Tout est envoyé")
    assert sorted(event.titles.values()) == sorted(f"Idée {n}" for n in range(11))
    assert set(event.counted.values()) == {1}
    sent = [each.headers["Idempotency-Key"] for each in event.asked if each.path.endswith("event-ideas")]
    assert len(sent) == 11 + lost
    assert kept_here(page) == []
    assert "11 idées envoyées" in page.inner_text("[data-kiosk=sent]").replace("\u00a0", " ")


def test_a_refused_idea_stays_with_its_reason_and_is_corrected(
    tablet: Any, site: str, event: EventGateway
) -> None:
    errors = [
        {
            "field": "title",
            "code": "invalid_characters",
            "detail": "Ce texte contient des caractères interdits.",
        }
    ]
    refusal = (422, {"code": "invalid_input", "detail": "…", "errors": errors})
    event.replies[f"POST /api/v1/sections/{SECTIONS[0]}/event-ideas"] = refusal
    page = open_kiosk(tablet, site)
    type_idea(page, "Une idee")
    wait_for_state(page, "1 idée à corriger")
    assert "caractères interdits" in page.inner_text("[data-kiosk=list]")
    page.reload()
    wait_for_state(page, "1 idée à corriger")
    event.replies[f"POST /api/v1/sections/{SECTIONS[0]}/event-ideas"] = event.receive
    page.get_by_role("button", name="Corriger Une idee").click()
    expect(page.locator("#title")).to_have_value("Une idee")
    type_idea(page, "Une idée")
    wait_for_state(page, "Tout est envoyé")
    assert list(event.titles.values()) == ["Une idée"]
    assert kept_here(page) == []


def test_a_waiting_idea_can_be_taken_back_and_left_as_it_was(
    tablet: Any, site: str, event: EventGateway
) -> None:
    page = open_kiosk(tablet, site)
    tablet.set_offline(True)
    type_idea(page, "Un banc")
    page.get_by_role("button", name="Corriger Un banc").click()
    wait_for_state(page, "1 idée à corriger")
    page.get_by_role("button", name="La laisser comme elle était").click()
    wait_for_state(page, "1 idée attend le réseau")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Supprimer Un banc").click()
    expect(page.locator("[data-kiosk=list] > li")).to_have_count(0)
    tablet.set_offline(False)
    assert kept_here(page) == []
    assert event.counted == Counter()


def test_someone_signed_out_off_line_loses_no_idea(tablet: Any, site: str, event: EventGateway) -> None:
    page = open_kiosk(tablet, site)
    tablet.set_offline(True)
    type_idea(page, "Un arbre")
    for name in ("capco_access", "capco_refresh"):
        tablet.clear_cookies(name=name)
    tablet.set_offline(False)
    page.wait_for_selector("text=Vous n’êtes plus connecté")
    assert event.counted == Counter()
    page.get_by_role("link", name="Se reconnecter").click()
    page.get_by_label("Adresse e-mail").fill("ada@exemple.fr")
    page.get_by_label("Mot de passe", exact=True).fill("quatre mots sans lien")
    page.get_by_role("button", name="Se connecter").click()
    wait_for_state(page, "Tout est envoyé")
    assert list(event.titles.values()) == ["Un arbre"]


def test_what_is_missing_is_said_beside_the_field(tablet: Any, site: str, event: EventGateway) -> None:
    page = open_kiosk(tablet, site)
    page.wait_for_timeout(520)
    page.get_by_role("button", name="Garder cette idée").click()
    assert "Choisissez une carte." in page.inner_text("[data-field=section_id] .govuk-error-message")
    page.get_by_label("J’aime", exact=True).check()
    page.get_by_role("button", name="Garder cette idée").click()
    assert page.evaluate("document.activeElement.id") == "title"
    assert page.get_attribute("#title", "aria-invalid") == "true"
    assert json.dumps(kept_here(page)) == "[]"


def test_without_script_the_kiosk_is_a_plain_form(chromium: Any, site: str, event: EventGateway) -> None:
    context = chromium.new_context(java_script_enabled=False, locale="fr-FR")
    context.add_cookies(cookies(site))
    page = context.new_page()
    page.goto(site + KIOSK)
    lock(page)
    page.get_by_label("J’aime pas").check(force=True)
    page.get_by_label("Votre idée, en une phrase").fill("Un robinet")
    page.get_by_role("button", name="Envoyer cette idée").click()
    assert "L’idée est envoyée" in page.inner_text("main")
    assert list(event.titles.values()) == ["Un robinet"]
    assert page.get_by_label("J’aime pas").is_checked()
    context.close()


def test_a_password_can_be_shown_and_is_told_how_strong_it_is(chromium: Any, site: str) -> None:
    page = chromium.new_page(locale="fr-FR")
    page.goto(site + "/inscription")
    field = page.get_by_label("Mot de passe", exact=True)
    field.fill("soleil")
    page.wait_for_selector("text=Encore trop court")
    field.fill("girafe tambour lilas voilier")
    page.wait_for_selector("text=Mot de passe solide.")
    page.get_by_role("button", name="Afficher le mot de passe").click()
    assert field.get_attribute("type") == "text"
    page.close()
