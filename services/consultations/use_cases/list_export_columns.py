from typing import Any

from chassis.operations import query
from consultations.domain.export_columns import BY_NAME, COLUMNS
from consultations.unit_of_work import UnitOfWork
from contracts.consultations import projects as ops


@query(ops.list_export_columns)
def list_export_columns(_uow: UnitOfWork) -> dict[str, Any]:
    """What each column of each export holds."""
    columns = [(shape, BY_NAME[name]) for shape, names in COLUMNS.items() for name in names]
    return {"items": [{"shape": shape, **column._asdict()} for shape, column in columns]}
