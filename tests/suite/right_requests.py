"""For each route that names more than its place: one request that is right, of an organiser, about their own things.

`tests.journeys.test_ids_of_others` puts others' ids in their stead, one by one.
"""

import uuid
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any

from contracts.operations import Route
from tests.faults.arena import open_step
from tests.suite.api import Api, Problem
from tests.suite.towns import Furnished

# Which kind of thing a field of that name is the id of.
KINDS = {
    "organisation_id": "organisation",
    "account_id": "account",
    "project_id": "project",
    "previous_project_id": "project",
    "step_id": "step",
    "step_ids": "step",
    "section_id": "section",
    "parent_id": "section",
    "accepted_checkboxes": "box",
    "answers": "contribution",
    "contribution_id": "contribution",
    "target_id": "contribution",
    "theme_id": "theme",
    "theme_ids": "theme",
    "zone_id": "zone",
    "zone_ids": "zone",
    "group_id": "group",
    "type_id": "type",
    "participant_type_id": "type",
    "invitation_id": "invitation",
    "votation_id": "votation",
    "giver_id": "elector",
    "holder_id": "elector",
    "for_elector_id": "elector",
}


def kind_of(path: str) -> str:
    """Of `requirements[].group_id`: group."""
    return KINDS[path.rpartition(".")[2].removesuffix("[]")]


@dataclass(frozen=True)
class RecordedRequest:
    """`names` stand in the route's path, `fields` are sent beside."""

    api: Api
    names: dict[str, str]
    fields: dict[str, Any] = field(default_factory=dict)
    version: int | None = None

    def with_id(self, path: str, id: str) -> "RecordedRequest":
        """The same with another id at `targets[].target_id`, in the first place of each list. It must stand there."""
        if path in self.names:
            return replace(self, names=self.names | {path: id})
        fields = deepcopy(self.fields)
        *above, name = path.split(".")
        place: Any = fields
        for part in above:
            place = place[part.removesuffix("[]")][0]
        its = name.removesuffix("[]")
        assert place.get(its), f"the right request has no {path}"
        if its == name:
            place[its] = id
        else:
            place[its][0] = id
        return replace(self, fields=fields)

    def send(self, route: Route) -> tuple[Any, ...]:
        """What is answered: status, code and the fields complained of, or the view."""
        sent: dict[str, Any] = (
            dict(self.fields) if route.method in ("GET", "DELETE") else {"body": self.fields}
        )
        try:
            return 200, self.api.ask(
                route.method, route.path.format(**self.names), version=self.version, **sent
            )
        except Problem as problem:
            return problem.status, problem.code, problem.body.get("errors")


Right = Callable[[Furnished], RecordedRequest]


# --- identity: the organiser's own account, whose roles are looked up there


def choose_participant_type(town: Furnished) -> RecordedRequest:
    return RecordedRequest(
        town.organiser.api, {"organisation_id": town.id}, {"participant_type_id": town.of["type"][0]}
    )


def retire_participant_type(town: Furnished) -> RecordedRequest:
    return RecordedRequest(
        town.organiser.api, {"organisation_id": town.id, "participant_type_id": town.type()}
    )


def give_role(town: Furnished) -> RecordedRequest:
    names = {"organisation_id": town.id, "account_id": town.organiser.id, "role": "analyst"}
    return RecordedRequest(town.organiser.api, names, {"project_id": town.open.id})


def take_role(town: Furnished) -> RecordedRequest:
    asked = give_role(town)
    path = "/organisations/{organisation_id}/members/{account_id}/roles/{role}"
    asked.api.put(path.format(**asked.names), asked.fields)
    return asked


def invite_member(town: Furnished) -> RecordedRequest:
    asked = {"email": f"{uuid.uuid4().hex[:12]}@exemple.fr", "role": "analyst", "project_id": town.open.id}
    return RecordedRequest(town.organiser.api, {"organisation_id": town.id}, asked)


def revoke_invitation(town: Furnished) -> RecordedRequest:
    return RecordedRequest(
        town.organiser.api, {"organisation_id": town.id, "invitation_id": town.invitation()}
    )


def change_group(town: Furnished) -> RecordedRequest:
    names = {"organisation_id": town.id, "group_id": town.of["group"][0]}
    return RecordedRequest(town.organiser.api, names, {"email": town.organiser.email})


# --- consultations: what an organiser sets up


def list_projects(town: Furnished) -> RecordedRequest:
    asked = {"organisation_id": town.id, "theme_id": town.of["theme"][0], "zone_id": town.of["zone"][0]}
    return RecordedRequest(town.api(), {}, asked)


