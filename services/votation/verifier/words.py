"""What the verifier says, in both languages."""

from collections.abc import Mapping

LANGUAGES = ("fr", "en")
COLONS = {"fr": " : ", "en": ": "}

# check: (its name, what is said when it holds)
CHECKS: dict[str, dict[str, tuple[str, str]]] = {
    "container": {
        "fr": ("fichier", "une seule écriture possible, {bytes} octets"),
        "en": ("file", "has its one possible spelling, {bytes} bytes"),
    },
    "manifest": {
        "fr": ("manifeste", "bien formé, format {version}, empreinte {manifest}"),
        "en": ("manifest", "well formed, format {version}, hash {manifest}"),
    },
    "expected": {
        "fr": ("manifeste attendu", "c'est bien celui-là"),
        "en": ("expected manifest", "this is the one"),
    },
    "index": {
        "fr": ("sommaire", "signé, {files} fichiers conformes à leurs empreintes"),
        "en": ("index", "signed, {files} files have their hashes"),
    },
    "board": {
        "fr": (
            "tableau public",
            "chaîne et signatures suivies, {epochs} lots, {ballots} bulletins, racine {root}",
        ),
        "en": ("board", "chain and signatures followed, {epochs} epochs, {ballots} ballots, root {root}"),
    },
    "sealed": {
        "fr": ("bulletins scellés", "{ballots}, chacun à sa place au tableau"),
        "en": ("sealed ballots", "{ballots}, each in its place on the board"),
    },
    "roll": {
        "fr": ("liste électorale", "{electors} électeurs, la liste annoncée avant l'ouverture"),
        "en": ("roll", "{electors} electors, the roll announced before opening"),
    },
    "register": {
        "fr": ("émargements", "{signatures}, signés par le registre"),
        "en": ("signatures", "{signatures}, signed by the register"),
    },
    "stuffing": {
        "fr": (
            "urne et émargements",
            "autant de bulletins que d'émargements dans chacun des {cells} groupes",
        ),
        "en": ("box and signatures", "as many ballots as signatures in each of {cells} cells"),
    },
    "plain": {
        "fr": ("bulletins ouverts", "{ballots} ({null} nuls), autant que de scellés dans chaque groupe"),
        "en": ("opened ballots", "{ballots} ({null} null), as many as sealed ones in every group"),
    },
    "audit": {
        "fr": ("journal", "{entries} entrées enchaînées, dernière {last}"),
        "en": ("audit log", "{entries} chained entries, last {last}"),
    },
    "anchors": {
        "fr": (
            "journal et tableau",
            "le journal nomme ces règles, cette racine et ce résultat ; les lots en nomment {anchors} entrées",
        ),
        "en": (
            "log and board",
            "the log names these rules, root and result; the batches name {anchors} of its entries",
        ),
    },
    "dates": {
        "fr": ("dates", "actes et lots en leur temps, ouverture {first}, clôture {last}"),
        "en": ("dates", "acts and batches in their time, opened {first}, closed {last}"),
    },
    "root": {
        "fr": ("racine vue", "c'est celle du lot {number} sur {epochs}, le tableau l'a prolongée"),
        "en": ("root seen", "it is that of batch {number} of {epochs}, the board went on from it"),
    },
    "log": {
        "fr": ("journal vu", "c'est l'entrée {seq} ({act})"),
        "en": ("log seen", "it is entry {seq} ({act})"),
    },
    "mark": {
        "fr": ("marque", "sur la liste, groupe {cell}, émargements : {signed}"),
        "en": ("mark", "on the roll, cell {cell}, signatures: {signed}"),
    },
    "result": {
        "fr": ("résultat", "recompté à partir des bulletins ouverts, identique ({questions} questions)"),
        "en": ("result", "counted again from the opened ballots, identical ({questions} questions)"),
    },
    "minutes": {
        "fr": ("procès-verbal", "celui dont l'empreinte est au journal"),
        "en": ("minutes", "those whose hash is in the audit log"),
    },
    "opening": {
        "fr": ("ouverture", "rouverts avec la clé, les bulletins scellés disent les bulletins ouverts"),
        "en": ("opening", "opened again with the key, the sealed ballots say the opened ones"),
    },
    "receipt": {
        "fr": ("récépissé {file}", "signé, et son bulletin est au tableau"),
        "en": ("receipt {file}", "signed, and its ballot is on the board"),
    },
}

