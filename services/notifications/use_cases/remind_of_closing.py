"""Remind participants of a project that one of its steps closes soon."""

from notifications.domain.fan_out import FanOut
from notifications.domain.unit_of_work import UnitOfWork


def remind_of_closing(uow: UnitOfWork, fan_out: FanOut) -> None:
    """Queue reminders, once per closing time. Whoever was asked already is not asked again."""
    uow.fan_outs.add(fan_out)
