from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from chassis.actor import Actor
from chassis.operations import BeforeTransaction, command
from contracts.box import internal as box_ops
from contracts.refused import Refused
from contracts.votation import votations as ops
from formats import canonical
from votation import views
from votation.domain import audit_chain, cells, manifest, roll_marks
from votation.domain.events import Announced
from votation.domain.question import questions_from_data
from votation.domain.votation import Votation
from votation.unit_of_work import UnitOfWork
from votation.use_cases.loading import get_locked_votation, get_permitted_votation, pass_to, record

BATCH = 20
SOFTWARE = "Capco, module votation, version 1"


def prepare_box(
    before: BeforeTransaction[UnitOfWork], votation_id: UUID, version: int
) -> tuple[str, str | None]:
    """The board's key, of a box proved empty, and which server holds it."""
    with before.snapshot() as uow:
        votation = sealable(uow, votation_id, version)
    request = {"votation_id": votation.id, "organisation_id": votation.organisation_id}
    box = before.ask(box_ops.prepare_box, request)
    return str(box["board_key"]), box.get("server")


def sealable(uow: UnitOfWork, votation_id: UUID, version: int) -> Votation:
    """One whose box may be prepared. Refuses: stale_version, not_keyed, rules_frozen, opening_passed."""
    votation = get_permitted_votation(uow, votation_id)
    if votation.version != version:
        raise Refused("stale_version")
    if votation.state in ("draft", "ready"):
        raise Refused("not_keyed")
    if votation.state != "keyed":
        raise Refused("rules_frozen")
    if votation.opens_at is None or uow.now() >= votation.opens_at:
        raise Refused("opening_passed")
    return votation


@command(ops.seal_votation, preload=prepare_box, view=views.votation)
def seal_votation(
    uow: UnitOfWork, actor: Actor, votation_id: UUID, version: int, preloaded: tuple[str, str | None]
) -> Votation:
    """Freeze everything under one hash and announce it. The log says whether register and box share a server.

    Refuses: stale_version, not_keyed, rules_frozen, opening_passed, box_not_empty.
    """
    board_key, box_server = preloaded
    get_locked_votation(uow, votation_id, version)
    sealable(uow, votation_id, version)
    votation, now = get_locked_votation(uow, votation_id, version)
    rules = manifest_of(uow, votation, board_key)
    if complaints := manifest.check(rules):
        raise ValueError(f"the manifest is not well formed: {complaints[:3]}")
    text = canonical.dump(rules).decode()
    hashed = manifest.manifest_hash(rules)
    changes = {
        "manifest": text,
        "manifest_hash": hashed,
        "announced_closes_at": votation.closes_at,
    }
    details = {"manifest": hashed, "empty_box": True, "test_vote": "wiped"}
    if box_server is not None:
        one_server = box_server == uow.server()
        details["one_server"] = one_server
        uow.votations.note_server(votation_id, one_server)
    sealed = pass_to(uow, actor, votation, "seal", now, "sealed", details, changes)
    if rules["draws"]:
        record(uow, actor, sealed, now, audit_chain.DRAW_COMMITTED, {"draws": rules["draws"]})
    uow.publish(Announced(sealed))
    return sealed


def drawn_questions(votation: Votation) -> list[str]:
    """The ids of those whose ties are settled by lot."""
    return [question["id"] for question in votation.questions if question["rule"]["tie"] == "draw"]


def manifest_of(uow: UnitOfWork, votation: Votation, board_key: str) -> dict[str, Any]:
    """The rules as `docs/votation-formats.md` has them."""
    groups = uow.electors.groups(votation.id)
    counted = cells.as_frozen(groups, votation.merged_colleges(groups), uow.electors.cells(votation.id))
    questions = questions_from_data(list(votation.questions))
    assert votation.opens_at is not None and votation.closes_at is not None  # noqa: S101, PT018
    return {
        "schema": manifest.SCHEMA,
        "votation": str(votation.id),
        "organisation": str(votation.organisation_id),
        "mode": manifest.SEALED_BOX,
        "title": votation.title,
        "language": votation.language,
        "document": _document(votation.document),
        "questions": [question.to_data() for question in questions],
        "window": {
            "opens_at": audit_chain.instant(votation.opens_at),
            "closes_at": audit_chain.instant(votation.closes_at),
            "grace_seconds": votation.grace_seconds,
        },
        "roll": {
            "electors": sum(group.electors for group in groups),
            "weights": sum(group.electors * group.weight for group in groups),
            "commitment": roll_marks.commitment(uow.electors.roll(votation.id)),
            "cells": [cell.to_data() for cell in counted],
            "colleges": _colleges(counted),
        },
        "published_by": "cell" if votation.counts_by_college else "weight",
        "batch": BATCH,
        "small_group": cells.SMALL_GROUP,
        "bureau": {
            "members": [dict(share) for share in votation.shares or ()],
            "threshold": votation.threshold,
        },
        "keys": {
            "election": votation.election_key,
            "board": board_key,
            "register": canonical.public_key(uow.keys.register_seed(votation.id)),
        },
        "ballot_bytes": manifest.ballot_bytes(questions),
        "proxies_per_holder": votation.proxies_per_holder,
        "software": SOFTWARE,
        "draws": [
            {
                "question": question,
                "commitment": audit_chain.draw_commitment(uow.keys.draw_secret(votation.id, question)),
            }
            for question in drawn_questions(votation)
        ],
    }


def _colleges(counted: Sequence[cells.Cell]) -> list[dict[str, Any]]:
    """The sums of the colleges that are told apart."""
    colleges: dict[str, dict[str, Any]] = {}
    for cell in counted:
        college = colleges.setdefault(cell.college, {"college": cell.college, "electors": 0, "weights": 0})
        college["electors"] += cell.electors
        college["weights"] += cell.electors * cell.weight
    return [colleges[name] for name in sorted(colleges) if name]


def _document(document: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return None if document is None else {"name": document["name"], "sha256": document["sha256"]}
