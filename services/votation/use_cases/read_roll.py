"""Guess how a roll file is to be read."""

from dataclasses import asdict
from uuid import UUID, uuid4

from contracts.refused import Refused
from votation.domain.roll import RollImport, require_draft
from votation.domain.roll_guess import Guess
from votation.domain.unit_of_work import UnitOfWork
from votation.use_cases.access import permitted


def require_readable(uow: UnitOfWork, votation_id: UUID) -> None:
    """Asked before the file is opened. Raises Refused: not_found, sign_in_required, forbidden, rules_frozen."""
    require_draft(permitted(uow, votation_id))


def read_roll(uow: UnitOfWork, votation_id: UUID, file: str, guess: Guess) -> RollImport:
    """Keep a file as an import of the roll. Raises Refused: not_found, forbidden, rules_frozen."""
    require_readable(uow, votation_id)
    return uow.rolls.add_import(
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
            "created_at": uow.now(),
        }
    )


def get_roll_import(uow: UnitOfWork, import_id: UUID) -> RollImport:
    """Raises Refused: not_found, sign_in_required, forbidden."""
    found = uow.rolls.find_import(import_id)
    if found is None:
        raise Refused("not_found")
    permitted(uow, found.votation_id)
    return found
