"""Every page of the running suite, as each kind of visitor meets it: axe at WCAG 2.2 AA, on a small phone and a workspace."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.browser.conftest import DESK, PHONE, Hall, complaints, press, sign_in
from tests.browser.furnished import BOX, GRAPH, LAW, QUESTION, Furnished, furnish
from web.app import create_app
from web.core.config import Config
from web.tests import bureau_world
from web.votation.tests import test_pages_browser as votations

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

SMALLEST = {"width": 320, "height": 700}
TEXTS = [
    "/a-propos",
    "/accessibilite",
    "/mentions-legales",
    "/donnees-personnelles",
    "/securite",
    "/conditions-utilisation",
]
DOORS = [
    "/connexion",
    "/connexion/lien",
    "/mot-de-passe-oublie",
    "/inscription",
    f"/lien/magic-link/{'a' * 30}",
    f"/lien/password-reset/{'a' * 30}",
    "/nulle-part",
]
# A link that no longer works says so; the forms of those that do are looked at in `test_people_browser`.
UNUSUAL = {"/nulle-part": 404} | {path: 410 for path in DOORS if path.startswith("/lien/")}
ACCOUNT = [
    "",
    "/profil",
    "/qualites",
    "/mot-de-passe",
    "/adresse",
    "/connexions",
    "/consentements",
    "/moderation",
    "/contributions",
    "/votes",
    "/brouillons",
]
OFFICE = [
    "", "/fiche", "/themes-et-zones", "/membres", "/membres/inviter", "/groupes", "/qualites", "/moderation",
    "/moderation?attente=appeal", "/journal", "/messages", "/projets/nouveau",
    "/projets/nouveau/problem_causes_solutions",
]  # fmt: skip
WORKSHOP = [
    "", "/textes", "/themes-et-zones", "/etapes", "/etapes/ajouter", "/chiffres", "/exports", "/exports/colonnes",
    "/apercu", "/publication",
    "/suites", "/journal",
]  # fmt: skip
DRAFT = ["", "/etapes", "/calendrier", "/publication", "/suites"]
OF_STEP = ["", "/dates", "/conditions", "/issue", "/rubriques", "/rubriques/ajouter", "/retirer"]


@pytest.fixture(scope="module")
def found(hall: Hall) -> Furnished:
    return furnish(hall)


def public(found: Furnished) -> list[str]:
    pages = ["/", "/projets", "/projets?q=introuvable", "/recherche", "/recherche?q=cour", *TEXTS, *DOORS]
    for template in found.projects:
        pages += [found.project(template), found.step(template)]
    others = (each["id"] for each in found.hall.project["steps"] if each["id"] != found.hall.step["id"])
    pages += [f"{found.project(GRAPH)}/etapes/{each}" for each in others]
    places = [(GRAPH, "problem"), (GRAPH, "cause"), (LAW, "plain"), (QUESTION, "plain"), (BOX, "prompt")]
    for template, role in places:
        section = f"{found.step(template)}/rubriques/{found.section(template, role)}"
        pages += [section, f"{section}/ecrire"]
    pages += [
        f"{found.step(LAW)}/rubriques/{found.section(LAW, 'article', False)}",
        *(found.step(template) + "/ecrire" for template in (GRAPH, BOX)),
        *(found.step(template) + "/ecartees" for template in (GRAPH, BOX)),
        f"{found.step(GRAPH)}/enchainements",
    ]
    written = [
        found.hall.problem["id"],
        *(found.made[name] for name in ("article", "answer", "idea", "trashed")),
    ]
    return pages + [f"/contributions/{each}" for each in written]


def personal(found: Furnished) -> list[str]:
    """As someone who has written: what is theirs to change and to erase, what is others' to judge."""
    made = found.made
    problem, cause, article, version, answer = (
        f"/contributions/{each}"
        for each in (
            found.hall.problem["id"], made["cause"], made["article"], made["version"], made["answer"],
        )
    )  # fmt: skip
    remarks = [f"{problem}/{kind}/{made[kind]}/soutien" for kind in ("argument", "source")] + [
        f"{problem}/{kind}/{made['own_' + kind]}/effacer" for kind in ("argument", "source")
    ]
    here = [
        "", "/arguments/nouveau", "/sources/nouvelle", "/signaler", "/avis", "/arguments", "/arguments?cote=against",
        f"/signaler?objet=argument&numero={made['argument']}",
    ]  # fmt: skip
    return [
        *(f"/compte{each}" for each in ACCOUNT),
        f"/compte/qualites/{found.hall.organisation['id']}",
        f"/compte/moderation/argument/{made['trashed_argument']}",
        *(problem + each for each in here),
        *remarks,
        *(own + each for own in (cause, version) for each in ("", "/modifier", "/effacer")),
        *(article + each for each in ("", "/versions", "/versions/nouvelle")),
        *(answer + each for each in ("", "/arguments/nouveau", "/avis")),
        f"/contributions/{made['idea']}/arguments",
        f"{found.step(QUESTION)}/rubriques/{found.section(QUESTION, 'plain')}/ecrire",
        f"{found.step(GRAPH)}/mes-contributions",
        "/organisation",
    ]


