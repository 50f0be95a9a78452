"""Every route of the public API, subject by subject. `python -m gateway.routes` writes them down."""

from gateway.declared import Route, Subject
from gateway.routes import (
    accounts,
    contributions,
    deliveries,
    exports,
    moderation,
    organisations,
    projects,
    votations,
)

SUBJECTS: tuple[Subject, ...] = (
    *accounts.SUBJECTS,
    *organisations.SUBJECTS,
    *projects.SUBJECTS,
    *contributions.SUBJECTS,
    *moderation.SUBJECTS,
    *exports.SUBJECTS,
    *deliveries.SUBJECTS,
    *votations.SUBJECTS,
)
ROUTES: tuple[Route, ...] = tuple(route for subject in SUBJECTS for route in subject)
