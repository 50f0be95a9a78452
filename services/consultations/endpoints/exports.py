"""Exports: asked for here, written by the worker."""

from typing import Any

from chassis.pages import after_moment, page_by_moment
from chassis.service import Call, Transaction, command, query, scheduled
from consultations.domain.export_columns import BY_NAME, COLUMNS
from consultations.endpoints.viewing import ViewingEndpoints
from consultations.unit_of_work import unit_of_work
from consultations.use_cases.access import permitted_project
from consultations.use_cases.forget_expired_exports import forget_expired_exports
from consultations.use_cases.read_export import open_export, read_export
from consultations.use_cases.request_export import request_export
from contracts.consultations import exports as exports_ops
from contracts.consultations import projects as projects_ops


class ExportEndpoints(ViewingEndpoints):
    """Ask for exports and open them."""

    @command(exports_ops.request_export)
    def request_export(self, call: Call, tx: Transaction) -> Any:
        return request_export(unit_of_work(tx, call), call.actor, **call.request)

    @query(projects_ops.list_export_columns)
    def list_export_columns(self, call: Call, tx: Transaction) -> Any:  # noqa: ARG002
        return {
            "items": [
                {"shape": shape, **BY_NAME[name]._asdict()}
                for shape, names in COLUMNS.items()
                for name in names
            ]
        }

    @query(exports_ops.list_exports)
    def list_exports(self, call: Call, tx: Transaction) -> Any:
        at = unit_of_work(tx, call)
        project = permitted_project(at, call.request["project_id"])
        limit = call.request["limit"]
        found = at.exports.page(project.id, after_moment(call.request["cursor"]), limit)
        return page_by_moment(found, limit, lambda export: (export.asked_at, export.id))

    @query(exports_ops.get_export)
    def get_export(self, call: Call, tx: Transaction) -> Any:
        return read_export(unit_of_work(tx, call), call.request["export_id"])

    @query(exports_ops.open_export)
    def open_export(self, call: Call, tx: Transaction) -> Any:
        return open_export(unit_of_work(tx, call), call.request["export_id"], call.language)

    @scheduled(seconds=3600)
    def forget_exports(self, tx: Transaction) -> None:
        forget_expired_exports(unit_of_work(tx))
