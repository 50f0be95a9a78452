"""Reports, moderation and appeals."""

from contracts.consultations import operations as consultations
from gateway.declared import Route, Subject

moderation = Subject(
    "moderation",
    "Reporting, the moderators' work list, appeals",
    (
        Route("POST", "/reports", consultations.report, status=201),
        Route("GET", "/organisations/{organisation_id}/moderation", consultations.list_moderation),
        Route("POST", "/organisations/{organisation_id}/moderation", consultations.moderate, deadline=5),
        Route("GET", "/me/acts", consultations.list_my_acts),
        Route("GET", "/me/moderated", consultations.list_my_moderated),
        Route("POST", "/appeals", consultations.appeal, status=201),
    ),
)

SUBJECTS = (moderation,)
