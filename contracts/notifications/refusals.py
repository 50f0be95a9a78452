"""Why notifications says no."""

from contracts.base import Refusal

REFUSALS = (
    Refusal("already_sent", 409, "Ce message est déjà parti.", "This message was already sent."),
    Refusal(
        "no_longer_wanted",
        409,
        "Ce message n'a plus lieu d'être.",
        "There is no reason for this message any more.",
    ),
)
