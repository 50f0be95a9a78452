from collections.abc import Sequence
from uuid import UUID

from chassis.actor import Actor
from chassis.operations import command
from contracts.refused import Refused
from contracts.votation import votations as ops
from votation import views
from votation.domain import cells
from votation.domain.events import Happened
from votation.domain.printable import require_printable, texts_of_draft
from votation.domain.votation import Votation
from votation.unit_of_work import UnitOfWork
from votation.use_cases.loading import get_locked_votation, pass_to


@command(ops.freeze_votation, view=views.votation)
def freeze_votation(
    uow: UnitOfWork, actor: Actor, votation_id: UUID, version: int, readable: int = 0
) -> Votation:
    """Freeze rules and roll for the ceremony. `readable`: of how many people the organiser accepts that their votes may
    be read in the ballots that are published.

    Refuses: stale_version, rules_frozen, incomplete, cells_too_small, not_printable, and what keeps someone from
    voting or a college from deciding.
    """
    votation, now = get_locked_votation(uow, votation_id, version)
    if votation.state != "draft":
        raise Refused("rules_frozen")
    groups = uow.electors.groups(votation_id)
    if missing := votation.missing(bool(groups)):
        raise Refused("incomplete", missing=missing)
    require_printable(_texts_of_minutes(uow, votation))
    _require_everyone_can_vote(uow, votation)
    counted = cells.cells_of(groups, votation.merged_colleges(groups))
    told = _readable(votation, counted, readable)
    uow.electors.put_in_cells(votation_id, cells.by_college_and_weight(counted))
    electors = sum(group.electors for group in groups)
    frozen = pass_to(uow, actor, votation, "freeze", now, "frozen", {"electors": electors, **told})
    uow.publish(Happened("changed", frozen))
    return frozen


def _readable(votation: Votation, counted: Sequence[cells.Cell], accepted: int) -> dict[str, int]:
    """What the log says of those whose votes may be read; their number was accepted, and no other."""
    small = cells.small_groups(counted, by_cell=votation.counts_by_college)
    people = sum(group.electors for group in small)
    if not people:
        return {}
    if not votation.accepts_small_cells or accepted != people:
        raise Refused("cells_too_small", people=people, smallest=min(group.electors for group in small))
    return {"readable": people}


def _texts_of_minutes(uow: UnitOfWork, votation: Votation) -> list[tuple[str, str]]:
    """All that the minutes will show of a draft, also what was written before it was looked at, or elsewhere."""
    organisation = uow.organisations.several([votation.organisation_id]).get(votation.organisation_id)
    colleges = sorted({group.college for group in uow.electors.groups(votation.id)})
    return [
        *texts_of_draft(vars(votation)),
        *(("college", name) for name in colleges),
        *([("organisation", organisation.name)] if organisation else []),
    ]


def _require_everyone_can_vote(uow: UnitOfWork, votation: Votation) -> None:
    """Raises Refused: electors_unreachable, proxy_too_many, colleges_missing."""
    if unreachable := uow.electors.unreachable(votation.id):
        raise Refused("electors_unreachable", electors=unreachable)
    if uow.electors.most_proxies(votation.id) > votation.proxies_per_holder:
        raise Refused("proxy_too_many", most=votation.proxies_per_holder)
    colleges = {group.college for group in uow.electors.groups(votation.id)}
    if votation.counts_by_college and ("" in colleges or len(colleges) < 2):
        raise Refused("colleges_missing")
