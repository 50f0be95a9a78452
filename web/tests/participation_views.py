"""A project with a consultation, an idea box, a draft text and steps to read, as the gateway tells of it."""

import uuid
from typing import Any


def ident(name: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, name))


ME, OTHER, ORGANISATION, PROJECT = ident("me"), ident("other"), ident("organisation"), ident("project")
CONSULTATION, IDEAS, TEXT, INTRO, OFFLINE, RESULTS = (
    ident(name) for name in ("consultation", "ideas", "draft text", "intro", "offline", "results")
)
OPENS, CLOSES = "2026-11-01T08:00:00+00:00", "2026-12-06T22:59:00+00:00"
SLUG = "quelle-place-pour-le-marche"


def author(name: str = "Leïla B.", account: str = OTHER, label: str | None = "Habitante") -> dict[str, Any]:
    return {
        "account_id": account,
        "display_name": name,
        "type_id": ident("resident"),
        "type_label_fr": label,
        "type_label_en": "Resident",
        "age_band": None,
    }


def section(name: str, step: str, **more: Any) -> dict[str, Any]:
    return {
        "id": ident(name),
        "step_id": step,
        "parent_id": None,
        "position": 0,
        "title": name,
        "help_text": "",
        "colour": None,
        "pictogram": None,
        "role": "plain",
        "contributable": True,
        "votes": True,
        "arguments": "for_and_against",
        "sources": True,
        "versions": False,
        "sort": "votes",
        "threshold": None,
        "contributions": 0,
        "version": 1,
    } | more


def summary(kind: str, step: str, title: str, position: int, state: str, **more: Any) -> dict[str, Any]:
    dated = {"open": (OPENS, CLOSES), "closed": ("2026-10-01T08:00:00+00:00", "2026-10-20T22:00:00+00:00")}
    opens, closes = dated.get(state, ("2026-12-20T08:00:00+00:00", None))
    return {
        "id": step,
        "kind": kind,
        "title": title,
        "position": position,
        "opens_at": opens,
        "closes_at": closes,
        "state": state,
    } | more


STEPS = [
    summary("presentation", INTRO, "Le projet en deux minutes", 0, "open", closes_at=None),
    summary("collection", IDEAS, "Vos idées pour la place", 1, "open"),
    summary("consultation", CONSULTATION, "Problèmes, causes, solutions", 2, "open"),
    summary("consultation", TEXT, "Le règlement du marché", 3, "open"),
    summary("offline", OFFLINE, "Atelier à la salle des fêtes", 4, "closed"),
    summary("results", RESULTS, "Ce que la Ville a décidé", 5, "upcoming"),
]


def project(**more: Any) -> dict[str, Any]:
    return {
        "id": PROJECT,
        "slug": SLUG,
        "organisation_id": ORGANISATION,
        "organisation_name": "Ville de Saint-Aubin-sur-Loire",
        "organisation_colour": "#17506b",
        "title": "Quelle place pour le marché ?",
        "summary": "La place du marché sera refaite en 2028. Dites ce qui ne va pas aujourd'hui, pourquoi, "
        "et ce qu'il faudrait y changer, avant que les plans ne soient dessinés.",
        "cover": "square",
        "language": "fr",
        "time_zone": "Europe/Paris",
        "visibility": "public",
        "state": "open",
        "themes": [{"id": ident("theme"), "label": "Espace public"}],
        "zones": [{"id": ident("zone"), "label": "Centre ancien"}],
        "opens_at": OPENS,
        "closes_at": "2027-06-30T22:00:00+00:00",
        "participation_closes_at": CLOSES,
        "contributions": 342,
        "votes": 8741,
        "participants": 1268,
        "published_at": OPENS,
        "body": "La place a **120 ans**.\n\n## Ce qui est décidé\n\n- Les tilleuls restent."
        "\n\n<script>alert(1)</script> [le dossier](https://ville.example/dossier)",
        "authors": ["Direction de l'espace public"],
        "group_id": None,
        "steps": STEPS,
        "editions": [
            {"id": ident("edition"), "slug": "marche-2024", "title": "Le marché, en 2024", "label": "2024"}
        ],
        "version": 3,
    } | more