def create_project(town: Furnished) -> RecordedRequest:
    return RecordedRequest(town.api(), {}, {"organisation_id": town.id, "title": "Un projet"})


def change_project(town: Furnished) -> RecordedRequest:
    labels = {"theme_ids": [town.of["theme"][0]], "zone_ids": [town.of["zone"][0]]}
    return about(town.project(), town, labels)


def publish_project(town: Furnished) -> RecordedRequest:
    project = town.project()
    open_step(town.api(), project["steps"][1]["id"])
    return about(project, town, {"visibility": "group", "group_id": town.of["group"][0]})


def link_edition(town: Furnished) -> RecordedRequest:
    names = {"project_id": town.project()["id"]}
    return RecordedRequest(town.api(), names, {"previous_project_id": town.open.id, "label": "2027"})


def order_steps(town: Furnished) -> RecordedRequest:
    project = town.project()
    return about(project, town, {"step_ids": [step["id"] for step in reversed(project["steps"])]})


def add_step(town: Furnished) -> RecordedRequest:
    step = {"kind": "votation", "title": "Le vote", "votation_id": town.of["votation"][1]}
    return RecordedRequest(town.api(), {"project_id": town.project()["id"]}, step)


def change_step(town: Furnished) -> RecordedRequest:
    api, project = town.api(), town.project()
    step = api.post(f"/projects/{project['id']}/steps", {"kind": "votation", "title": "Le vote"})
    rules = [{"kind": "group", "group_id": town.of["group"][0]}]
    changes = {"requirements": rules, "votation_id": town.of["votation"][1]}
    return RecordedRequest(api, {"step_id": step["id"]}, changes, step["version"])


def add_section(town: Furnished) -> RecordedRequest:
    asked = {"title": "Une rubrique", "parent_id": town.draft.section("problem")}
    return RecordedRequest(town.api(), {"step_id": town.draft.step_id}, asked)


def change_section(town: Furnished) -> RecordedRequest:
    api = town.api()
    made = api.post(f"/steps/{town.draft.step_id}/sections", {"title": "Une rubrique"})
    parent = {"parent_id": town.draft.section("problem")}
    return RecordedRequest(api, {"section_id": made["id"]}, parent, made["version"])


def get_figures(town: Furnished) -> RecordedRequest:
    return RecordedRequest(town.api(), {"project_id": town.open.id}, {"step_id": town.open.step_id})


def request_export(town: Furnished) -> RecordedRequest:
    asked = {"step_id": town.open.step_id, "shape": "full", "format": "csv"}
    return RecordedRequest(town.api(), {"project_id": town.open.id}, asked)


def about(project: dict[str, Any], town: Furnished, fields: dict[str, Any]) -> RecordedRequest:
    """A change of the project as it is now."""
    api = town.api()
    version = api.get(f"/projects/{project['id']}")["version"]
    return RecordedRequest(api, {"project_id": project["id"]}, fields, version)


# --- consultations: the discussion


def list_contributions(town: Furnished) -> RecordedRequest:
    asked = {
        "section_id": town.open.section("cause"),
        "answers": town.of["contribution"][0],
        "type_id": town.of["type"][0],
        "theme_id": town.of["theme"][0],
        "zone_id": town.of["zone"][0],
    }
    return RecordedRequest(town.api(), {"step_id": town.open.step_id}, asked)


def submit_contribution(town: Furnished) -> RecordedRequest:
    text = {"title": f"Une cause {uuid.uuid4().hex[:8]}", "body": "Deux phrases."}
    links = {"answers": [town.of["contribution"][0]], "accepted_checkboxes": [town.open.box]}
    return RecordedRequest(town.api(), {"section_id": town.open.section("cause")}, text | links)


def edit_contribution(town: Furnished) -> RecordedRequest:
    api, problem = town.api(), town.of["contribution"][0]
    written = town.text(town.open, api, "cause", answers=[problem])
    asked = {"title": "Un autre titre", "answers": [problem], "reset_votes": True}
    return RecordedRequest(api, {"contribution_id": written["id"]}, asked, written["version"])


def on_a_text(**fields: Any) -> Right:
    """What someone does to a text who has to tick the step's box first."""

    def asked(town: Furnished) -> RecordedRequest:
        names = {"contribution_id": town.of["contribution"][0]}
        return RecordedRequest(town.api(), names, {**fields, "accepted_checkboxes": [town.open.box]})

    return asked


def report(town: Furnished) -> RecordedRequest:
    target = {"target": "contribution", "target_id": town.of["contribution"][0]}
    return RecordedRequest(town.api(), {}, target | {"reason": "spam"})


