"""Names on the broker outlive a release: messages that wait in a queue under its old name are lost to everyone."""

from chassis import topology
from contracts.registry import SERVICES, SUBSCRIPTIONS

EXCHANGES = [
    "nameko-rpc",
    "identity.events",
    "consultations.events",
    "votation.events",
    "box.events",
    "notifications.events",
]
REQUESTS = ["rpc.identity.1", "rpc.consultations.1", "rpc.votation.1", "rpc.box.1", "rpc.notifications.1"]
FACTS = [
    "hears.identity.consultations.project_published.v1.1",
    "hears.identity.consultations.project_changed.v1.1",
    "hears.consultations.identity.email_confirmed.v1.1",
    "hears.consultations.identity.organisation_created.v1.1",
    "hears.consultations.identity.organisation_changed.v1.1",
    "hears.consultations.identity.participant_type_defined.v1.1",
    "hears.consultations.votation.announced.v1.1",
    "hears.consultations.votation.extended.v1.1",
    "hears.consultations.votation.proclaimed.v1.1",
    "hears.votation.identity.organisation_created.v1.1",
    "hears.votation.identity.organisation_changed.v1.1",
    "hears.votation.consultations.project_published.v1.1",
    "hears.votation.consultations.project_changed.v1.1",
    "hears.votation.box.counted.v1.1",
    "hears.box.votation.cancelled.v1.1",
    "hears.box.votation.destroyed.v1.1",
    "hears.notifications.identity.credential_mail_requested.v1.1",
    "hears.notifications.identity.organisation_created.v1.1",
    "hears.notifications.identity.organisation_changed.v1.1",
    "hears.notifications.consultations.window_moved.v1.1",
    "hears.notifications.consultations.step_closing_soon.v1.1",
    "hears.notifications.consultations.contribution_submitted.v1.1",
    "hears.notifications.consultations.contribution_published.v1.1",
    "hears.notifications.consultations.version_proposed.v1.1",
    "hears.notifications.consultations.argument_added.v1.1",
    "hears.notifications.consultations.source_added.v1.1",
    "hears.notifications.consultations.opinion_vote_cast.v1.1",
    "hears.notifications.consultations.support_given.v1.1",
    "hears.notifications.consultations.moderated.v1.1",
    "hears.notifications.consultations.version_left_alone.v1.1",
    "hears.notifications.votation.mailing_due.v1.1",
]


def test_no_exchange_is_renamed() -> None:
    assert sorted(topology.exchanges(SERVICES)) == sorted(EXCHANGES)


def test_no_queue_of_requests_is_renamed() -> None:
    assert sorted(topology.rpc_queue(service) for service in SERVICES) == sorted(REQUESTS)


def test_no_queue_of_facts_is_renamed() -> None:
    found = [
        topology.hearing_queue(hearer, fact) for hearer, facts in SUBSCRIPTIONS.items() for fact in facts
    ]
    assert sorted(found) == sorted(FACTS)


def test_a_queue_keeps_the_arguments_it_was_made_with() -> None:
    """The broker refuses a queue that exists with others: one whose arguments change gets the next number."""
    assert topology.rpc_queue_arguments() == {"x-max-length": 500, "x-overflow": "reject-publish"}
    assert topology.hearing_queue_arguments() == {"x-queue-type": "quorum", "x-delivery-limit": 1_000_000}
