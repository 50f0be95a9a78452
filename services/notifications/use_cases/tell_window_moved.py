"""Tell those who took part in a step that its window was moved."""

from notifications.domain.fan_out import FanOut
from notifications.domain.unit_of_work import UnitOfWork


def tell_window_moved(uow: UnitOfWork, fan_out: FanOut, *, announced: bool) -> None:
    """Keep the window, so that messages about an older one stay away; queue new messages when announced."""
    is_newest = uow.step_windows.move(fan_out.step_id, fan_out.step_version, fan_out.window)
    if is_newest and announced:
        uow.fan_outs.add(fan_out)
