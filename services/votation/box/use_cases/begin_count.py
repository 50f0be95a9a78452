from collections.abc import Sequence
from uuid import UUID

from contracts.refused import Refused
from votation.box.domain.box import Box
from votation.box.domain.desk import Desk
from votation.domain import shares


def begin_count(desk: Desk, votation_id: UUID, given: Sequence[str], attempt: UUID) -> None:
    """Look at the bureau's shares and take the count on. Nothing of the shares is kept.

    Refuses: not_found, not_closed, already_counted, count_running, shares_too_few, share_invalid.
    """
    box = desk.boxes.find(votation_id)
    if box is None or box.manifest is None:
        raise Refused("not_found")
    desk.permit(box.organisation_id)
    desk.lock_exclusive(f"count:{votation_id}")
    if box.state == "open":
        raise Refused("not_closed")
    count = desk.counts.find(votation_id)
    if box.state != "closed" or (count is not None and count.state == "done"):
        raise Refused("already_counted")
    if count is not None and count.is_leased:
        raise Refused("count_running")
    require_shares(box, given)
    desk.counts.begin(votation_id, attempt)


def require_shares(box: Box, given: Sequence[str]) -> list[bytes]:
    """As many different shares of the bureau as the threshold says."""
    rules = box.rules()
    expected = {member["share"] for member in rules["bureau"]["members"]}
    found: dict[str, bytes] = {}
    for index, words in enumerate(given):
        try:
            share = shares.from_text(words)
        except (ValueError, Refused):
            raise Refused("share_invalid", fields={f"shares.{index}": ["invalid"]}) from None
        hashed = shares.share_hash(share)
        if hashed not in expected:
            raise Refused("share_invalid", fields={f"shares.{index}": ["invalid"]})
        found[hashed] = share
    threshold = rules["bureau"]["threshold"]
    if len(found) < threshold:
        raise Refused("shares_too_few", needed=threshold, given=len(found))
    return list(found.values())
