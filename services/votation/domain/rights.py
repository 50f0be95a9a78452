"""Who may do what: right -> the roles that have it, at platform, organisation or project scope.

Electors need no role: their link or their account is on the roll. A role in one organisation gives nothing in another.
"""

MANAGE = "manage_votation"  # set up, roll, ceremony, seal, suspend, extend, cancel, proclaim
FOLLOW = "follow_votation"  # see drafts and what is not public yet

PLATFORM = frozenset({"platform_admin"})
TABLE: dict[str, frozenset[str]] = {
    MANAGE: frozenset({"organiser"}) | PLATFORM,
    FOLLOW: frozenset({"organiser", "supervisor", "decision_maker", "analyst"}) | PLATFORM,
}
