"""Identity's facts as this service keeps them. Unknown fields are ignored, older facts change nothing."""

from typing import Any

from consultations.domain.organisation import Organisation, ParticipantType


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