REASONS: dict[str, dict[str, str]] = {
    "not_checked": {
        "fr": "non vérifié, faute de ce qui a échoué plus haut",
        "en": "not checked, for want of what failed above",
    },
    "unexpected": {"fr": "illisible ({what})", "en": "unreadable ({what})"},
    "spelling": {
        "fr": "ce n'est pas une archive telle que Capco l'écrit ({where})",
        "en": "not an archive as Capco writes it ({where})",
    },
    "unreadable": {"fr": "fichier illisible ({what})", "en": "cannot be read ({what})"},
    "malformed": {"fr": "mal formé ({where})", "en": "malformed ({where})"},
    "manifest_complaints": {"fr": "règles invalides : {what}", "en": "rules are not valid: {what}"},
    "other_manifest": {
        "fr": "d'un autre manifeste que celui de l'archive ({where})",
        "en": "of another manifest than the archive's ({where})",
    },
    "other_votation": {"fr": "d'une autre votation", "en": "of another votation"},
    "forged": {"fr": "la signature n'est pas celle de l'urne", "en": "the signature is not the box's"},
    "signature": {"fr": "signature fausse ({where})", "en": "false signature ({where})"},
    "files": {
        "fr": "ce ne sont pas les fichiers annoncés ({where})",
        "en": "not the files announced ({where})",
    },
    "changed": {"fr": "{where} n'est pas le fichier signé", "en": "{where} is not the file signed"},
    "broken": {
        "fr": "la chaîne est rompue au numéro {number} : {why}",
        "en": "the chain breaks at {number}: {why}",
    },
    "not_on_board": {
        "fr": "le bulletin n'est pas au tableau ({where})",
        "en": "the ballot is not on the board ({where})",
    },
    "missing": {
        "fr": "il en manque ({given} sur {expected})",
        "en": "some are missing ({given} of {expected})",
    },
    "other_roll": {
        "fr": "la liste n'est pas celle du manifeste",
        "en": "the roll is not that of the manifest",
    },
    "differ": {
        "fr": "{given} au lieu de {expected} ({where})",
        "en": "{given} instead of {expected} ({where})",
    },
    "not_sorted": {
        "fr": "lignes en désordre ou répétées ({where})",
        "en": "lines out of order or twice ({where})",
    },
    "recount": {"fr": "le recompte donne un autre résultat ({what})", "en": "the recount differs ({what})"},
    "tie": {
        "fr": "départage sans trace régulière au journal",
        "en": "a tie settled without its trace in the log",
    },
    "order": {
        "fr": "l'entrée {number} n'est pas à sa place dans la suite des actes",
        "en": "entry {number} is out of place among the acts",
    },
    "backwards": {
        "fr": "l'entrée {number} est datée d'avant la précédente",
        "en": "entry {number} is dated before the one above",
    },
    "after_proclaimed": {
        "fr": "l'entrée {number} vient après la proclamation",
        "en": "entry {number} comes after the proclamation",
    },
    "not_proclaimed": {
        "fr": "le journal s'arrête avant la proclamation ({where})",
        "en": "the log stops before the proclamation ({where})",
    },
    "log_differs": {
        "fr": "le journal nomme autre chose que ce que contient l'archive ({where})",
        "en": "the log names another value than the archive holds ({where})",
    },
    "log_rewritten": {
        "fr": "le lot {where} nomme une entrée que ce journal n'a pas, ou pas dans cet ordre : le journal a été récrit",
        "en": "batch {where} names an entry that this log does not have, or not in this order: the log was rewritten",
    },
    "too_early": {
        "fr": "acte inscrit avant l'heure que fixent les règles ({where})",
        "en": "act entered before the time that the rules set ({where})",
    },
    "other_day": {
        "fr": "le lot {number} est daté d'un jour où le vote n'avait pas lieu ({where})",
        "en": "batch {number} is dated on a day without voting ({where})",
    },
    "length": {
        "fr": "la ligne {where} n'a pas la longueur d'un bulletin scellé",
        "en": "line {where} has not the length of a sealed ballot",
    },
    "out_of_range": {
        "fr": "une réponse impossible est comptée comme valable ({where})",
        "en": "an impossible answer is counted as valid ({where})",
    },
    "unknown_root": {
        "fr": "le tableau n'est jamais passé par cette racine ({where})",
        "en": "the board never had this root ({where})",
    },
    "unknown_entry": {
        "fr": "le journal n'a pas cette entrée ({where})",
        "en": "the log has no such entry ({where})",
    },
    "unknown_mark": {
        "fr": "cette marque n'est pas sur la liste ({where})",
        "en": "this mark is not on the roll ({where})",
    },
    "no_pdf": {"fr": "ce n'est pas un PDF", "en": "not a PDF"},
    "minutes": {
        "fr": "son empreinte n'est pas au journal",
        "en": "its hash is not in the audit log",
    },
    "shares": {"fr": "parts de clé inutilisables ({what})", "en": "key shares that are of no use ({what})"},
}

VERDICTS = {
    True: {
        "fr": "Tout concorde. Comparez l'empreinte du manifeste à celle que vous connaissez ; ce que rien ici ne prouve est dit "
        "dans la description des formats.",
        "en": "Everything agrees. Compare the manifest's hash with the one that you know; what nothing here proves is said in "
        "the description of the formats.",
    },
    False: {
        "fr": "Cette archive n'est pas celle d'une votation régulière.",
        "en": "This is not the archive of a regular votation.",
    },
}
LONGEST = 200


def name(check: str, language: str, details: Mapping[str, object]) -> str:
    return CHECKS[check][language][0].format_map(_plain(details))


def good(check: str, language: str, details: Mapping[str, object]) -> str:
    return CHECKS[check][language][1].format_map(_plain(details))


def reason(code: str, language: str, details: Mapping[str, object]) -> str:
    return REASONS[code][language].format_map(_plain(details))


def _plain(details: Mapping[str, object]) -> dict[str, str]:
    """What comes from an archive is shown as text of one line, whatever it holds."""
    return {
        key: "".join(character if character.isprintable() else "?" for character in str(value)[:LONGEST])
        for key, value in details.items()
    }
