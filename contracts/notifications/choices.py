"""The closed lists of choices of notifications."""

MESSAGE_KINDS = (
    "email_confirmation",
    "already_registered",
    "password_reset",
    "magic_link",
    "email_change",
    "invitation",
    "email_changed",
    "password_changed",
    "confirm_reminder",
    "contribution_moderated",
    "appeal_decided",
    "version_left_alone",
    "step_closing_soon",
    "window_moved",
    "votation_invitation",
    "votation_reminder",
    "votation_code",
    "votation_signed",
    "votation_roll_check",
    "votation_result",
)
DELIVERY_STATES = ("queued", "sending", "sent", "failed", "not_wanted", "stale")