def unconfirmed(found: Furnished) -> list[str]:
    draft, unseen = (f"/contributions/{found.made[name]}" for name in ("draft", "unseen"))
    answers = f"{found.step(QUESTION)}/rubriques/{found.section(QUESTION, 'plain')}"
    return [
        "/inscription/verification", "/compte", "/compte/accueil", f"{found.step(GRAPH)}/mes-contributions", draft,
        f"{draft}/modifier", unseen, f"{answers}/ecrire", f"/contributions/{found.made['answer']}/avis",
    ]  # fmt: skip


def office(found: Furnished) -> list[str]:
    home, made = f"/organisation/{found.hall.organisation['id']}", found.made
    project = f"{home}/projets/{found.hall.project['slug']}"
    step = f"{project}/etapes/{found.hall.step['id']}"
    section = f"{step}/rubriques/{found.section(GRAPH, 'problem')}"
    person = f"{home}/membres/{found.hall.mediator.id}"
    law, question, box = (
        f"{home}{found.project(template)}/etapes/{found.steps[template]['id']}"
        for template in (LAW, QUESTION, BOX)
    )
    return [
        *(home + each for each in OFFICE),
        *(project + each for each in WORKSHOP),
        *(step + each for each in OF_STEP),
        *(section + each for each in ("", "/retirer")),
        *(f"{home}/projets/{found.draft['slug']}{each}" for each in DRAFT),
        f"{project}/exports/{made['export']}",
        *(person + each for each in ("", "/roles/mediator/retirer")),
        f"{home}/invitations/{made['invitation']}/retirer",
        f"{home}/groupes/{made['group']}",
        f"{home}/qualites/{made['kind']}/retirer",
        f"{law}/rubriques",
        f"{question}/conditions",
        f"{box}/atelier",
        f"/kiosque/{found.steps[BOX]['id']}",
    ]


def platform(_found: Furnished) -> list[str]:
    return ["/organisation", "/plateforme/organisations/nouvelle", "/plateforme/messages"]


WALKS: dict[str, Callable[[Furnished], list[str]]] = {
    "anyone": public, "author": personal, "newcomer": unconfirmed, "organiser": office, "administrator": platform,
}  # fmt: skip


@pytest.mark.parametrize("who", WALKS)
def test_axe_is_clean_on_every_page(found: Furnished, visit: Callable[..., Any], who: str) -> None:
    """WEB-1"""
    page, site = visit(SMALLEST), found.hall.suite.web
    people = {
        "author": lambda: found.author, "newcomer": lambda: found.newcomer, "organiser": lambda: found.hall.organiser,
        "administrator": found.hall.suite.administrator,
    }  # fmt: skip
    if who in people:
        sign_in(page, site, people[who]())
    told: dict[str, Any] = {}
    for path in WALKS[who](found):
        answer = page.goto(site + path)
        arrived = answer.status, page.url
        if arrived != (UNUSUAL.get(path, 200), site + path):
            told[path] = arrived
        for size in (SMALLEST, DESK):
            page.set_viewport_size(size)
            told[f"{path} {size['width']}"] = complaints(page)
    assert {where: said for where, said in told.items() if said} == {}


