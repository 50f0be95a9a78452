from uuid import uuid4

from consultations.unit_of_work import UnitOfWork


def forget_expired_exports(uow: UnitOfWork) -> int:
    """Have a worker delete the files that are past their time. How many."""
    expired = uow.exports.expired(uow.now())
    for export in expired:
        uow.enqueue("forget_export", {"file_key": export.file_key}, uuid4())
        uow.exports.forget(export.id)
    return len(expired)
