from uuid import uuid4

from consultations.domain.desk import Desk


def forget_expired_exports(desk: Desk) -> int:
    """Have a worker delete the files that are past their time. How many."""
    expired = desk.exports.expired(desk.now())
    for export in expired:
        desk.enqueue("forget_export", {"file_key": export.file_key}, uuid4())
        desk.exports.forget(export.id)
    return len(expired)
