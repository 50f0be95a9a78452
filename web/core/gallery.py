"""Every component on one page, with true-looking content; only in demonstration mode."""

from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from web.core.formats import now
from web.core.forms import Form
from web.core.i18n import _
from web.core.notices import notice

bp = Blueprint("gallery", __name__, url_prefix="/_gallery")

ORGANISATION = {
    "name": "Ville de Saint-Aubin-sur-Loire",
    "colour": "#17506b",
    "logo": None,
    "address": "/_gallery/",
}


def days(count: float) -> datetime:
    return now() + timedelta(days=count)


def steps() -> list[dict[str, Any]]:
    return [
        {"title": "Le projet en deux minutes", "kind": "presentation", "href": "#", "opens_at": days(-40)},
        {
            "title": "Vos idées pour la place",
            "kind": "collection",
            "href": "#",
            "opens_at": days(-38),
            "closes_at": days(-12),
            "outcome": "214 idées déposées, lues par l'atelier d'urbanisme",
        },
        {
            "title": "Problèmes, causes, solutions",
            "kind": "consultation",
            "href": "#",
            "opens_at": days(-9),
            "closes_at": days(12.5),
            "current": True,
        },
        {
            "title": "Atelier à la salle des fêtes",
            "kind": "meeting",
            "opens_at": days(20),
            "closes_at": days(20.2),
        },
        {
            "title": "Vote sur les trois scénarios",
            "kind": "votation",
            "opens_at": days(30),
            "closes_at": days(44),
        },
        {"title": "Ce que la Ville a décidé", "kind": "results"},
    ]


def projects() -> list[dict[str, Any]]:
    return [
        {
            "title": "Quelle place pour le marché ?",
            "href": "#",
            "status": "open",
            "step_title": "Consultation",
            "organisation": "Ville de Saint-Aubin-sur-Loire",
            "closes_at": days(12.5),
            "participants": 1268,
            "contributions": 342,
            "summary": "La place du marché sera refaite en 2028. Dites ce qui ne va pas "
            "aujourd'hui, pourquoi, et ce qu'il faudrait y changer, avant que les plans ne soient dessinés.",
        },
        {
            "title": "Budget participatif, quatrième édition",
            "href": "#",
            "status": "upcoming",
            "step_title": "Dépôt des idées",
            "organisation": "Ville de Saint-Aubin-sur-Loire",
            "summary": "350 000 € pour des projets imaginés par les habitants, quartier par quartier.",
        },
        {
            "title": "La cour du collège, on la change ?",
            "href": "#",
            "status": "closed",
            "step_title": "Résultats",
            "organisation": "Collège Simone-Veil",
            "participants": 418,
            "contributions": 96,
            "summary": "Les élèves ont proposé, débattu et voté : un préau, douze arbres et un coin lecture.",
        },
    ]


def contributions() -> list[dict[str, Any]]:
    return [
        {
            "title": "Traverser la place à pied le samedi est dangereux",
            "href": "#",
            "kind": "problem",
            "section": "Problème",
            "created_at": days(-2),
            "arguments": 14,
            "author": {"name": "Leïla B.", "type": "Habitante"},
            "votes": {"agree": 412, "mixed": 96, "disagree": 31},
            "text": "Les camions déballent jusqu'à neuf heures et les voitures passent entre les étals. "
            "Avec une "
            "poussette ou un fauteuil, il faut descendre sur la chaussée. "
            "Deux accrochages depuis le printemps.",
        },
        {
            "title": "Le stationnement est gratuit jusqu'à midi",
            "href": "#",
            "kind": "cause",
            "section": "Cause",
            "created_at": days(-5),
            "arguments": 1,
            "author": {"name": "Union des commerçants", "type": "Association"},
            "votes": {"agree": 120, "mixed": 88, "disagree": 143},
            "text": "Ceux qui travaillent autour de la place s'y garent dès sept heures, "
            "et n'en bougent plus.",
        },
        {
            "title": "Fermer la place aux voitures les jours de marché, de 6 h à 14 h",
            "href": "#",
            "kind": "solution",
            "section": "Solution",
            "created_at": days(-0.1),
            "arguments": 0,
            "author": {"name": "Marc T."},
            "votes": {"agree": 0, "mixed": 0, "disagree": 0},
            "status": "unpublished",
            "text": "Avec une navette depuis le parking de la gare, toutes les dix minutes.",
        },
    ]


