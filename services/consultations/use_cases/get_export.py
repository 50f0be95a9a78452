from dataclasses import dataclass
from uuid import UUID

from chassis.operations import query
from consultations.domain.export import MEDIA_TYPES, Export, file_name
from consultations.unit_of_work import UnitOfWork
from consultations.use_cases.loading import get_permitted_project, require_existing
from contracts.consultations import exports as ops
from contracts.refused import Refused


@dataclass(frozen=True)
class ExportFile:
    file_key: str
    file_name: str
    media_type: str
    size_bytes: int
    sha256: str


@query(ops.get_export)
def get_export(uow: UnitOfWork, export_id: UUID) -> Export:
    """Refuses: not_found, forbidden. The right is asked for in the organisation of the stored export."""
    export = require_existing(uow.exports.find(export_id))
    get_permitted_project(uow, export.project_id)
    return export


@query(ops.open_export)
def open_export(uow: UnitOfWork, export_id: UUID, language: str) -> ExportFile:
    """Where the file is, named in the reader's language. Refuses: not_found (also once it has expired), forbidden, not_ready."""
    export = get_export(uow, export_id)
    if export.state != "done":
        raise Refused("not_ready")
    project = uow.projects.find(export.project_id)
    if (
        project is None
        or not export.has_file(uow.now())
        or export.size_bytes is None
        or export.sha256 is None
    ):
        raise Refused("not_found")
    name = file_name(export, project.slug, project.time_zone, language)
    return ExportFile(export.file_key, name, MEDIA_TYPES[export.format], export.size_bytes, export.sha256)
