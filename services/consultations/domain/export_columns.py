"""The columns of each export: their names, French headings and what they hold. The one declaration of them: the file's
writer, the reader of rows and the page that explains a file all take it from here.
"""

from typing import NamedTuple


class Column(NamedTuple):
    """`name` stands in JSON and at the head of an English file, `heading_fr` at the head of a French one."""

    name: str
    heading_fr: str
    says_fr: str
    says_en: str


DECLARED = (
    Column(
        "kind",
        "nature",
        "Ce que dit la ligne : contribution, version, argument, source ou vote.",
        "What the line is: contribution, version, argument, source or vote.",
    ),
    Column(
        "number",
        "numéro",
        (
            "Le numéro public de la contribution. Pour un argument, une source ou un vote : celui de "
            "la contribution concernée."
        ),
        (
            "The public number of the contribution. For an argument, a source or a vote: that of the "
            "contribution it is about."
        ),
    ),
    Column(
        "id",
        "identifiant",
        "L'identifiant du texte dans la suite. Vide pour un vote.",
        "The text's identifier in the suite. Empty for a vote.",
    ),
    Column(
        "contribution_id",
        "contribution",
        "L'identifiant de la contribution que la ligne concerne. Vide pour une contribution.",
        "The identifier of the contribution that the line is about. Empty for a contribution.",
    ),
    Column("step", "étape", "Le titre de l'étape.", "The title of the step."),
    Column("section", "rubrique", "Le titre de la rubrique.", "The title of the section."),
    Column(
        "author",
        "participant (pseudonyme)",
        (
            "Un nom inventé, le même dans tout le fichier, un autre dans le suivant. Vide pour un "
            "texte officiel et pour une main levée."
        ),
        (
            "A made-up name, the same throughout the file, another in the next one. Empty for an "
            "official text and for a raised hand."
        ),
    ),
    Column(
        "author_type",
        "profil",
        "Le profil que la personne a choisi auprès de l'organisation. Vide si elle n'en a pas choisi.",
        "The kind of participant that the person chose to be for the organisation. Empty if they chose none.",
    ),
    Column(
        "age_band",
        "tranche d'âge",
        "La tranche d'âge donnée à la borne d'un atelier. Vide partout ailleurs.",
        "The age band given at the kiosk of a workshop. Empty everywhere else.",
    ),
    Column(
        "official",
        "officiel",
        "Oui si le texte est celui de l'organisation, non s'il est d'un participant.",
        "True if the text is the organisation's, false if it is a participant's.",
    ),
    Column(
        "title",
        "titre",
        "Le titre du texte, tel qu'il est publié.",
        "The title of the text, as it is published.",
    ),
    Column("text", "texte", "Le texte entier, tel qu'il est publié.", "The whole text, as it is published."),
    Column(
        "reasons",
        "motifs",
        "Pour une version : pourquoi l'auteur propose d'écrire autrement.",
        "For a version: why its author would write otherwise.",
    ),
    Column("link", "lien", "Pour une source : son adresse.", "For a source: its address."),
    Column(
        "category",
        "catégorie",
        "Pour une source : article, rapport, loi, étude, témoignage ou autre.",
        "For a source: article, report, law, study, testimony or other.",
    ),
    Column(
        "side",
        "sens",
        "Pour un argument : pour, contre ou commentaire.",
        "For an argument: for, against or comment.",
    ),
    Column(
        "opinion",
        "avis",
        "Pour un vote : d'accord, mitigé ou pas d'accord. Une main levée en atelier est un « d'accord ».",
        "For a vote: agree, mixed or disagree. A hand raised at a workshop is an “agree”.",
    ),
    Column(
        "agree",
        "d'accord",
        (
            "Combien de votes « d'accord », mains levées comprises. Par participant : combien la "
            "personne en a donné."
        ),
        "How many “agree” votes, raised hands included. By participant: how many the person gave.",
    ),
    Column(
        "mixed",
        "mitigé",
        "Combien de votes « mitigé ». Par participant : combien la personne en a donné.",
        "How many “mixed” votes. By participant: how many the person gave.",
    ),
    Column(
        "disagree",
        "pas d'accord",
        "Combien de votes « pas d'accord ». Par participant : combien la personne en a donné.",
        "How many “disagree” votes. By participant: how many the person gave.",
    ),
    Column(
        "arguments_for",
        "arguments pour",
        "Combien d'arguments pour sont publiés.",
        "How many arguments for are published.",
    ),
    Column(
        "arguments_against",
        "arguments contre",
        "Combien d'arguments contre sont publiés.",
        "How many arguments against are published.",
    ),
    Column(
        "comments",
        "commentaires",
        "Combien de commentaires sont publiés.",
        "How many comments are published.",
    ),
    Column(
        "sources",
        "sources",
        "Combien de sources sont publiées. Par participant : combien la personne en a donné.",
        "How many sources are published. By participant: how many the person gave.",
    ),
    Column(
        "versions",
        "versions",
        "Combien de versions sont publiées. Par participant : combien la personne en a écrit.",
        "How many versions are published. By participant: how many the person wrote.",
    ),
    Column(
        "supports",
        "soutiens",
        (
            "Combien de personnes soutiennent l'argument ou la source. Par participant : combien de "
            "soutiens la personne a donnés."
        ),
        "How many people support the argument or source. By participant: how many supports the person gave.",
    ),
    Column(
        "answers",
        "répond à",
        "Les numéros des contributions auxquelles celle-ci répond, séparés par des espaces.",
        "The numbers of the contributions that this one answers, separated by spaces.",
    ),
    Column(
        "published_at_local",
        "publié le (heure locale)",
        "Le jour et l'heure de publication, ou du vote, à l'horloge du projet, avec son décalage.",
        "The day and hour of publication, or of the vote, on the project's clock with its offset.",
    ),
    Column(
        "published_at",
        "publié le (UTC)",
        "Le même instant en temps universel.",
        "The same instant in universal time.",
    ),
    Column(
        "edited_at_local",
        "modifié le (heure locale)",
        "La dernière modification, à l'horloge du projet. Vide si le texte est comme au premier jour.",
        "The latest change, on the project's clock. Empty if the text is as it was at first.",
    ),
    Column(
        "edited_at",
        "modifié le (UTC)",
        "Le même instant en temps universel.",
        "The same instant in universal time.",
    ),
    Column(
        "contributions",
        "contributions",
        "Combien de contributions la personne a publiées.",
        "How many contributions the person published.",
    ),
    Column(
        "arguments",
        "arguments",
        "Combien d'arguments et de commentaires la personne a publiés.",
        "How many arguments and comments the person published.",
    ),
    Column(
        "votes",
        "votes",
        "Combien de votes la personne a donnés, dans les trois valeurs.",
        "How many votes the person gave, in all three values.",
    ),
    Column(
        "first_at_local",
        "première participation (heure locale)",
        "La première fois que la personne a participé, à l'horloge du projet.",
        "The first time the person took part, on the project's clock.",
    ),
    Column(
        "first_at",
        "première participation (UTC)",
        "Le même instant en temps universel.",
        "The same instant in universal time.",
    ),
    Column(
        "last_at_local",
        "dernière participation (heure locale)",
        "La dernière fois que la personne a participé, à l'horloge du projet.",
        "The last time the person took part, on the project's clock.",
    ),
    Column(
        "last_at",
        "dernière participation (UTC)",
        "Le même instant en temps universel.",
        "The same instant in universal time.",
    ),
)
BY_NAME = {column.name: column for column in DECLARED}

FULL = (
    "kind", "number", "id", "contribution_id", "step", "section", "author", "author_type", "age_band", "official",
    "title", "text", "reasons", "link", "category", "side", "opinion", "agree", "mixed", "disagree", "arguments_for",
    "arguments_against", "comments", "sources", "versions", "supports", "answers", "published_at_local", "published_at",
    "edited_at_local", "edited_at",
)  # fmt: skip
SIMPLIFIED = (
    "number", "step", "section", "author", "author_type", "official", "title", "text", "agree", "mixed", "disagree",
    "arguments_for", "arguments_against", "comments", "sources", "versions", "answers", "published_at_local",
    "published_at",
)  # fmt: skip
BY_PARTICIPANT = (
    "author", "author_type", "contributions", "versions", "arguments", "sources", "votes", "agree", "mixed", "disagree",
    "supports", "first_at_local", "first_at", "last_at_local", "last_at",
)  # fmt: skip
COLUMNS = {"full": FULL, "simplified": SIMPLIFIED, "by_participant": BY_PARTICIPANT}