def brief(view: dict[str, Any]) -> dict[str, Any]:
    """A project as lists tell of it."""
    whole = {"body", "authors", "group_id", "steps", "editions", "version"}
    return {name: value for name, value in view.items() if name not in whole}


def step(view: dict[str, Any], **more: Any) -> dict[str, Any]:
    return (
        view
        | {
            "project_id": PROJECT,
            "body": "",
            "strict_graph": False,
            "event_mode": False,
            "moderated_before": False,
            "requirements": [],
            "sections": [],
            "window_moves": [],
            "outcome": None,
            "outcome_recorded_at": None,
            "version": 1,
        }
        | more
    )


SECTIONS = [
    section(
        "Problèmes",
        CONSULTATION,
        role="problem",
        pictogram="alert",
        position=0,
        contributions=2,
        help_text="Décrivez une difficulté précise : qui la rencontre, quand, où, avec quelles conséquences.",
    ),
    section(
        "Causes",
        CONSULTATION,
        role="cause",
        pictogram="search",
        position=1,
        contributions=1,
        help_text="Choisissez le ou les problèmes que votre cause explique, puis dites comment.",
    ),
    section(
        "Solutions",
        CONSULTATION,
        role="solution",
        pictogram="bulb",
        position=2,
        versions=True,
        contributions=1,
        help_text="Choisissez la ou les causes auxquelles votre solution répond.",
    ),
]
PROMPTS = [
    section(
        "J'aime",
        IDEAS,
        role="prompt",
        pictogram="heart",
        colour="#1e7d4f",
        arguments="comments",
        sources=False,
        sort="random",
        contributions=1,
        help_text="Ce qui vous plaît et qu'il faut garder.",
    ),
    section(
        "J'aime pas",
        IDEAS,
        role="prompt",
        pictogram="cloud",
        colour="#b3261e",
        arguments="comments",
        sources=False,
        sort="random",
        position=1,
        help_text="Ce qui vous gêne ou vous manque.",
    ),
    section(
        "Si j'avais une baguette magique",
        IDEAS,
        role="prompt",
        pictogram="wand",
        colour="#7a4fb5",
        arguments="comments",
        sources=False,
        sort="random",
        position=2,
        help_text="Ce que vous changeriez si tout était possible.",
    ),
]
TITLES = [
    section("Titre premier – Le marché", TEXT, contributable=False, position=0),
    section(
        "Articles",
        TEXT,
        contributable=False,
        parent_id=ident("Titre premier – Le marché"),
        role="article",
        versions=True,
        sort="oldest",
        contributions=1,
        position=0,
    ),
    section("Articles nouveaux", TEXT, versions=True, position=1),
]
BOX: dict[str, Any] = {
    "id": ident("box"),
    "kind": "checkbox",
    "wording": "J'ai lu la charte de participation.",
    "age_least": None,
    "age_most": None,
    "postcodes": [],
    "group_id": None,
}
AGE = BOX | {"id": ident("age"), "kind": "age", "wording": None, "age_least": 16}


def card(name: str, title: str, step_id: str, section_name: str, number: int, **more: Any) -> dict[str, Any]:
    return {
        "id": ident(name),
        "project_id": PROJECT,
        "step_id": step_id,
        "section_id": ident(section_name),
        "version_of": None,
        "number": number,
        "title": title,
        "excerpt": f"{title}. Les camions déballent jusqu'à neuf heures et les voitures passent entre eux.",
        "author": author(),
        "state": "published",
        "official": False,
        "opinions": {"agree": 412, "mixed": 96, "disagree": 31},
        "arguments": 2,
        "sources": 1,
        "versions": 0,
        "answers": [],
        "trash_reason": None,
        "published_at": "2026-11-18T09:00:00+00:00",
        "edited_at": None,
    } | more


