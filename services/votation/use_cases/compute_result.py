import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from formats import canonical
from votation.domain import result
from votation.domain.events import Happened
from votation.domain.votation import Votation
from votation.unit_of_work import UnitOfWork
from votation.use_cases.draws import seeds_of
from votation.use_cases.loading import get_stored_votation


def compute_result(uow: UnitOfWork, votation_id: UUID) -> None:
    """The result before anyone settles its ties, kept for the bureau. A second time changes nothing."""
    uow.lock_exclusive(votation_id)
    votation = get_stored_votation(uow, votation_id)
    if votation.state != "counted" or votation.result is not None:
        return
    counted = result_of(uow, votation, {})
    to_settle = [
        {"question_id": question["id"], **question["decision"]["tie"]}
        for question in counted["questions"]
        if question["decision"]["outcome"] == "tie_to_settle"
    ]
    changed = uow.votations.change(
        votation_id, {"result": canonical.dump(counted).decode(), "to_settle": to_settle}
    )
    uow.publish(Happened("changed", changed))


def result_of(
    uow: UnitOfWork, votation: Votation, settlements: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """Everything that is counted, from the ballots that are published and the register's signatures."""
    assert votation.manifest is not None  # noqa: S101
    return result.count(
        json.loads(votation.manifest),
        plain_lines(uow, votation.id),
        uow.register.by_cell(votation.id),
        settlements,
        seed=seeds_of(uow, votation),
    )


def plain_lines(uow: UnitOfWork, votation_id: UUID) -> list[dict[str, Any]]:
    """The counted ballots, as they are published."""
    return [
        {**json.loads(content), "g": group, "n": number}
        for group, content, number in uow.votations.plain(votation_id)
    ]
