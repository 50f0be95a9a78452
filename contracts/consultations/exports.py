"""Exports of a project's data."""

from marshmallow import fields

from contracts.base import Request, View, page_of
from contracts.consultations.choices import EXPORT_FORMATS, EXPORT_SHAPES, JOB_STATES
from contracts.consultations.projects import InProject
from contracts.fields import Choice, Identifier, Instant, Int
from contracts.operations import Subject

api = Subject("consultations", "exports", "Exports of a project's data")


class RequestExport(Request):
    project_id = Identifier(required=True)
    step_id = Identifier(load_default=None, allow_none=True)
    shape = Choice(EXPORT_SHAPES, required=True)
    format = Choice(EXPORT_FORMATS, required=True)


class ExportById(Request):
    export_id = Identifier(required=True)


class ExportView(View):
    """An export and how far it is. `rows` and `votes` are what it holds, to compare with the live figures."""

    id = Identifier(required=True)
    project_id = Identifier()
    step_id = Identifier(allow_none=True)
    shape = Choice(EXPORT_SHAPES)
    format = Choice(EXPORT_FORMATS)
    state = Choice(JOB_STATES)
    progress = Int()
    rows = Int(allow_none=True)
    votes = Int(allow_none=True)
    size_bytes = Int(max_value=2**53, allow_none=True)
    asked_at = Instant()
    done_at = Instant(allow_none=True)
    expires_at = Instant(allow_none=True)


class ExportFileView(View):
    """Where the gateway finds the file of an export that the caller may read."""

    file_key = fields.String(required=True)
    file_name = fields.String(required=True)
    media_type = fields.String(required=True)
    size_bytes = Int(max_value=2**53)
    sha256 = fields.String()


ExportPage = page_of(ExportView, "ExportPage")


list_exports = api.get(
    "/projects/{project_id}/exports",
    "list_exports",
    InProject,
    ExportPage,
    "A project's exports.",
    access="export",
)
request_export = api.post(
    "/projects/{project_id}/exports",
    "request_export",
    RequestExport,
    ExportView,
    "Ask for an export.",
    access="export",
    status=202,
    location="/exports/{id}",
)
get_export = api.get(
    "/exports/{export_id}", "get_export", ExportById, ExportView, "How far an export is.", access="export"
)
open_export = api.get(
    "/exports/{export_id}/file",
    "open_export",
    ExportById,
    ExportFileView,
    "Where the file of a finished export is.",
    ("not_ready",),
    access="export",
    sends="file",
)
