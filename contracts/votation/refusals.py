"""Why the register says no."""

from contracts.base import Refusal

REFUSALS = (
    Refusal("not_open_yet", 409, "Le vote n'est pas encore ouvert.", "Voting is not open yet."),
    Refusal("closed", 409, "Le vote est clos.", "Voting is closed."),
    Refusal(
        "rules_frozen",
        409,
        "Les règles sont figées : elles ne changent plus après le scellement.",
        "The rules are frozen: they no longer change after sealing.",
    ),
    Refusal(
        "question_invalid",
        422,
        "Une question n'est pas possible telle quelle. Corrigez les champs signalés.",
        "A question cannot be asked as it is. Correct the fields marked.",
    ),
    Refusal(
        "not_printable",
        422,
        "Un texte contient un signe que le procès-verbal signé ne sait pas écrire. Corrigez les champs signalés.",
        "A text holds a sign that the signed minutes cannot show. Correct the fields marked.",
    ),
    Refusal(
        "incomplete",
        409,
        "Il manque encore quelque chose : une question, les dates, la liste ou le bureau.",
        "Something is still missing: a question, the dates, the roll or the bureau.",
    ),
    Refusal(
        "cells_too_small",
        409,
        "{people} {people:personne serait dépouillée|personnes seraient dépouillées} dans des groupes trop petits (le plus "
        "petit en compte {smallest}) : leur vote pourrait être lu dans les bulletins publiés. Regroupez des poids sur la "
        "liste, ou acceptez expressément ce nombre.",
        "{people} {people:person|people} would be counted in groups that are too small (the smallest has {smallest}): their "
        "votes could be read in the published ballots. Merge weights on the roll, or accept this number expressly.",
    ),
    Refusal(
        "not_ready", 409, "Figez d'abord les règles et la liste.", "Freeze the rules and the roll first."
    ),
    Refusal(
        "colleges_missing",
        409,
        "La règle compte chaque collège à part : il en faut au moins deux, et chacun doit être de l'un d'eux.",
        "The rule counts every college apart: there must be two at least, and everyone must be of one.",
    ),
    Refusal(
        "electors_unreachable",
        409,
        "{electors} {electors:personne n'a|personnes n'ont} ni adresse e-mail ni compte : "
        "{electors:elle ne pourrait|elles ne pourraient} pas voter.",
        "{electors} {electors:person has|people have} neither an e-mail address nor an account: they could not vote.",
    ),
    Refusal(
        "share_not_acknowledged",
        409,
        "Chaque membre du bureau doit avoir saisi sa part à nouveau.",
        "Every member of the bureau has to enter their share again.",
    ),
    Refusal(
        "bureau_mismatch",
        422,
        "Les membres ou le seuil ne sont pas ceux du bureau prévu.",
        "The members or the threshold are not those of the bureau.",
    ),
    Refusal("key_invalid", 422, "Cette clé publique n'est pas valable.", "This public key is not valid."),
    Refusal(
        "not_keyed",
        409,
        "La cérémonie des clés n'a pas encore eu lieu.",
        "The key ceremony has not taken place yet.",
    ),
    Refusal(
        "opening_passed",
        409,
        "L'ouverture prévue est déjà passée. Fixez de nouvelles dates.",
        "The opening has passed already. Set new dates.",
    ),
    Refusal("box_not_empty", 409, "L'urne n'est pas vide.", "The ballot box is not empty."),
    Refusal("not_open", 409, "Le vote n'est pas en cours.", "Voting is not under way."),
    Refusal("not_suspended", 409, "Le vote n'est pas suspendu.", "Voting is not suspended."),
    Refusal(
        "suspended",
        409,
        "Le vote est suspendu par le bureau. Votre droit de vote est conservé : revenez plus tard.",
        "Voting is suspended by the bureau. Your right to vote is kept: come back later.",
    ),
    Refusal("cancelled", 409, "Cette votation est annulée.", "This votation is cancelled."),
    Refusal(
        "closing_earlier",
        422,
        "La clôture annoncée ne peut être avancée.",
        "The announced closing cannot be brought forward.",
    ),
    Refusal(
        "voting_goes_on",
        409,
        "La liste d'émargement se consulte après la clôture.",
        "The list of signatures can be inspected after closing.",
    ),
    Refusal(
        "roll_wiped",
        409,
        "La liste électorale de ce vote a été effacée.",
        "The roll of this vote was wiped.",
    ),
    Refusal("voting_over", 409, "Le vote est terminé.", "Voting is over."),
    Refusal(
        "not_announced",
        409,
        "Cette votation n'est pas encore annoncée.",
        "This votation is not announced yet.",
    ),
    Refusal(
        "not_proclaimed",
        409,
        "Le résultat n'est pas encore proclamé.",
        "The result is not proclaimed yet.",
    ),
    Refusal(
        "not_counted", 409, "Le dépouillement n'a pas encore eu lieu.", "The ballots are not counted yet."
    ),
    Refusal("not_archived", 409, "Archivez d'abord la votation.", "Archive the votation first."),
    Refusal(
        "result_frozen",
        409,
        "Un résultat proclamé ne change jamais. Ajoutez un événement postérieur.",
        "A proclaimed result never changes. Add a later event instead.",
    ),
    Refusal(
        "tie_to_settle",
        409,
        "Une égalité reste à départager selon la règle prévue.",
        "A tie is still to be settled by the frozen rule.",
    ),
    Refusal(
        "settlement_invalid",
        422,
        "Ce choix ne départage pas l'égalité selon la règle prévue.",
        "This choice does not settle the tie by the frozen rule.",
    ),
    Refusal(
        "not_ready_yet",
        409,
        "Ce fichier est en préparation. Réessayez dans un instant.",
        "This file is being made. Try again in a moment.",
    ),
    Refusal(
        "roll_not_readable",
        422,
        "Ce fichier n'est pas une liste lisible (CSV). Enregistrez-le au format CSV puis réessayez.",
        "This file is not a readable list (CSV). Save it as CSV and try again.",
    ),
    Refusal("import_busy", 409, "Ce fichier est en cours de lecture.", "This file is being read."),
    Refusal("import_not_read", 409, "Vérifiez d'abord le fichier.", "Check the file first."),
    Refusal(
        "roll_has_problems",
        409,
        "{problems} {problems:ligne est|lignes sont} à corriger avant de reprendre ce fichier.",
        "{problems} {problems:line has|lines have} to be corrected before this file is taken.",
    ),
    Refusal(
        "reference_column_missing",
        422,
        "Indiquez la colonne du numéro d'électeur, et une façon de joindre chacun.",
        "Say which column holds the elector's number, and a way to reach everyone.",
    ),
    Refusal(
        "elector_twice",
        409,
        "Ce numéro ou cette adresse figure déjà sur la liste.",
        "This number or address is on the roll already.",
    ),
    Refusal(
        "proxy_not_allowed", 409, "Les procurations ne sont pas admises.", "Proxies are not allowed here."
    ),
    Refusal(
        "proxy_too_many",
        409,
        "Cette personne détient déjà le nombre maximal de procurations ({most}).",
        "This person already holds as many proxies as allowed ({most}).",
    ),
    Refusal(
        "proxy_chained",
        409,
        "Qui a donné procuration ne peut en détenir, et inversement.",
        "Whoever gave a proxy cannot hold one, nor the other way round.",
    ),
    Refusal(
        "proxy_given",
        409,
        "Vous avez donné procuration : votre mandataire vote pour vous.",
        "You gave a proxy: your holder votes for you.",
    ),
    Refusal("proxy_not_yours", 403, "Cette procuration n'est pas à vous.", "This proxy is not yours."),
    Refusal(
        "already_signed",
        409,
        "Le registre est déjà signé pour ce vote : votre bulletin est dans l'urne.",
        "The register is already signed for this vote: your ballot is in the box.",
    ),
    Refusal(
        "link_unknown",
        404,
        "Ce lien de vote n'est pas valable. Utilisez celui du dernier message reçu.",
        "This voting link is not valid. Use the one in the last message you received.",
    ),
    Refusal(
        "not_on_roll",
        403,
        "Vous n'êtes pas sur la liste électorale de cette votation.",
        "You are not on the electoral roll of this votation.",
    ),
    Refusal("code_wrong", 422, "Ce code n'est pas le bon.", "This code is not the right one."),
    Refusal(
        "code_expired",
        410,
        "Ce code n'est plus valable. Demandez-en un autre.",
        "This code is no longer valid. Ask for another.",
    ),
    Refusal(
        "code_too_often",
        429,
        "Trop de codes demandés. Réessayez dans {retry_after} {retry_after:seconde|secondes}.",
        "Too many codes asked for. Try again in {retry_after} {retry_after:second|seconds}.",
    ),
    Refusal(
        "right_not_valid",
        409,
        "Ce droit de vote n'est pas valable, ou il a déjà servi.",
        "This right to vote is not valid, or was used already.",
    ),
    Refusal(
        "elector_unreachable",
        409,
        "Cette personne n'a ni adresse e-mail ni compte : aucune lettre ne peut lui parvenir.",
        "This person has neither an e-mail address nor an account: no letter can reach them.",
    ),
    Refusal(
        "mailing_too_soon",
        429,
        "Une lettre vient de partir. Réessayez dans {retry_after} {retry_after:seconde|secondes}.",
        "A letter has just been sent. Try again in {retry_after} {retry_after:second|seconds}.",
    ),
)
