"""Fixtures of the register and the box: two services, two databases."""

from chassis.testing.fixtures import *  # noqa: F403
