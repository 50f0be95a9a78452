"""A project is shown to a group, and a step asks for one or is a votation: of the project's organisation, no other."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest

from chassis.storage import Storage
from consultations.tests.world import OPENED, Votations, World
from contracts.refused import Refused

GROUP_RULE: dict[str, Any] = {"kind": "group"}


@dataclass
class UnitOfWork:
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
def uow(storage: Storage) -> UnitOfWork:
    world = World(storage)
    return UnitOfWork(world, world.votations, world.person("organiser"))


def refusal(ask: Any, *given: Any, **named: Any) -> str:
    with pytest.raises(Refused) as refused:
        ask(*given, **named)
    return refused.value.code


def test_a_project_is_shown_to_a_group_of_its_organisation(uow: UnitOfWork) -> None:
    """A03"""
    before = uow.everything()
    for group in (uow.group(uuid4()), uuid4(), uow.votation()):
        assert refusal(uow.publish, group) == "not_found"
    assert uow.everything() == before
    ours = uow.group()
    assert uow.publish(ours)["group_id"] == str(ours)


def test_a_condition_names_a_group_of_the_organisation(uow: UnitOfWork) -> None:
    """A03: also beside others that are its own, and under a kind that does not look at it."""
    step = uow.world.add_step(opens=2 * OPENED, closes=3 * OPENED)
    ours = uow.group()
    before = uow.everything()
    for group in (uow.group(uuid4()), uuid4()):
        for rule in (GROUP_RULE, {"kind": "email_confirmed"}):
            asked = [GROUP_RULE | {"group_id": ours}, rule | {"group_id": group}]
            assert refusal(uow.change, step, requirements=asked) == "not_found"
    assert uow.everything() == before
    changed = uow.change(step, requirements=[GROUP_RULE | {"group_id": ours}])
    assert [each["group_id"] for each in changed["requirements"]] == [str(ours)]


def test_a_step_is_a_votation_of_the_organisation(uow: UnitOfWork) -> None:
    """A03: when it is added, and when it becomes one; a draft made the moment before is taken."""
    step = uow.world.add_step(kind="votation")
    new = {"project_id": uow.world.project, "kind": "votation", "title": "Le vote"}
    before = uow.everything()
    for votation in (uow.votation(uuid4()), uuid4(), uow.group()):
        assert refusal(uow.ask, "add_step", **new, votation_id=votation) == "not_found"
        assert refusal(uow.change, step, votation_id=votation) == "not_found"
    assert uow.everything() == before
    ours = uow.votation()
    assert uow.ask("add_step", **new, votation_id=ours)["votation_id"] == str(ours)
    assert uow.change(step, votation_id=ours)["votation_id"] == str(ours)
    assert uow.change(step, votation_id=None)["votation_id"] is None


def test_what_is_there_already_needs_nobody(uow: UnitOfWork) -> None:
    """A03: while identity and votation are away, only what brings in a group or a votation waits."""
    opening = uow.world.add_step(opens=2 * OPENED, closes=3 * OPENED)
    vote = uow.world.add_step(kind="votation")
    group, votation = uow.group(), uow.votation()
    uow.publish(group)
    uow.change(opening, requirements=[GROUP_RULE | {"group_id": group}])
    uow.change(vote, votation_id=votation)
    uow.fails()
    rules = [GROUP_RULE | {"group_id": group}, {"kind": "email_confirmed"}]
    assert len(uow.change(opening, title="Un autre titre", requirements=rules)["requirements"]) == 2
    assert uow.change(vote, title="Un autre titre", votation_id=votation)["votation_id"] == str(votation)
    assert uow.publish(group)["group_id"] == str(group)
    assert refusal(uow.change, opening, requirements=[GROUP_RULE | {"group_id": uuid4()}]) == "unavailable"
    assert refusal(uow.change, vote, votation_id=uuid4()) == "unavailable"
    assert uow.publish(None, "members")["visibility"] == "members"
    assert refusal(uow.publish, group) == "unavailable"


def test_who_may_not_set_up_asks_nobody(uow: UnitOfWork) -> None:
    """A03"""
    stranger = uow.world.person("organiser", uuid4())
    step = uow.world.add_step(kind="votation")
    uow.fails()
    asked = {"step_id": step, "version": 1, "votation_id": uuid4()}
    assert refusal(uow.world.ask, "change_step", stranger, **asked) == "forbidden"
