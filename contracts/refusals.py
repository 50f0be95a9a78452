"""Refusals that any operation may answer, and the sentences of field errors."""

from contracts.base import Refusal

COMMON = (
    Refusal("invalid_input", 422, "Certains champs sont à corriger.", "Some fields need correcting."),
    Refusal(
        "malformed_json", 400, "Le contenu envoyé n'est pas du JSON valide.", "The body is not valid JSON."
    ),
    Refusal("body_too_large", 413, "Le contenu envoyé est trop volumineux.", "The body is too large."),
    Refusal(
        "unsupported_media_type",
        415,
        "Ce format n'est pas accepté ici : du JSON, ou un fichier CSV pour une liste.",
        "This format is not taken here: JSON, or a CSV file for a list.",
    ),
    Refusal("sign_in_required", 401, "Connectez-vous pour continuer.", "Sign in to continue."),
    Refusal(
        "token_invalid",
        401,
        "Votre connexion n'est plus valable. Reconnectez-vous.",
        "Your session is not valid any more. Sign in again.",
    ),
    Refusal("token_stale", 401, "Votre connexion doit être rafraîchie.", "Your session has to be refreshed."),
    Refusal("forbidden", 403, "Vous n'avez pas le droit de faire cela.", "You may not do this."),
    Refusal(
        "not_found",
        404,
        "Cette page ou cet élément n'existe pas, ou plus.",
        "This page or item does not exist, or not any more.",
    ),
    Refusal(
        "method_not_allowed", 405, "Cette adresse ne permet pas cela.", "This address does not allow that."
    ),
    Refusal(
        "stale_version",
        412,
        "Quelqu'un a modifié cela entre-temps. Rechargez la page puis recommencez.",
        "Someone changed this meanwhile. Reload the page and try again.",
    ),
    Refusal(
        "precondition_required",
        428,
        "Indiquez la version que vous modifiez (If-Match).",
        "Say which version you are changing (If-Match).",
    ),
    Refusal(
        "idempotency_key_required",
        400,
        "Il manque l'en-tête Idempotency-Key.",
        "The Idempotency-Key header is missing.",
    ),
    Refusal(
        "idempotency_key_reused",
        422,
        "Cette clé a déjà servi pour un autre envoi.",
        "This key was already used for another request.",
    ),
    Refusal(
        "cursor_invalid",
        422,
        "La page demandée n'existe pas. Reprenez la liste au début.",
        "That page does not exist. Start the list again.",
    ),
    Refusal(
        "too_many_requests",
        429,
        "Trop de demandes. Réessayez dans {retry_after} {retry_after:seconde|secondes}.",
        "Too many requests. Try again in {retry_after} {retry_after:second|seconds}.",
    ),
    Refusal(
        "overloaded",
        503,
        "Le service est très sollicité. Réessayez dans un instant.",
        "The service is very busy. Try again in a moment.",
    ),
    Refusal(
        "unavailable",
        503,
        "Ce service fait une pause. Réessayez dans un instant.",
        "This service is pausing. Try again in a moment.",
    ),
    Refusal(
        "outcome_unknown",
        504,
        "La réponse a tardé. Réessayez : rien ne sera compté deux fois.",
        "The answer is late. Try again: nothing will be counted twice.",
    ),
    Refusal(
        "internal_error",
        500,
        "Une erreur est survenue de notre côté. Rien n'a été changé.",
        "Something went wrong on our side. Nothing was changed.",
    ),
)

FIELD_MESSAGES: dict[str, tuple[str, str]] = {
    "required": ("Ce champ est à remplir.", "Fill in this field."),
    "invalid": ("Cette valeur n'est pas valable.", "This value is not valid."),
    "invalid_id": ("Cet identifiant n'est pas valable.", "This identifier is not valid."),
    "invalid_email": (
        "Écrivez une adresse e-mail complète, comme nom@exemple.fr.",
        "Write a complete e-mail address, such as name@example.org.",
    ),
    "invalid_day": (
        "Écrivez une date qui existe, avec son jour, son mois et son année.",
        "Write a date that exists, with its day, month and year.",
    ),
    "invalid_colour": (
        "Écrivez une couleur comme #1f4e8c : un dièse, puis six chiffres ou lettres de a à f.",
        "Write a colour such as #1f4e8c: a hash, then six digits or letters from a to f.",
    ),
    "invalid_postcode": (
        "Écrivez un code postal, comme 35000 ou SW1A 1AA.",
        "Write a postcode, such as 35000 or SW1A 1AA.",
    ),
    "invalid_slug": (
        "Écrivez des lettres sans accent, des chiffres et des traits d'union, comme ville-de-lys.",
        "Write letters without accents, digits and hyphens, such as city-of-lys.",
    ),
    "birth_to_come": (
        "Cette date est à venir. Écrivez le jour de votre naissance.",
        "This date is to come. Write the day you were born.",
    ),
    "birth_too_long_ago": (
        "Personne n'est né il y a plus de {limit} {limit:an|ans}. Vérifiez l'année.",
        "Nobody was born more than {limit} {limit:year|years} ago. Check the year.",
    ),
    "invalid_link": (
        "Écrivez une adresse complète, qui commence par https://.",
        "Write a complete address that starts with https://.",
    ),
    "invalid_characters": (
        "Ce texte contient des caractères interdits.",
        "This text contains forbidden characters.",
    ),
    "not_printable": (
        "Le procès-verbal signé ne sait pas écrire {limit}. Écrivez-le autrement.",
        "The signed minutes cannot show {limit}. Write it in another way.",
    ),
    "unknown_field": ("Ce champ n'existe pas.", "This field does not exist."),
    "too_short": (
        "Écrivez au moins {limit} {limit:caractère|caractères}.",
        "Write at least {limit} {limit:character|characters}.",
    ),
    "too_long": (
        "Écrivez au plus {limit} {limit:caractère|caractères}.",
        "Write at most {limit} {limit:character|characters}.",
    ),
    "too_small": ("La plus petite valeur possible est {limit}.", "The smallest possible value is {limit}."),
    "too_large": ("La plus grande valeur possible est {limit}.", "The largest possible value is {limit}."),
    "too_few": ("Choisissez-en au moins {limit}.", "Choose at least {limit}."),
    "too_many": ("Choisissez-en au plus {limit}.", "Choose at most {limit}."),
    "not_one_of": ("Choisissez l'une des réponses proposées.", "Choose one of the given answers."),
    "time_without_offset": ("Indiquez le décalage horaire.", "Say the time offset."),
    "password_too_short": (
        (
            "Un mot de passe a au moins {limit} {limit:caractère|caractères}. "
            "Trois ou quatre mots sans lien entre eux font l'affaire."
        ),
        (
            "A password has at least {limit} {limit:character|characters}. "
            "Three or four words that have nothing to do with each other will do."
        ),
    ),
    "password_too_weak": (
        "Ce mot de passe est trop facile à deviner. Ajoutez des mots.",
        "This password is too easy to guess. Add words.",
    ),
    "window_reversed": ("La fin doit venir après le début.", "The end must come after the beginning."),
    "end_has_passed": (
        "Cette heure est passée. Pour finir maintenant, donnez l'heure qu'il est.",
        "This time has passed. To end now, give the time that it is.",
    ),
    "not_accepted": ("Vous devez l'accepter pour continuer.", "You must accept it to continue."),
    "too_young": ("L'âge indiqué ne permet pas de participer.", "The age given does not allow taking part."),
}
