"""How a use case is bound to the operation it carries out."""

import pytest

from chassis.operations import command
from contracts.base import Done, Request
from contracts.fields import Int, Line
from contracts.operations import ANYONE, Operation


class Greeting(Request):
    name = Line(max_length=20)
    times = Int()


greet = Operation("greeting", "greet", "command", Greeting, Done, "Greet someone.", access=ANYONE)


def test_refuses_a_use_case_that_does_not_look_at_a_field():
    def only_the_name(uow, name): ...

    only_the_name.__name__ = "greet"
    with pytest.raises(TypeError, match=r"does not look at \['times'\]"):
        command(greet)(only_the_name)


def test_takes_what_is_looked_at_before_the_transaction_as_looked_at():
    def only_the_name(uow, name): ...

    only_the_name.__name__ = "greet"
    declared = command(greet, preload=lambda before, times: times)(only_the_name)
    assert vars(declared)["endpoint"].operation is greet


def test_refuses_a_parameter_that_nobody_gives():
    def of_someone_else(uow, name, times, title): ...

    of_someone_else.__name__ = "greet"
    with pytest.raises(TypeError, match=r"never given \['title'\]"):
        command(greet)(of_someone_else)
