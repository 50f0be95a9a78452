"""Keep that letters to electors are due."""

from notifications.domain.mailing import Mailing
from notifications.domain.unit_of_work import UnitOfWork


def keep_mailing(uow: UnitOfWork, mailing: Mailing) -> None:
    """Once, however often it is told. Its letters are asked of votation outside the transaction of a fact."""
    uow.mailings.add(mailing)
