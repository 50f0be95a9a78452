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
PRESENTATION = (
    "Le gouvernement prépare une loi sur la vie numérique. Avant qu'elle parte en conseil des ministres, chacun peut en "
    "discuter les seize articles, en proposer une autre rédaction ou en ajouter.\n\nLes cinq versions les plus "
    "soutenues seront examinées en séance. Chacune recevra une réponse écrite : reprise, reprise en partie, ou non, et "
    "pourquoi."
)
HELP = "Les seize articles du projet, dans l'ordre où le Parlement les lira."
NEW_ARTICLES = [
    (
        "Article nouveau – Réparer son téléphone",
        (
            "Le fabricant d'un appareil connecté en fournit les pièces et la notice de "
            "réparation pendant dix ans."
        ),
    ),
    (
        "Article nouveau – Un médiateur du numérique",
        (
            "Un médiateur gratuit répond sous un mois à toute personne dont le "
            "compte a été fermé sans explication."
        ),
    ),
    (
        "Article nouveau – Le guichet reste ouvert",
        "Toute démarche en ligne peut aussi se faire au guichet ou par courrier, sans coût ni délai de plus.",
    ),
    (
        "Article nouveau – Publicité et enfants",
        "Aucun service ne montre à un mineur une publicité choisie d'après ce qu'il regarde.",
    ),
    (
        "Article nouveau – Des mises à jour longues",
        "Un objet connecté reçoit ses mises à jour de sécurité cinq ans après la dernière vente.",
    ),
]
FOR = [
    "Enfin une règle que l'on peut opposer à une administration.",
    "Le texte est court et chacun le comprend.",
    "Plusieurs pays voisins l'ont fait, sans la catastrophe annoncée.",
    "Cela protège surtout ceux qui n'ont pas d'avocat.",
    "Sans obligation écrite, rien n'a changé depuis dix ans.",
    "Les petites entreprises y gagneront aussi.",
    "C'est un droit que l'on attend depuis longtemps.",
    "Le coût est faible si l'on s'y prend dès la conception.",
    "L'article dit le principe et laisse le détail au décret : c'est sa place.",
    "Mon association le demande depuis 2011.",
]
AGAINST = [
    "Trop vague : un juge pourra lire cet article de trois façons.",
    "Rien n'est dit de la sanction.",
    "Les petites communes n'auront ni les moyens ni les bras.",
    "Le droit européen le prévoit déjà.",
    "Il manque une date d'application.",
    "L'exception risque de devenir la règle.",
    "On demande beaucoup aux éditeurs français et rien aux autres.",
    "Le mot « raisonnable » manque, et il compte.",
]
