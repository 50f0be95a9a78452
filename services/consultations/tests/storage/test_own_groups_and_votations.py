"""A project is shown to a group, and a step asks for one or is a votation: of the project's organisation, no other."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest

from chassis.storage import Storage
from consultations.service import ConsultationsService
from consultations.tests.world import OPENED, Votations, World
from contracts.refused import Refused

GROUP_RULE: dict[str, Any] = {"kind": "group"}


@dataclass
class Desk:
    """An organiser of the world's organisation, and the two services that say whose things are."""

    world: World
    votations: Votations
    organiser: str

    def ask(self, name: str, **asked: Any) -> dict[str, Any]:
        return self.world.ask(name, self.organiser, **asked)

    def group(self, organisation: UUID | None = None) -> UUID:
        made = uuid4()
        self.world.identity.owners[made] = organisation or self.world.organisation
        return made

    def votation(self, organisation: UUID | None = None) -> UUID:
        made = uuid4()
        self.votations.owners[made] = organisation or self.world.organisation
        return made

    def publish(self, group: UUID | None, visibility: str = "group") -> dict[str, Any]:
        version = self.ask("get_project", project=str(self.world.project))["version"]
        asked = {"project_id": self.world.project, "version": version}
        return self.ask("publish_project", **asked, visibility=visibility, group_id=group)

    def change(self, step: UUID, **changes: Any) -> dict[str, Any]:
        version = self.ask("get_step", step_id=step)["version"]
        return self.ask("change_step", step_id=step, version=version, **changes)

    def fails(self) -> None:
        """Identity and votation are away."""

        def ask(*_: Any) -> Any:
            raise Refused("unavailable")

        neighbours: tuple[Any, ...] = (self.world.identity, self.votations)
        for neighbour in neighbours:
            neighbour.call = ask

    def everything(self) -> list[Any]:
        tables = ("project", "step", "requirement", "audit_entry", "outbox")
        return [self.world.rows(f'SELECT t::text FROM "{name}" t ORDER BY 1') for name in tables]


@pytest.fixture
def desk(storage: Storage) -> Desk:
    world = World(storage)
    doors: Any = ConsultationsService()
    votations = Votations()
    doors.db, doors.identity, doors.dispatcher = storage, world.identity, world.doors.dispatcher
    doors.votation = votations
    world.doors = doors
    return Desk(world, votations, world.person("organiser"))


def refusal(ask: Any, *given: Any, **named: Any) -> str:
    with pytest.raises(Refused) as refused:
        ask(*given, **named)
    return refused.value.code


def test_a_project_is_shown_to_a_group_of_its_organisation(desk: Desk) -> None:
    """A03"""
    before = desk.everything()
    for group in (desk.group(uuid4()), uuid4(), desk.votation()):
        assert refusal(desk.publish, group) == "not_found"
    assert desk.everything() == before
    ours = desk.group()
    assert desk.publish(ours)["group_id"] == str(ours)


def test_a_condition_names_a_group_of_the_organisation(desk: Desk) -> None:
    """A03: also beside others that are its own, and under a kind that does not look at it."""
    step = desk.world.add_step(opens=2 * OPENED, closes=3 * OPENED)
    ours = desk.group()
    before = desk.everything()
    for group in (desk.group(uuid4()), uuid4()):
        for rule in (GROUP_RULE, {"kind": "email_confirmed"}):
            asked = [GROUP_RULE | {"group_id": ours}, rule | {"group_id": group}]
            assert refusal(desk.change, step, requirements=asked) == "not_found"
    assert desk.everything() == before
    changed = desk.change(step, requirements=[GROUP_RULE | {"group_id": ours}])
    assert [each["group_id"] for each in changed["requirements"]] == [str(ours)]


def test_a_step_is_a_votation_of_the_organisation(desk: Desk) -> None:
    """A03: when it is added, and when it becomes one; a draft made the moment before is taken."""
    step = desk.world.add_step(kind="votation")
    new = {"project_id": desk.world.project, "kind": "votation", "title": "Le vote"}
    before = desk.everything()
    for votation in (desk.votation(uuid4()), uuid4(), desk.group()):
        assert refusal(desk.ask, "add_step", **new, votation_id=votation) == "not_found"
        assert refusal(desk.change, step, votation_id=votation) == "not_found"
    assert desk.everything() == before
    ours = desk.votation()
    assert desk.ask("add_step", **new, votation_id=ours)["votation_id"] == str(ours)
    assert desk.change(step, votation_id=ours)["votation_id"] == str(ours)
    assert desk.change(step, votation_id=None)["votation_id"] is None


def test_what_is_there_already_needs_nobody(desk: Desk) -> None:
    """A03: while identity and votation are away, only what brings in a group or a votation waits."""
    opening = desk.world.add_step(opens=2 * OPENED, closes=3 * OPENED)
    vote = desk.world.add_step(kind="votation")
    group, votation = desk.group(), desk.votation()
    desk.publish(group)
    desk.change(opening, requirements=[GROUP_RULE | {"group_id": group}])
    desk.change(vote, votation_id=votation)
    desk.fails()
    rules = [GROUP_RULE | {"group_id": group}, {"kind": "email_confirmed"}]
    assert len(desk.change(opening, title="Un autre titre", requirements=rules)["requirements"]) == 2
    assert desk.change(vote, title="Un autre titre", votation_id=votation)["votation_id"] == str(votation)
    assert desk.publish(group)["group_id"] == str(group)
    assert refusal(desk.change, opening, requirements=[GROUP_RULE | {"group_id": uuid4()}]) == "unavailable"
    assert refusal(desk.change, vote, votation_id=uuid4()) == "unavailable"
    assert desk.publish(None, "members")["visibility"] == "members"
    assert refusal(desk.publish, group) == "unavailable"


def test_who_may_not_set_up_asks_nobody(desk: Desk) -> None:
    """A03"""
    stranger = desk.world.person("organiser", uuid4())
    step = desk.world.add_step(kind="votation")
    desk.fails()
    asked = {"step_id": step, "version": 1, "votation_id": uuid4()}
    assert refusal(desk.world.ask, "change_step", stranger, **asked) == "forbidden"
