"""Why the box says no."""

from contracts.base import Refusal

REFUSALS = (
    Refusal("not_open_yet", 409, "Le vote n'est pas encore ouvert.", "Voting is not open yet."),
    Refusal(
        "closed",
        409,
        "Le vote est clos : l'urne ne prend plus de bulletin.",
        "Voting is closed: the box takes no ballot any more.",
    ),
    Refusal(
        "already_cast",
        409,
        "Un autre bulletin est déjà dans l'urne avec ce droit : c'est lui qui compte.",
        "Another ballot is already in the box with this right: that one counts.",
    ),
    Refusal(
        "ballot_not_sealed",
        422,
        "Ce bulletin n'est pas scellé comme cette votation le demande.",
        "This ballot is not sealed as this votation asks.",
    ),
    Refusal("manifest_invalid", 422, "Ces règles ne sont pas lisibles.", "These rules cannot be read."),
    Refusal(
        "not_closed",
        409,
        "Rien n'est dépouillé avant la clôture.",
        "Nothing is counted before closing.",
    ),
    Refusal(
        "register_differs",
        409,
        "L'urne et le registre ne concordent pas : rien n'est ouvert. Signalez-le aux personnes qui tiennent le service.",
        "Box and register do not agree: nothing is opened. Tell the people who run the service.",
    ),
    Refusal(
        "shares_too_few",
        422,
        "Il faut {needed} {needed:part|parts} ; {given} {given:est donnée|sont données}.",
        "{needed} {needed:share is|shares are} needed; {given} {given:was|were} given.",
    ),
    Refusal(
        "share_invalid",
        422,
        "Une part n'est pas celle d'un membre du bureau. Vérifiez la saisie.",
        "A share is not that of a member of the bureau. Check what was entered.",
    ),
    Refusal("count_running", 409, "Le dépouillement est en cours.", "The count is under way."),
    Refusal(
        "already_counted", 409, "Les bulletins sont déjà dépouillés.", "The ballots are already counted."
    ),
)
