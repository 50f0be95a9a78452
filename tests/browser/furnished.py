"""A hall with something to see on every page: a project of each template, written in, discussed and moderated."""

from dataclasses import dataclass
from typing import Any

from tests.browser.conftest import Hall, open_project, step_of, until
from tests.suite.people import Person, register

GRAPH, LAW, QUESTION, BOX = "problem_causes_solutions", "draft_text", "open_question", "idea_box"
TITLES = {
    LAW: "Un règlement pour la cour", QUESTION: "Quel nom pour la cour ?", BOX: "Les idées de la cour",
}  # fmt: skip
ASKED = {
    "moderated_before": True,
    "requirements": [{"kind": "email_confirmed"}, {"kind": "checkbox", "wording": "J'habite le quartier."}],
}
TEXT = "La cour reste ouverte le soir. Les arbres y sont gardés."


@dataclass
class Furnished:
    """`made` are ids, by what they are: `article`, `version`, `own_argument` … The author's own are theirs to erase."""

    hall: Hall
    author: Person
    newcomer: Person  # whose address is not confirmed
    projects: dict[str, dict[str, Any]]  # by template
    steps: dict[str, dict[str, Any]]  # where people write, by template
    draft: dict[str, Any]  # a project that is not published
    made: dict[str, str]

    def project(self, template: str) -> str:
        return f"/projets/{self.projects[template]['slug']}"

    def step(self, template: str) -> str:
        return f"{self.project(template)}/etapes/{self.steps[template]['id']}"

    def section(self, template: str, role: str, contributable: bool = True) -> str:
        """The first of that role."""
        parts = self.steps[template]["sections"]
        return next(
            str(part["id"])
            for part in parts
            if (part["role"], part["contributable"]) == (role, contributable)
        )


def furnish(hall: Hall) -> Furnished:
    organisation, organiser = hall.organisation["id"], hall.organiser
    asked = {"organisation_id": organisation, "title": "Un projet pour plus tard", "template": QUESTION}
    draft = organiser.api.post("/projects", asked)
    projects = {
        template: open_project(
            organiser, organisation, template, title, **(ASKED if template == QUESTION else {})
        )
        for template, title in TITLES.items()
    }
    steps = {
        template: step_of(organiser, project, "collection" if template == BOX else "consultation")
        for template, project in projects.items()
    }
    projects[GRAPH], steps[GRAPH] = hall.project, hall.step
    newcomer = register(hall.suite.api(), "Lou Arrive")
    found = Furnished(hall, hall.resident("Ada Écrit"), newcomer, projects, steps, draft, {})
    export = organiser.api.post(f"/projects/{hall.project['id']}/exports", {"shape": "full", "format": "csv"})
    found.made["export"] = export["id"]
    write(found, hall.resident("Noé Voisin"), hall.resident("Sam Lecteur"))
    set_up_the_desk(found)
    until(lambda: organiser.api.get(f"/exports/{export['id']}")["state"] == "done", 40)
    return found


def add(found: Furnished, name: str, by: Person, path: str, /, **body: Any) -> str:
    """What one person adds, kept under its name."""
    found.made[name] = str(by.api.post(path, body)["id"])
    return found.made[name]


def there(found: Furnished, template: str, role: str, contributable: bool = True) -> str:
    return f"/sections/{found.section(template, role, contributable)}/contributions"


def write(found: Furnished, neighbour: Person, reader: Person) -> None:
    """A person writes twice a minute at most, so several do."""
    author, organiser, made = found.author, found.hall.organiser, found.made
    problem = f"/contributions/{found.hall.problem['id']}"
    text = {"title": "Des arbres", "body": TEXT}
    cause = there(found, GRAPH, "cause")
    add(found, "cause", author, cause, **text, answers=[found.hall.problem["id"]])
    article = add(found, "article", organiser, there(found, LAW, "article", False), **text, official=True)
    rewritten = {"title": "Des arbres", "body": f"{TEXT} L'eau aussi.", "reasons": "Sans eau, pas d'arbres."}
    version = add(found, "version", author, f"/contributions/{article}/versions", **rewritten)
    add(found, "new_article", neighbour, there(found, LAW, "plain"), **text)
    boxes = [each["id"] for each in found.steps[QUESTION]["requirements"] if each["kind"] == "checkbox"]
    for name, person in (("answer", neighbour), ("waiting", reader)):
        add(found, name, person, there(found, QUESTION, "plain"), **text, accepted_checkboxes=boxes)
    idea = {"title": "Un banc à l'ombre", "first_name": "Zoé", "age_band": "7_to_10", "votes": 3}
    ideas = there(found, BOX, "prompt")
    add(found, "idea", organiser, ideas.replace("/contributions", "/event-ideas"), **idea)
    add(found, "trashed", reader, ideas, **text)
    add(found, "draft", found.newcomer, cause, **text, draft=True)
    add(found, "unseen", found.newcomer, there(found, GRAPH, "problem"), **text)
    add(found, "comment", neighbour, f"/contributions/{made['idea']}/arguments", side="comment", body=TEXT)
    source = {"title": "Mesures de juin", "link": "https://exemple.fr/mesures", "category": "study"}
    for name, person, side in (("own_", author, "for"), ("", neighbour, "against")):
        add(found, f"{name}argument", person, f"{problem}/arguments", side=side, body=TEXT)
        add(found, f"{name}source", person, f"{problem}/sources", **source)
    add(found, "trashed_argument", author, f"{problem}/arguments", side="for", body="Achetez mes arbres.")
    for each in (made["cause"], version):
        neighbour.api.put(f"/contributions/{each}/opinion", {"value": "agree"})
    moderate(found, reader, neighbour)


def moderate(found: Furnished, reader: Person, neighbour: Person) -> None:
    """One answer let through, two texts set aside, and a list where each kind of waiting is met."""
    api, made = found.hall.organiser.api, found.made
    path = f"/organisations/{found.hall.organisation['id']}/moderation"
    idea = {"target": "contribution", "target_id": made["trashed"]}
    aside = [
        idea | {"version": 1},
        {"target": "argument", "target_id": made["trashed_argument"], "version": 1},
    ]
    api.post(path, {"targets": aside, "decision": "trash", "reason": "C'est de la publicité."})
    answer = {"target": "contribution", "target_id": made["answer"], "version": 1}
    api.post(path, {"targets": [answer], "decision": "keep"})
    reader.api.post("/appeals", idea | {"body": "Je ne vends rien."})
    about = {"target": "contribution", "target_id": made["cause"]}
    neighbour.api.post("/reports", about | {"reason": "off_topic", "details": "C'est une solution."})
    for waiting in ("reported", "before_publication", "appeal"):
        assert api.get(path, waiting=waiting)["items"], waiting


def set_up_the_desk(found: Furnished) -> None:
    """What an organiser has under way."""
    organiser, home = found.hall.organiser, f"/organisations/{found.hall.organisation['id']}"
    group = add(found, "group", organiser, f"{home}/groups", name="Les délégués")
    organiser.api.post(f"{home}/groups/{group}/members", {"email": found.author.email})
    kind = {"label_fr": "Parent d'élève", "label_en": "Parent"}
    add(found, "kind", organiser, f"{home}/participant-types", **kind)
    guest = {"email": "quelquun@exemple.fr", "role": "analyst"}
    add(found, "invitation", organiser, f"{home}/invitations", **guest)
