from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from chassis.actor import Actor
from chassis.operations import command
from contracts.refused import Refused
from contracts.votation import votations as ops
from formats import canonical
from votation import views
from votation.domain.events import Happened
from votation.domain.votation import Votation
from votation.unit_of_work import UnitOfWork
from votation.use_cases.loading import get_locked_votation, pass_to


@command(ops.record_ceremony, view=views.votation)
def record_ceremony(
    uow: UnitOfWork,
    actor: Actor,
    votation_id: UUID,
    version: int,
    election_key: str,
    members: Sequence[Mapping[str, Any]],
    threshold: int,
    test_opened: bool,
) -> Votation:
    """Record the public part of the ceremony.

    Refuses: stale_version, not_ready, rules_frozen, share_not_acknowledged, bureau_mismatch, key_invalid.
    """
    votation, now = get_locked_votation(uow, votation_id, version)
    if votation.state == "keyed":
        raise Refused("not_ready")
    if sorted(member["name"] for member in members) != sorted(votation.bureau):
        raise Refused("bureau_mismatch", fields={"members": ["invalid"]})
    if threshold != votation.threshold:
        raise Refused("bureau_mismatch", fields={"threshold": ["invalid"]})
    if not test_opened or not all(member["acknowledged"] for member in members):
        raise Refused("share_not_acknowledged")
    if not all(canonical.is_hash(member["share"]) for member in members):
        raise Refused("bureau_mismatch", fields={"members": ["invalid"]})
    if len({member["share"] for member in members}) != len(members):
        raise Refused("bureau_mismatch", fields={"members": ["invalid"]})
    _require_key(election_key)
    shares = [{"name": member["name"], "share": member["share"]} for member in members]
    changes = {"election_key": election_key, "shares": shares}
    details = {**changes, "threshold": threshold}
    keyed = pass_to(uow, actor, votation, "ceremony", now, "ceremony", details, changes)
    uow.publish(Happened("changed", keyed))
    return keyed


def _require_key(key: str) -> None:
    try:
        raw = canonical.unb64(key, 32)
    except ValueError:
        raise Refused("key_invalid", fields={"election_key": ["invalid"]}) from None
    if raw in (
        bytes(32),
        b"\x01" + bytes(31),
    ):  # points of small order: whoever seals for them seals for everyone
        raise Refused("key_invalid", fields={"election_key": ["invalid"]})
