"""Operations on steps, their windows and their sections."""

from typing import Any

from chassis.service import Call, Transaction, command, query, scheduled
from consultations.domain.window import Window
from consultations.endpoints import frame_views as views
from consultations.endpoints.owning import OwningEndpoints
from consultations.unit_of_work import unit_of_work
from consultations.use_cases.access import seen_step
from consultations.use_cases.add_section import add_section
from consultations.use_cases.add_step import add_step
from consultations.use_cases.change_section import change_section
from consultations.use_cases.change_step import change_step
from consultations.use_cases.move_window import move_window
from consultations.use_cases.order_steps import order_steps
from consultations.use_cases.record_outcome import record_outcome
from consultations.use_cases.remove_section import remove_section
from consultations.use_cases.remove_step import remove_step
from consultations.use_cases.tell_closing_soon import tell_closing_soon
from contracts.consultations import projects as projects_ops
from contracts.consultations import steps as steps_ops


class StepEndpoints(OwningEndpoints):
    """Set up steps and sections, and read them."""

    @command(steps_ops.add_step, preload="own_for_new_step")
    def add_step(self, call: Call, tx: Transaction) -> Any:
        asked = dict(call.request)
        at = unit_of_work(tx, call)
        return views.step(at, add_step(at, call.actor, asked.pop("project_id"), asked, call.preloaded))

    @command(steps_ops.change_step, preload="own_for_step")
    def change_step(self, call: Call, tx: Transaction) -> Any:
        asked = dict(call.request)
        at = unit_of_work(tx, call)
        step_id, version = asked.pop("step_id"), asked.pop("version")
        return views.step(at, change_step(at, call.actor, step_id, version, asked, call.preloaded))

    @command(steps_ops.move_window)
    def move_window(self, call: Call, tx: Transaction) -> Any:
        asked = call.request
        at = unit_of_work(tx, call)
        window = Window(asked["opens_at"], asked["closes_at"])
        moved = move_window(at, call.actor, asked["step_id"], asked["version"], window, asked["reason"])
        return views.step(at, moved)

    @command(projects_ops.order_steps)
    def order_steps(self, call: Call, tx: Transaction) -> Any:
        at = unit_of_work(tx, call)
        return views.project(at, order_steps(at, call.actor, **call.request))

    @command(steps_ops.remove_step)
    def remove_step(self, call: Call, tx: Transaction) -> Any:
        at = unit_of_work(tx, call)
        return views.project(at, remove_step(at, call.actor, call.request["step_id"]))

    @query(steps_ops.get_step, preload="ask_groups")
    def get_step(self, call: Call, tx: Transaction) -> Any:
        at = unit_of_work(tx, call)
        _, step = seen_step(at, call.request["step_id"])
        return views.step(at, step)

    @command(steps_ops.record_outcome)
    def record_outcome(self, call: Call, tx: Transaction) -> Any:
        at = unit_of_work(tx, call)
        return views.step(at, record_outcome(at, call.actor, **call.request))

    @command(steps_ops.add_section)
    def add_section(self, call: Call, tx: Transaction) -> Any:
        asked = dict(call.request)
        at = unit_of_work(tx, call)
        added = add_section(at, call.actor, asked.pop("step_id"), asked)
        return views.sections(at, [added])[0]

    @command(steps_ops.change_section)
    def change_section(self, call: Call, tx: Transaction) -> Any:
        asked = dict(call.request)
        at = unit_of_work(tx, call)
        section_id, version = asked.pop("section_id"), asked.pop("version")
        return views.sections(at, [change_section(at, call.actor, section_id, version, asked)])[0]

    @command(steps_ops.remove_section)
    def remove_section(self, call: Call, tx: Transaction) -> Any:
        remove_section(unit_of_work(tx, call), call.actor, call.request["section_id"])
        return {"done": True}

    @scheduled(seconds=60)
    def announce_closing(self, tx: Transaction) -> None:
        tell_closing_soon(unit_of_work(tx))