BESIDES = {
    "asset": "a file", "static": "a file", "about.security_txt": "a file", "organiser_exports.file": "a file",
    "bureau_roll.problems_file": "a file", "votations.archive": "a file", "votations.minutes": "a file",
    "votations.manifest": "JSON to download", "votation_board.ballot_json": "JSON for a script",
    "votation_board.epoch_json": "JSON for a script", "kiosk.state": "JSON for a script", "kiosk.worker": "a script",
    "kiosk.leave": "asks for the code once the tablet is locked, as the facilitator's story does",
    "home.healthz": "asked by machines",
    "crawlers.robots": "read by machines", "crawlers.sitemap": "read by machines",
    "switch_language": "leads back", "organiser.project": "leads to the desk",
}  # fmt: skip


def test_every_address_that_answers_a_reader_is_on_a_walk(found: Furnished) -> None:
    """The pages of votations are looked at with axe in front of a double of the gateway, in each state of a votation:
    those of the bureau by `test_axe_finds_nothing_on_the_bureau_s_pages`, the others by `test_axe_finds_nothing` of
    `test_votation_pages_browser`."""
    rules = create_app(Config(gateway_url=found.hall.suite.gateway)).url_map
    walked = [path for pages in WALKS.values() for path in pages(found) if path != "/nulle-part"]
    walked += [path for _state, path in (*bureau_world.PAGES, *votations.PATHS)]
    match = rules.bind("", default_method="GET").match
    seen = {match(urlsplit(path).path, return_rule=True)[0].rule for path in walked}
    read = [rule for rule in rules.iter_rules() if "GET" in (rule.methods or ())]
    assert {rule.endpoint for rule in read if rule.rule not in seen} == set(BESIDES)


LONG = ("Une cour pour tous. " * 1001).strip()
SAID = {
    "fr-FR": ("Écrivez au plus 20", "La fermeture doit venir après l'ouverture"),
    "en-GB": ("Write at most 20", "The closing must come after the opening"),
}
WORDS = {
    "fr-FR": ("Adresse e-mail", "Mot de passe", "Se connecter", "Publier"),
    "en-GB": ("E-mail address", "Password", "Sign in", "Publish"),
}


@pytest.mark.parametrize("locale", ["fr-FR", "en-GB"])
def test_what_is_refused_is_said_beside_its_field(hall: Hall, visit: Callable[..., Any], locale: str) -> None:
    """In the reader's language, without script, and nothing typed is lost."""
    page = visit(PHONE, script=False, locale=locale)
    wrong_password(page, hall, WORDS[locale])
    step = f"{hall.suite.web}/projets/{hall.project['slug']}/etapes/{hall.step['id']}"
    page.goto(f"{step}/rubriques/{hall.section('problem')['id']}/ecrire")
    page.locator("#title").fill("Un problème")
    page.locator("#body").fill(LONG)
    press(page, WORDS[locale][3])
    assert SAID[locale][0] in plain(page.locator("#body-error").inner_text())
    assert page.locator("#body").input_value() == LONG
    desk = f"{hall.suite.web}/organisation/{hall.organisation['id']}/projets/{hall.project['slug']}"
    page.goto(f"{desk}/etapes/{hall.step['id']}/dates")
    page.locator("#closes_date").fill("2020-02-28")
    page.locator("#reason").fill("Pour essayer.")
    page.locator("main button.c-button--main").click()
    assert SAID[locale][1] in plain(page.locator(".govuk-error-message").first.inner_text())


def wrong_password(page: Any, hall: Hall, words: tuple[str, ...]) -> None:
    page.goto(hall.suite.web + "/connexion")
    page.get_by_label(words[0]).fill(hall.organiser.email)
    page.get_by_label(words[1], exact=True).fill("pas le bon mot de passe")
    press(page, words[2])
    assert page.get_by_role("alert").first.is_visible()
    assert page.get_by_label(words[0]).input_value() == hall.organiser.email
    page.context.clear_cookies()
    page.goto(hall.suite.web + "/connexion")
    page.get_by_label(words[0]).fill(hall.organiser.email)
    page.get_by_label(words[1], exact=True).fill("cheval agrafe batterie pluie 42")
    press(page, words[2])


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")