def arguments() -> dict[str, list[dict[str, Any]]]:
    return {
        "pro": [
            {
                "text": "Angers l'a fait en 2019 : les commerçants craignaient de perdre des clients, "
                "ils en ont gagné.",
                "author": {"name": "Hélène P.", "type": "Élue"},
                "created_at": days(-3),
                "votes": 37,
                "action": "#",
                "mine": True,
            },
            {
                "text": "Les enfants pourraient enfin venir seuls.",
                "author": {"name": "Yanis"},
                "created_at": days(-1),
                "votes": 1,
                "action": "#",
            },
        ],
        "con": [
            {
                "text": "Ma mère a 84 ans et ne peut pas marcher depuis la gare. "
                "Sans dépose, elle n'ira plus.",
                "author": {"name": "Sylvie D."},
                "created_at": days(-2),
                "votes": 22,
                "action": "#",
            },
        ],
    }


@bp.route("/", methods=["GET", "POST"])
def show() -> ResponseReturnValue:
    form = sample_form()
    if request.method == "POST" and form.require(
        title=_("Give your contribution a title."), opinion=_("Choose one of the three opinions.")
    ):
        notice(_("Your contribution is published. Thank you!"))
    return form.page(
        "gallery.html",
        organisation=ORGANISATION,
        steps=steps(),
        projects=projects(),
        contributions=contributions(),
        arguments=arguments(),
        soon=days(0.4),
        fixed=datetime(2026, 11, 3, tzinfo=UTC),
        **long_texts(),
    )


def sample_form() -> Form:
    return Form(
        "title",
        "text",
        "opinion",
        "theme",
        "opens_date",
        "opens_time",
        "email",
        "cost",
        "charter",
        lists=("interests",),
        defaults={
            "opinion": "mixed",
            "interests": ["marche"],
            "opens_date": "2026-11-03",
            "opens_time": "09:00",
            "text": "Le samedi matin, on ne passe plus.",
        },
    )


def long_texts() -> dict[str, str]:
    return {
        "before": "La place est interdite aux voitures le samedi de 6 heures à 13 heures.",
        "after": "La place est fermée aux voitures les mardis et samedis, de 6 heures à 14 heures.",
    }


@bp.route("/formulaire", methods=["GET", "POST"])
def refused_form() -> ResponseReturnValue:
    """The same form as if the gateway had just refused it."""
    form = sample_form()
    form.fail("title", "Écrivez au moins 3 caractères.")
    form.fail("opinion", "Choisissez l'une des réponses proposées.")
    form.fail("email", "Écrivez une adresse e-mail complète, comme nom@exemple.fr.")
    form.fail("charter", "Vous devez l'accepter pour continuer.")
    form.typed |= {"title": "Ça", "email": "leila@exemple", "opinion": ""}
    form.status = 200
    return form.page("gallery_form.html", organisation=ORGANISATION)


@bp.route("/espace")
def workspace() -> str:
    links = [
        {"label": "Vue d'ensemble", "href": "#", "current": True},
        {"label": "Étapes", "href": "#"},
        {"label": "Contributions", "href": "#", "count": 342},
        {"label": "À modérer", "href": "#", "count": 7},
        {"label": "Réponses officielles", "href": "#"},
        {"label": "Résultats", "href": "#"},
        {"label": "Exports", "href": "#"},
    ]
    return render_template(
        "gallery_workspace.html",
        organisation=ORGANISATION,
        workspace_links=links,
        workspace_title="Quelle place pour le marché ?",
        contributions=contributions(),
    )


@bp.route("/confirmer")
def confirm_page() -> ResponseReturnValue:
    return Form().page("gallery_confirm.html", organisation=ORGANISATION)


@bp.route("/pause")
def paused() -> ResponseReturnValue:
    from web.core.gateway_client import Unavailable

    raise Unavailable(30)
