"""What the box tells: checkpoints of its board, and that it was counted."""

from contracts.base import FactData, Facts
from contracts.fields import Identifier, Int, Line

published = Facts("box")


class BoxFact(FactData):
    votation_id = Identifier(required=True)
    organisation_id = Identifier(required=True)


class EpochFact(BoxFact):
    number = Int(required=True)
    root = Line(max_length=64)


epoch_closed = published.declare(
    "epoch_closed", "votation", EpochFact, "A batch of ballots reached the board."
)
counted = published.declare("counted", "votation", BoxFact, "The ballots were counted.")
