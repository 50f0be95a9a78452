"""A project to vote in, and voters without number: their assertions are signed here, as identity would."""

import time
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from chassis.config import Config
from chassis.testing.caller import token_for
from chassis.tokens import Signer
from tests.suite.api import Api
from tests.suite.running import Suite

CANARY = "canari-9d2f"
CLIENTS = 16


@dataclass
class Arena:
    """One open consultation with contributions to vote on."""

    suite: Suite
    organisation_id: str
    project_id: str
    step_id: str
    section_id: str
    contributions: list[str]
    signer: Signer
    tokens: dict[UUID, tuple[float, str]] = field(default_factory=dict)

    def token(self, account_id: UUID) -> str:
        """An assertion of a confirmed person, renewed when it gets old."""
        made, token = self.tokens.get(account_id, (0.0, ""))
        if time.time() - made > 200:
            token = token_for(self.signer, account_id, name=f"{CANARY} {account_id.hex[:4]}")
            self.tokens[account_id] = (time.time(), token)
        return token

    def voter(self, account_id: UUID | None = None, patience: float = 90) -> Api:
        """Of several gateways, anyone's is one of them for good."""
        account = account_id or uuid.uuid4()
        doors = self.suite.gateways
        return Api(doors[account.int % len(doors)], self.token(account), patience)

    def organiser(self, patience: float = 90) -> Api:
        return self.member("organiser", self.organisation_id, patience)

    def member(self, role: str, organisation_id: str, patience: float = 90) -> Api:
        """Someone with a role in an organisation, this one or another."""
        account_id = uuid.uuid4()
        roles: list[tuple[str, UUID | None]] = [(role, UUID(organisation_id))]
        api = Api(self.suite.gateway, token_for(self.signer, account_id, roles), patience)

        def renew() -> None:
            api.token = token_for(self.signer, account_id, roles)

        api.on_stale = renew
        return api


def open_arena(suite: Suite, contributions: int = 8) -> Arena:
    """Through the public API: an organisation, a project from a template, an open step, contributions."""
    signer = Signer(Config.from_environment("identity", suite.environment("identity")).text("SIGNING_KEY"))
    administrator = suite.administrator()
    organisation = administrator.api.post(
        "/organisations", {"name": f"Ville d'essai {uuid.uuid4().hex[:6]}", "kind": "municipality"}
    )
    arena = Arena(suite, organisation["id"], "", "", "", [], signer)
    organiser = arena.organiser()
    project = organiser.post(
        "/projects",
        {"organisation_id": organisation["id"], "title": "Une question", "template": "open_question"},
    )
    arena.project_id = project["id"]
    arena.step_id = next(step["id"] for step in project["steps"] if step["kind"] == "consultation")
    arena.section_id = writable_section(organiser, arena.step_id)["id"]
    open_step(organiser, arena.step_id)
    publish(organiser, arena.project_id)
    for number in range(contributions):
        written = arena.voter().post(
            f"/sections/{arena.section_id}/contributions",
            {"title": f"Idée {number}", "body": f"Texte {number}"},
        )
        arena.contributions.append(written["id"])
    return arena


def writable_section(api: Api, step_id: str) -> dict[str, Any]:
    sections: list[dict[str, Any]] = api.get(f"/steps/{step_id}")["sections"]
    return next(section for section in sections if section["contributable"])


def open_step(api: Api, step_id: str, days: int = 30) -> None:
    """From an hour ago."""
    now = datetime.now(UTC)
    window = {
        "opens_at": (now - timedelta(hours=1)).isoformat(), "closes_at": (now + timedelta(days=days)).isoformat(),
        "reason": "Ouverture",
    }  # fmt: skip
    api.post(f"/steps/{step_id}/window", window, version=api.get(f"/steps/{step_id}")["version"])


def publish(api: Api, project_id: str) -> None:
    version = api.get(f"/projects/{project_id}")["version"]
    api.post(f"/projects/{project_id}/publication", {"visibility": "public"}, version=version)
