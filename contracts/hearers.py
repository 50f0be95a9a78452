"""Who durably hears what. A teller makes these queues too, so that no fact is lost to whoever starts first."""

HEARERS: dict[str, tuple[str, ...]] = {
    "identity": (
        "consultations.project_published.v1",
        "consultations.project_changed.v1",
    ),
    "consultations": (
        "identity.email_confirmed.v1",
        "identity.organisation_created.v1",
        "identity.organisation_changed.v1",
        "identity.participant_type_defined.v1",
        "votation.announced.v1",
        "votation.extended.v1",
        "votation.proclaimed.v1",
    ),
    "votation": (
        "identity.organisation_created.v1",
        "identity.organisation_changed.v1",
        "consultations.project_published.v1",
        "consultations.project_changed.v1",
        "box.counted.v1",
    ),
    "box": (
        "votation.cancelled.v1",
        "votation.destroyed.v1",
    ),
    "notifications": (
        "identity.credential_mail_requested.v1",
        "identity.organisation_created.v1",
        "identity.organisation_changed.v1",
        "consultations.window_moved.v1",
        "consultations.step_closing_soon.v1",
        "consultations.contribution_submitted.v1",
        "consultations.contribution_published.v1",
        "consultations.version_proposed.v1",
        "consultations.argument_added.v1",
        "consultations.source_added.v1",
        "consultations.opinion_vote_cast.v1",
        "consultations.support_given.v1",
        "consultations.moderated.v1",
        "consultations.version_left_alone.v1",
        "votation.mailing_due.v1",
    ),
}


def hearers_of(service: str) -> dict[str, list[str]]:
    """For each fact `service` tells that is durably heard: the services that hear it."""
    found: dict[str, list[str]] = {}
    for hearer, facts in HEARERS.items():
        for fact in facts:
            if fact.split(".")[0] == service:
                found.setdefault(fact, []).append(hearer)
    return found
