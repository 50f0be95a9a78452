"""Remind participants of a project that one of its steps closes soon."""

from notifications.domain.desk import Desk
from notifications.domain.fan_out import FanOut


def remind_of_closing(desk: Desk, fan_out: FanOut) -> None:
    """Queue reminders, once per closing time. Whoever was asked already is not asked again."""
    desk.fan_outs.add(fan_out)
