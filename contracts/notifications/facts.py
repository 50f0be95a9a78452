"""What notifications tells: nothing yet that another service needs."""

from contracts.base import Facts

published = Facts("notifications")
