"""Keep that letters to electors are due."""

from notifications.domain.desk import Desk
from notifications.domain.mailing import Mailing


def keep_mailing(desk: Desk, mailing: Mailing) -> None:
    """Once, however often it is told. Its letters are asked of votation outside the transaction of a fact."""
    desk.mailings.add(mailing)
