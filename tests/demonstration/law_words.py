"""A draft law on digital life, article by article; every sentence is made up. `agree` … are shares of what was
recorded for the opinions of the French consultation of 2015, a hundredth of them."""

from typing import NamedTuple


class Article(NamedTuple):
    """An article as the organisation publishes it, and how people voted (counts)."""

    title: str
    body: str
    agree: int
    mixed: int
    disagree: int


ARTICLES = [
    Article("Article 1 – Données ouvertes par défaut", "Les administrations publient leurs données dans un format que chacun "
            "peut lire et réutiliser. Elles disent pourquoi quand elles ne le font pas.", 22, 2, 1),
    Article("Article 2 – Règles des algorithmes publics", "Toute décision prise à l'aide d'un calcul automatique le dit. "
            "La personne concernée obtient sur demande les règles principales de ce calcul.", 11, 1, 1),
    Article("Article 3 – Données d'intérêt général", "Les titulaires d'un marché public rendent à la collectivité les "
            "données nées de ce marché.", 7, 3, 2),
    Article("Article 4 – Savoirs communs", "Ce qui appartient à tous ne peut être repris par un seul. Une association "
            "peut agir pour le faire respecter.", 18, 2, 3),
    Article("Article 5 – Recherche publiée librement", "L'auteur d'un écrit de recherche financé par le public peut le "
            "publier librement après six mois.", 21, 1, 1),
    Article("Article 6 – Fouille de textes", "Les chercheurs peuvent analyser par le calcul les textes auxquels ils ont "
            "accès, à des fins de recherche.", 9, 2, 2),
    Article("Article 7 – Neutralité d'internet", "Les opérateurs traitent de la même façon tout ce qu'ils acheminent.", 16, 1, 1),
    Article("Article 8 – Emporter ses données", "Chacun récupère ses données et ses messages quand il quitte un service.",
            13, 2, 1),
    Article("Article 9 – Loyauté des plateformes", "Une plateforme dit comment elle classe les offres, et ce qui la lie à "
            "ceux qu'elle montre.", 8, 3, 2),
    Article("Article 10 – Avis en ligne", "Un site qui publie des avis dit s'il les vérifie, et comment.", 6, 4, 2),
    Article("Article 11 – Droit à l'oubli des mineurs", "Ce qu'une personne a publié avant ses dix-huit ans s'efface à sa "
            "demande dans le mois.", 12, 2, 1),
    Article("Article 12 – Mort numérique", "Chacun peut dire de son vivant ce que deviendront ses comptes.", 7, 2, 1),
    Article("Article 13 – Secret des correspondances", "Les messages privés ne sont ni lus ni analysés pour la publicité.",
            19, 1, 0),
    Article("Article 14 – Logiciels libres dans l'administration", "Les administrations préfèrent, à service égal, le "
            "logiciel libre.", 24, 3, 2),
    Article("Article 15 – Accès pour tous", "Les services publics en ligne sont utilisables par les personnes handicapées ; "
            "ils affichent leur niveau de conformité.", 9, 1, 0),
    Article("Article 16 – Maintien de la connexion", "L'accès à internet est maintenu pour les foyers en difficulté, le "
            "temps d'examiner leur dossier.", 8, 2, 2),
]  # fmt: skip
REWRITES = [
    ("un délai de six mois", "Un délai clair protège mieux qu'une intention."),
    ("sauf raison écrite et publiée", "Une exception doit se voir."),
    (
        "y compris pour les communes de moins de 3 500 habitants",
        "Les petites communes ne doivent pas être oubliées.",
    ),
    ("sous une licence libre", "Publier sans licence ne permet pas de réutiliser."),
    ("et en français courant", "Une règle que l'on ne comprend pas ne s'applique pas."),
]
