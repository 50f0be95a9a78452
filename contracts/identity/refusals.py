"""Why identity says no."""

from contracts.base import Refusal

REFUSALS = (
    Refusal(
        "wrong_credentials",
        401,
        "L'adresse ou le mot de passe ne convient pas.",
        "The address or the password does not match.",
    ),
    Refusal(
        "wrong_password",
        403,
        "Le mot de passe actuel ne convient pas.",
        "The current password does not match.",
    ),
    Refusal(
        "too_many_attempts",
        429,
        "Trop d'essais. Réessayez dans {retry_after} {retry_after:seconde|secondes}.",
        "Too many attempts. Try again in {retry_after} {retry_after:second|seconds}.",
    ),
    Refusal(
        "link_expired",
        410,
        "Ce lien a expiré ou a déjà servi. Demandez-en un nouveau.",
        "This link has expired or was already used. Ask for a new one.",
    ),
    Refusal(
        "session_ended",
        401,
        "Votre session est terminée. Reconnectez-vous.",
        "Your session has ended. Sign in again.",
    ),
    Refusal(
        "slug_taken", 409, "Cette adresse de page est déjà prise.", "This page address is already taken."
    ),
    Refusal(
        "other_address",
        403,
        "Cette invitation a été envoyée à une autre adresse que celle de votre compte.",
        "This invitation was sent to another address than your account's.",
    ),
    Refusal(
        "last_organiser",
        409,
        "Une organisation garde au moins une personne organisatrice.",
        "An organisation keeps at least one organiser.",
    ),
)