def list_moderation(town: Furnished) -> RecordedRequest:
    return RecordedRequest(town.api(), {"organisation_id": town.id}, {"project_id": town.open.id})


def moderate(town: Furnished) -> RecordedRequest:
    return moderation_of(town.text(town.open), town)


def appeal(town: Furnished) -> RecordedRequest:
    author = town.api()
    written = town.text(town.open, author)
    hidden = moderation_of(written, town)
    hidden.api.post(f"{town.path}/moderation", hidden.fields)
    asked = {"target": "contribution", "target_id": written["id"], "body": "Rien n'y est faux."}
    return RecordedRequest(author, {}, asked)


def moderation_of(text: dict[str, Any], town: Furnished) -> RecordedRequest:
    target = {"target": "contribution", "target_id": text["id"], "version": text["version"]}
    asked = {"targets": [target], "decision": "hide", "reason": "Une adresse y figure."}
    return RecordedRequest(town.api(), {"organisation_id": town.id}, asked)


# --- votation


def list_deliveries(town: Furnished) -> RecordedRequest:
    return RecordedRequest(town.api(), {}, {"organisation_id": town.id, "votation_id": str(town.house.id)})


def list_votations(town: Furnished) -> RecordedRequest:
    return RecordedRequest(town.api(), {}, {"organisation_id": town.id, "project_id": town.open.id})


def create_votation(town: Furnished) -> RecordedRequest:
    asked = {"organisation_id": town.id, "title": "Un vote", "project_id": town.open.id}
    return RecordedRequest(town.api(), {}, asked)


def change_votation(town: Furnished) -> RecordedRequest:
    return in_votation(town, {"project_id": town.open.id})


def fill_roll_from_group(town: Furnished) -> RecordedRequest:
    return in_votation(town, {"group_id": town.of["group"][0]})


def in_votation(town: Furnished, fields: dict[str, Any]) -> RecordedRequest:
    api, votation_id = town.api(), town.votation()
    return RecordedRequest(
        api, {"votation_id": votation_id}, fields, api.get(f"/votations/{votation_id}")["version"]
    )


def give_proxy(town: Furnished) -> RecordedRequest:
    made = in_votation(town, {})
    votation_id = made.names["votation_id"]
    made.api.patch(f"/votations/{votation_id}", {"proxies_per_holder": 1}, version=made.version)
    giver, holder = (town.elector(votation_id) for _ in range(2))
    return replace(made, fields={"giver_id": giver, "holder_id": holder}, version=None)


def issue_right(town: Furnished) -> RecordedRequest:
    """For the elector who gave a proxy to whoever holds the link."""
    api, house = town.api(), town.house
    holder, giver = house.electors[:2]
    api.post(f"{house.path}/proxies", {"giver_id": str(giver), "holder_id": str(holder)})
    proof = house.proof(0, api)
    return RecordedRequest(api, {"votation_id": str(house.id)}, {**proof, "for_elector_id": str(giver)})


# By operation; one that names more than its place and is not here fails the walk.
RIGHT: dict[str, Right] = {
    "choose_participant_type": choose_participant_type,
    "retire_participant_type": retire_participant_type,
    "give_role": give_role,
    "take_role": take_role,
    "invite_member": invite_member,
    "revoke_invitation": revoke_invitation,
    "add_group_member": change_group,
    "remove_group_member": change_group,
    "list_projects": list_projects,
    "create_project": create_project,
    "change_project": change_project,
    "publish_project": publish_project,
    "link_edition": link_edition,
    "order_steps": order_steps,
    "add_step": add_step,
    "change_step": change_step,
    "add_section": add_section,
    "change_section": change_section,
    "get_figures": get_figures,
    "request_export": request_export,
    "list_contributions": list_contributions,
    "submit_contribution": submit_contribution,
    "edit_contribution": edit_contribution,
    "cast_opinion_vote": on_a_text(value="agree"),
    "propose_version": on_a_text(title="Mieux dit", body="Deux phrases.", reasons="C'est plus court."),
    "add_argument": on_a_text(side="for", body="Parce que."),
    "add_source": on_a_text(title="Un rapport", link="https://exemple.fr/r", category="report"),
    "report": report,
    "list_moderation": list_moderation,
    "moderate": moderate,
    "appeal": appeal,
    "list_deliveries": list_deliveries,
    "list_votations": list_votations,
    "create_votation": create_votation,
    "change_votation": change_votation,
    "fill_roll_from_group": fill_roll_from_group,
    "give_proxy": give_proxy,
    "issue_right": issue_right,
}
