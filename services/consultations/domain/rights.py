"""Who may do what: right -> the roles that have it, at platform, organisation or project scope.

A role in one organisation gives nothing in another. Reading is judged by `consultations.domain.project.sees`.
"""

MANAGE = "manage"  # set up projects, steps, windows, sections, labels; read the audit trail
EXPORT = "export"
FACILITATE_EVENT = "facilitate_event"
MODERATE = "moderate"
PUBLISH_OFFICIAL = "publish_official"
PARTICIPATE = "signed_in"  # anyone signed in, who may see the project and meets its requirements

MEMBERS = frozenset(
    {"organiser", "moderator", "analyst", "supervisor", "decision_maker", "mediator", "network_member"}
)
STAFF = frozenset({"organiser", "moderator", "analyst", "supervisor", "decision_maker"})
PLATFORM = frozenset({"platform_admin"})

TABLE: dict[str, frozenset[str]] = {
    MANAGE: frozenset({"organiser"}) | PLATFORM,
    EXPORT: frozenset({"organiser", "analyst"}) | PLATFORM,
    FACILITATE_EVENT: frozenset({"organiser", "moderator", "mediator"}) | PLATFORM,
    MODERATE: frozenset({"organiser", "moderator"}) | PLATFORM,
    PUBLISH_OFFICIAL: frozenset({"organiser"}) | PLATFORM,
}
