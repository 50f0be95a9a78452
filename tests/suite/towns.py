"""An organisation that has one of everything an id may name: one that everybody may see, one that only it may know."""

import uuid
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from chassis.config import Config
from chassis.testing.caller import token_for
from chassis.tokens import Signer
from tests.faults.arena import open_step, publish
from tests.suite.api import Api
from tests.suite.people import Person, invite, register
from tests.suite.running import Suite
from tests.suite.votations import House, open_house

BOX = {"kind": "checkbox", "wording": "J'habite ici."}
Two = tuple[str, str]  # shown to everybody, known here alone; groups and members are never shown


@dataclass
class Consultation:
    """A project with a strict graph, whose writing step asks to tick a box."""

    project: dict[str, Any]
    step_id: str
    box: str
    sections: list[dict[str, Any]]

    @property
    def id(self) -> str:
        return str(self.project["id"])

    def section(self, role: str) -> str:
        found = next(part for part in self.sections if part["role"] == role and part["contributable"])
        return str(found["id"])


@dataclass
class Town:
    suite: Suite
    id: str
    organiser: Person
    of: dict[str, Two] = field(default_factory=dict)  # by kind of thing

    @cached_property
    def signer(self) -> Signer:
        environment = self.suite.environment("identity")
        return Signer(Config.from_environment("identity", environment).text("SIGNING_KEY"))

    def api(self) -> Api:
        """Another organiser each time, who has written nothing yet."""
        token = token_for(self.signer, uuid.uuid4(), [("organiser", UUID(self.id))])
        return Api(self.suite.gateway, token)

    @property
    def path(self) -> str:
        return f"/organisations/{self.id}"

    # --- what it has

    def project(self, template: str = "open_question") -> dict[str, Any]:
        """A draft."""
        asked = {"organisation_id": self.id, "title": "Un projet", "template": template}
        made: dict[str, Any] = self.api().post("/projects", asked)
        return made

    def consultation(self) -> Consultation:
        """A draft; its problems may be rewritten."""
        api, project = self.api(), self.project("problem_causes_solutions")
        step_id = next(step["id"] for step in project["steps"] if step["kind"] == "consultation")
        version = api.get(f"/steps/{step_id}")["version"]
        step = api.patch(f"/steps/{step_id}", {"requirements": [BOX]}, version=version)
        for part in step["sections"]:
            api.patch(f"/sections/{part['id']}", {"versions": True}, version=part["version"])
        return Consultation(project, step_id, step["requirements"][0]["id"], step["sections"])

    def published(self) -> Consultation:
        consultation, api = self.consultation(), self.api()
        open_step(api, consultation.step_id)
        publish(api, consultation.id)
        return consultation

    def text(
        self, at: Consultation, api: Api | None = None, role: str = "problem", **more: Any
    ) -> dict[str, Any]:
        """One more text of its own, by someone new unless named."""
        title = f"Un texte {uuid.uuid4().hex[:8]}"
        asked = {"title": title, "body": "Deux phrases.", "accepted_checkboxes": [at.box], **more}
        written: dict[str, Any] = (api or self.api()).post(
            f"/sections/{at.section(role)}/contributions", asked
        )
        return written

    def label(self, kind: str) -> str:
        return str(self.api().post(f"{self.path}/{kind}s", {"label": uuid.uuid4().hex[:8]})["id"])

    def group(self) -> str:
        return str(self.organiser.api.post(f"{self.path}/groups", {"name": "Un groupe"})["id"])

    def type(self) -> str:
        labels = {"label_fr": "Habitante ou habitant", "label_en": "Resident"}
        return str(self.organiser.api.post(f"{self.path}/participant-types", labels)["id"])

    def invitation(self, **more: Any) -> str:
        asked = {"email": f"{uuid.uuid4().hex[:12]}@exemple.fr", "role": "moderator", **more}
        return str(self.organiser.api.post(f"{self.path}/invitations", asked)["id"])

    def votation(self) -> str:
        """A draft."""
        asked = {"organisation_id": self.id, "title": "Un vote"}
        return str(self.api().post("/votations", asked)["id"])

    def elector(self, votation_id: str) -> str:
        asked = {"reference": uuid.uuid4().hex[:8], "email": f"{uuid.uuid4().hex[:12]}@exemple.fr"}
        return str(self.api().post(f"/votations/{votation_id}/electors", asked)["id"])


@dataclass
class Furnished(Town):
    """With one of everything."""

    open: Consultation = field(init=False)
    draft: Consultation = field(init=False)
    house: House = field(init=False)

    def __post_init__(self) -> None:
        self.open, self.draft = self.published(), self.consultation()
        self.house = open_house(self.suite, self.api(), self.id, 8, proxies_per_holder=1)
        drafted = self.votation()
        retired = self.type()
        self.organiser.api.delete(f"{self.path}/participant-types/{retired}")
        revoked = self.invitation()
        self.organiser.api.delete(f"{self.path}/invitations/{revoked}")
        self.of = {
            "organisation": (self.id, self.id),
            "account": (self.organiser.id, self.organiser.id),
            "project": (self.open.id, self.draft.id),
            "step": (self.open.step_id, self.draft.step_id),
            "section": (self.open.section("problem"), self.draft.section("problem")),
            "box": (self.open.box, self.draft.box),
            "contribution": (self.text(self.open)["id"], self.text(self.open, draft=True)["id"]),
            "theme": (self.label("theme"), self.label("theme")),
            "zone": (self.label("zone"), self.label("zone")),
            "group": (self.group(), self.group()),
            "type": (self.type(), retired),
            "invitation": (self.invitation(), revoked),
            "votation": (str(self.house.id), drafted),
            "elector": (str(self.house.electors[0]), self.elector(drafted)),
        }


def furnish(suite: Suite) -> Furnished:
    administrator = suite.administrator()
    named = {"name": f"Ville de Lys {uuid.uuid4().hex[:6]}", "kind": "municipality"}
    organisation = administrator.api.post("/organisations", named)
    organiser = register(suite.api(), "Anne Organise")
    organiser.confirm(suite.mails)
    invite(administrator, suite.mails, organisation["id"], organiser, "organiser")
    return Furnished(suite, organisation["id"], organiser)
