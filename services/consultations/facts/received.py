"""Others' facts as this service keeps them. Unknown fields are ignored, older facts change nothing."""

from datetime import datetime
from typing import Any

from consultations.domain.organisation import Organisation, ParticipantType
from consultations.domain.votation import KnownVotation


def organisation(fact: Any) -> Organisation:
    """Of organisation_created and organisation_changed."""
    data = fact.data
    return Organisation(
        id=data["organisation_id"],
        slug=data.get("slug") or "",
        name=data.get("name") or "",
        kind=data["kind"],
        colour=data.get("colour"),
        small_group_size=max(1, data["small_group_size"]),
        version=fact.aggregate_version,
    )


def participant_type(fact: Any) -> ParticipantType:
    data = fact.data
    label = data.get("label_fr") or data.get("label_en") or ""
    return ParticipantType(
        id=data["participant_type_id"],
        organisation_id=data["organisation_id"],
        label_fr=label,
        label_en=data.get("label_en") or label,
        version=fact.aggregate_version,
    )


def votation_window(fact: Any) -> KnownVotation:
    """Of announced, and of extended, which does not tell the opening."""
    data = fact.data
    return KnownVotation(
        id=data["votation_id"],
        organisation_id=data["organisation_id"],
        version=fact.aggregate_version,
        opens_at=data.get("opens_at"),
        closes_at=data["closes_at"],
    )


def votation_outcome(fact: Any, now: datetime) -> KnownVotation:
    """Of proclaimed."""
    data = fact.data
    return KnownVotation(
        id=data["votation_id"],
        organisation_id=data["organisation_id"],
        sentence_fr=data["sentence_fr"],
        sentence_en=data["sentence_en"],
        proclaimed_at=now,
    )
