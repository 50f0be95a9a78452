"""Exports and their files."""

from contracts.consultations import operations as consultations
from gateway.declared import Route, Subject

exports = Subject(
    "exports",
    "Exports of a project's data",
    (
        Route("GET", "/projects/{project_id}/exports", consultations.list_exports),
        Route(
            "POST",
            "/projects/{project_id}/exports",
            consultations.request_export,
            status=202,
            makes="/exports/{id}",
        ),
        Route("GET", "/exports/{export_id}", consultations.get_export),
        Route("GET", "/exports/{export_id}/file", consultations.open_export, sends="file"),
    ),
)

SUBJECTS = (exports,)
