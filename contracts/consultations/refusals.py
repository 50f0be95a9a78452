"""Why consultations says no."""

from contracts.base import Refusal

REFUSALS = (
    Refusal(
        "not_a_votation_step",
        409,
        "Seule une étape de votation peut désigner une votation.",
        "Only a votation step can name a votation.",
    ),
    Refusal("not_open_yet", 409, "Cette étape n'est pas encore ouverte.", "This step is not open yet."),
    Refusal(
        "closed",
        409,
        "Cette étape est close : on n'y écrit plus et on n'y vote plus.",
        "This step is closed: no more writing or voting.",
    ),
    Refusal(
        "requirements_unmet",
        403,
        "Il vous manque une condition pour participer à cette étape.",
        "You do not meet a condition to take part in this step yet.",
    ),
    Refusal(
        "too_fast",
        429,
        "Deux contributions par minute au plus. Réessayez dans {retry_after} {retry_after:seconde|secondes}.",
        "Two contributions a minute at most. Try again in {retry_after} {retry_after:second|seconds}.",
    ),
    Refusal(
        "not_contributable", 409, "On n'écrit pas dans cette rubrique.", "This section takes no contribution."
    ),
    Refusal(
        "orphan",
        422,
        "Dites à quoi votre texte répond : un problème pour une cause, une cause pour une solution.",
        "Say what your text answers: a problem for a cause, a cause for a solution.",
    ),
    Refusal(
        "answers_wrong_section",
        422,
        "Une cause explique un problème, une solution répond à une cause.",
        "A cause explains a problem, a solution answers a cause.",
    ),
    Refusal(
        "official_only",
        403,
        "Seule l'organisation publie un texte officiel.",
        "Only the organisation publishes an official text.",
    ),
    Refusal(
        "not_an_event",
        409,
        "Le mode événement n'est pas activé pour cette étape.",
        "Event mode is not on for this step.",
    ),
    Refusal(
        "votes_would_be_reset",
        409,
        "Modifier votre texte remet {votes:son|ses} {votes} {votes:vote|votes} à zéro. Confirmez pour continuer.",
        "Editing your text resets its {votes} {votes:vote|votes}. Confirm to go on.",
    ),
    Refusal("not_editable", 409, "Ce texte ne peut plus être modifié.", "This text can no longer be edited."),
    Refusal("votes_off", 409, "On ne vote pas dans cette rubrique.", "There is no voting in this section."),
    Refusal(
        "not_votable", 409, "Ce texte n'est plus ouvert à la discussion.", "This text is not open to debate."
    ),
    Refusal(
        "arguments_off",
        409,
        "Cette rubrique n'accepte pas ce type d'argument.",
        "This section does not take that kind of argument.",
    ),
    Refusal(
        "own_argument",
        403,
        "On ne vote pas pour son propre argument.",
        "You cannot vote for your own argument.",
    ),
    Refusal("sources_off", 409, "Cette rubrique n'accepte pas de source.", "This section takes no source."),
    Refusal(
        "own_source", 403, "On ne vote pas pour sa propre source.", "You cannot vote for your own source."
    ),
    Refusal(
        "versions_off", 409, "Cette rubrique n'accepte pas de version.", "This section takes no version."
    ),
    Refusal(
        "already_reported", 409, "Vous l'avez déjà signalé. Merci.", "You already reported it. Thank you."
    ),
    Refusal(
        "already_appealed",
        409,
        "Votre recours est déjà à l'étude.",
        "Your appeal is already being looked at.",
    ),
    Refusal(
        "reason_required", 422, "Donnez la raison : elle sera montrée.", "Give the reason: it will be shown."
    ),
    Refusal(
        "window_reversed", 422, "La fin doit venir après le début.", "The end must come after the beginning."
    ),
    Refusal(
        "end_has_passed",
        422,
        "Cette heure est passée. Pour finir maintenant, donnez l'heure qu'il est.",
        "This time has passed. To end now, give the time that it is.",
    ),
    Refusal("time_zone_unknown", 422, "Ce fuseau horaire n'existe pas.", "This time zone does not exist."),
    Refusal(
        "nothing_to_publish",
        409,
        "Ajoutez au moins une étape datée avant de publier.",
        "Add at least one dated step before publishing.",
    ),
    Refusal(
        "group_missing", 422, "Choisissez le groupe qui verra le projet.", "Choose the group that sees it."
    ),
    Refusal(
        "already_took_part",
        409,
        "Des personnes ont déjà participé : ce n'est plus possible.",
        "People already took part: this is no longer possible.",
    ),
    Refusal(
        "rules_frozen",
        409,
        "L'étape est ouverte : ses règles ne changent plus.",
        "The step is open: its rules no longer change.",
    ),
    Refusal(
        "steps_mismatch",
        422,
        "La liste doit nommer chaque étape du projet une fois.",
        "The list must name each step of the project once.",
    ),
    Refusal(
        "not_an_offline_step",
        409,
        "Seule une étape hors ligne a une issue à consigner.",
        "Only an offline step has an outcome to record.",
    ),
    Refusal(
        "section_too_deep", 422, "Quatre niveaux de rubriques au plus.", "Four levels of sections at most."
    ),
    Refusal("not_ready", 409, "L'export n'est pas encore prêt.", "The export is not ready yet."),
)
