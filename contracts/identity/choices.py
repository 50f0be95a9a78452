"""The closed lists of choices of identity."""

REQUIREMENT_KINDS = ("email_confirmed", "age", "postcode", "group")
CREDENTIAL_KINDS = (
    "email_confirmation",
    "already_registered",
    "password_reset",
    "magic_link",
    "email_change",
    "invitation",
    "email_changed",
    "password_changed",
)
LINK_KINDS = (  # those whose mail leads to a page with one button
    "email_confirmation",
    "password_reset",
    "magic_link",
    "email_change",
    "invitation",
    "email_changed",
)
ORGANISATION_KINDS = ("municipality", "ministry", "union", "school", "association", "company")
PLATFORM_ROLES = ("platform_admin", "network_manager")
ORGANISATION_ROLES = (
    "organiser",
    "moderator",
    "analyst",
    "supervisor",
    "decision_maker",
    "mediator",
    "network_member",
)
ROLES = PLATFORM_ROLES + ORGANISATION_ROLES
LANGUAGES = ("fr", "en")
CONSENT_PURPOSES = ("terms", "project_news")
LOGGED_PURPOSES = (*CONSENT_PURPOSES, "network_news", "public_name")  # the last two were asked for once
