"""Guess how a roll file is to be read."""

from dataclasses import asdict
from uuid import UUID, uuid4

from contracts.refused import Refused
from votation.domain.desk import Desk
from votation.domain.roll import RollImport, require_draft
from votation.domain.roll_guess import Guess
from votation.use_cases.access import permitted


def require_readable(desk: Desk, votation_id: UUID) -> None:
    """Asked before the file is opened. Raises Refused: not_found, sign_in_required, forbidden, rules_frozen."""
    require_draft(permitted(desk, votation_id))


def read_roll(desk: Desk, votation_id: UUID, file: str, guess: Guess) -> RollImport:
    """Keep a file as an import of the roll. Raises Refused: not_found, forbidden, rules_frozen."""
    require_readable(desk, votation_id)
    return desk.rolls.add_import(
        {
            **asdict(guess),
            "id": uuid4(),
            "votation_id": votation_id,
            "state": "guessed",
            "file_key": file,
            "lines": 0,
            "good": 0,
            "problems": 0,
            "weights": 0,
            "colleges": [],
            "merged": [],
            "invisible": 0,
            "created_at": desk.now(),
        }
    )


def get_roll_import(desk: Desk, import_id: UUID) -> RollImport:
    """Raises Refused: not_found, sign_in_required, forbidden."""
    found = desk.rolls.find_import(import_id)
    if found is None:
        raise Refused("not_found")
    permitted(desk, found.votation_id)
    return found