PROBLEM = card("problem", "Traverser la place à pied le samedi est dangereux", CONSULTATION, "Problèmes", 1)
PROBLEM_2 = card(
    "problem 2",
    "Plus un banc à l'ombre",
    CONSULTATION,
    "Problèmes",
    4,
    opinions={"agree": 0, "mixed": 0, "disagree": 0},
    arguments=0,
    sources=0,
)
CAUSE = card(
    "cause",
    "Le stationnement est gratuit jusqu'à midi",
    CONSULTATION,
    "Causes",
    2,
    answers=[ident("problem")],
    author=author("Union des commerçants", label="Association"),
)
SOLUTION = card(
    "solution",
    "Fermer la place aux voitures les jours de marché",
    CONSULTATION,
    "Solutions",
    3,
    answers=[ident("cause")],
    versions=1,
)
IDEA = card(
    "idea",
    "Le marché du samedi avec ma grand-mère",
    IDEAS,
    "J'aime",
    1,
    excerpt="",
    sources=0,
    author=author("Zoé", label=None) | {"account_id": None, "age_band": "7_to_10"},
)
ARTICLE = card("article", "Article 1 – Horaires", TEXT, "Articles", 1, official=True, versions=1)
VERSION = card(
    "version", "Fermer la place le mardi aussi", CONSULTATION, "Solutions", 1, version_of=ident("solution")
)
MINE = card("mine", "Des arceaux pour les vélos", CONSULTATION, "Problèmes", 9, author=author("Moi", ME))
DRAFT = card(
    "draft", "Un brouillon à finir", CONSULTATION, "Problèmes", 0, author=author("Moi", ME), state="draft"
)
TRASHED = card(
    "trashed",
    "Achetez mes tomates",
    CONSULTATION,
    "Problèmes",
    8,
    state="trashed",
    trash_reason="C'est de la publicité.",
)
CARDS = [PROBLEM, PROBLEM_2, CAUSE, SOLUTION, IDEA, ARTICLE, VERSION, MINE, DRAFT, TRASHED]


def full(view: dict[str, Any], **more: Any) -> dict[str, Any]:
    return (
        view
        | {
            "body": "Les camions déballent jusqu'à neuf heures.\n\n"
            "Avec une poussette, il faut descendre sur la chaussée.",
            "reasons": None,
            "diff": None,
            "arguments_for": 1,
            "arguments_against": 1,
            "comments": 0,
            "answered_by": [],
            "answers_to": [],
            "version": 4,
        }
        | more
    )


def named(view: dict[str, Any]) -> dict[str, Any]:
    return {name: view[name] for name in ("id", "number", "title", "section_id")}


def argument(name: str, side: str, body: str, **more: Any) -> dict[str, Any]:
    return {
        "id": ident(name),
        "contribution_id": ident("problem"),
        "side": side,
        "body": body,
        "author": author(),
        "votes": 37,
        "state": "published",
        "trash_reason": None,
        "published_at": "2026-11-19T09:00:00+00:00",
    } | more


ARGUMENTS = [
    argument("pro", "for", "Angers l'a fait en 2019 : les commerçants y ont gagné des clients."),
    argument(
        "con", "against", "Ma mère a 84 ans et ne peut pas marcher depuis la gare.", author=author("Moi", ME)
    ),
]
SOURCE = {
    "id": ident("source"),
    "contribution_id": ident("problem"),
    "title": "Enquête piétons 2025",
    "link": "https://www.cerema.example/enquete",
    "category": "study",
    "body": "Deux accrochages par an.",
    "author": author(),
    "votes": 3,
    "state": "published",
    "trash_reason": None,
    "published_at": "2026-11-19T09:00:00+00:00",
}
FIGURES = {
    "project_id": PROJECT,
    "step_id": None,
    "contributions": 342,
    "versions": 12,
    "arguments": 96,
    "sources": 20,
    "votes": 8741,
    "participants": 1268,
    "by_day": [],
    "small_group_size": 5,
    "by_section": [{"key": "1", "label_fr": "Problèmes", "label_en": "Problems", "value": 118}],
    "by_type": [{"key": "2", "label_fr": "Habitants", "label_en": "Residents", "value": None}],
    "by_zone": [],
}
MINE_VIEW: dict[str, Any] = {
    "votes": [{"contribution_id": ident("problem"), "value": "agree"}],
    "supported": [ident("pro")],
    "contributions": [DRAFT, MINE],
    "unmet_requirements": [],
    "accepted_checkboxes": [],
}


def items(*found: dict[str, Any], following: str | None = None) -> dict[str, Any]:
    return {"items": list(found), "next_cursor": following}


def whole(*found: dict[str, Any]) -> dict[str, Any]:
    """A list that has no pages."""
    return {"items": list(found)}
