"""What people of the consultation on food say beside a title. Made up, and dealt so that neighbours differ."""

import random

from tests.demonstration.food_seen import SEEN

COMMON = {
    "problem": [
        "Je le vois chaque semaine dans mon travail.", "Dans notre commune, cela fait dix ans que l'on en parle.",
        "Notre association l'a mesuré auprès de deux cents familles.", "À chaque réunion publique, le sujet revient.",
        "Mes voisins et moi en parlons sur le pas de la porte.", "Nous l'avons tous remarqué, et personne ne s'en occupe.",
        "Il y a vingt ans ce n'était pas le cas ici.", "J'ai tenu un carnet pendant trois mois pour en être sûr.",
        "Dans mon quartier, une famille sur deux pourrait en témoigner.", "Les élus le savent, les habitants aussi.",
        "Je travaille dans ce domaine depuis quinze ans et cela s'aggrave.", "Mes enfants m'ont ouvert les yeux là-dessus.",
        "On le découvre souvent trop tard.", "Deux articles du journal local en ont parlé cette année.",
        "Nous en avons débattu tout un samedi à la maison des associations.", "Cela se voit même sans être du métier.",
    ],
    "cause": [
        "C'est ce que nous répètent ceux qui sont sur le terrain.", "On en parle peu, alors que tout part de là.",
        "J'ai longtemps cru le contraire, puis j'ai regardé de près.", "Le rapport de notre chambre consulaire le dit aussi.",
        "Quatre personnes sur cinq l'ont cité à notre atelier.", "Ce n'est pas la seule raison, mais c'est la première.",
        "Je l'ai appris en faisant mes comptes.", "Les anciens du village l'expliquent très bien.",
        "Nous avons posé la question au marché, la réponse est nette.", "Tant qu'on n'y touche pas, le reste ne change pas.",
        "Ma sœur l'a vécu l'an dernier.", "Les chiffres publiés par la région le confirment.",
        "Personne ne l'a voulu, cela s'est installé peu à peu.", "Le même constat revient dans trois ateliers sur quatre.",
    ],
    "solution": [
        "Un essai a été fait près de chez moi, et il dure.", "Notre conseil d'école l'a voté à l'unanimité.",
        "Un groupe de parents s'en est chargé, avec peu de moyens.", "Le canton voisin y est passé il y a trois ans.",
        "Nous l'avons chiffré : c'est à notre portée.", "Les gens du métier que j'ai interrogés y sont prêts.",
        "Je peux y donner une demi-journée par semaine.", "Il suffit que quelqu'un commence.",
        "J'ai vu faire cela en vacances, et tout le monde y gagnait.", "L'idée vient de ma fille, et je la trouve juste.",
        "On peut le faire sans attendre une loi.", "À notre atelier, c'est l'idée qui a fait l'unanimité.",
        "Une commune de mille habitants l'a fait, pourquoi pas nous ?", "Cela demande une règle, et un peu de courage.",
        "J'y pense depuis que j'ai changé de métier.", "C'est simple à expliquer et simple à vérifier.",
        "Nos grands-parents faisaient déjà à peu près cela.", "Le budget existe, il est seulement mal placé.",
    ],
    "stake": ["Voilà ce qui devrait guider toutes les décisions.", "Sans cela, le reste ne tient pas.",
              "C'est par là que chaque atelier a commencé."],
}  # fmt: skip
MORE = {
    "problem": [
        "Les plus modestes sont touchés d'abord.", "On s'y est habitué, et c'est bien le pire.",
        "Si rien ne bouge, nos enfants en hériteront.", "Chacun renvoie la question au voisin.",
        "Cela coûte cher à tout le monde, sans que personne ne voie la facture.",
        "Les solutions existent, encore faut-il dire le problème à voix haute.",
        "Il manque surtout quelqu'un pour s'en occuper.", "Ce n'est la faute de personne, mais c'est l'affaire de tous.",
        "Je ne connais pas la réponse, je demande que l'on cherche.", "Regardons cela avant de parler d'argent.",
        "Les chiffres nationaux cachent de grandes différences.",
    ],
    "cause": [
        "Il faudrait demander leur avis à ceux qui décident des prix.", "Ce serait à vérifier ailleurs qu'ici.",
        "Je serais curieux de lire ce qu'en pensent les autres.", "Cela n'excuse personne, mais cela explique beaucoup.",
        "On peut agir dessus sans attendre.", "Les deux côtés s'en plaignent, c'est bon signe.",
        "J'ajoute une source dès que je la retrouve.", "Mieux vaut s'attaquer à cela qu'à ses effets.",
    ],
    "solution": [
        "Commençons par trois territoires, puis comparons.", "Je propose d'en faire le bilan au bout de deux ans.",
        "Il faudra prévoir une exception pour les toutes petites structures.", "Les plus fragiles doivent en profiter d'abord.",
        "Le plus difficile sera de s'y tenir.", "On verra vite si cela marche, et on pourra corriger.",
        "Je demande simplement que l'on essaie une saison.", "Associons-y les lycées agricoles, ils cherchent des projets.",
        "Un euro dépensé là en épargne plusieurs ailleurs.", "Il y aura des grincheux, puis tout le monde s'y fera.",
        "Publions les résultats, bons ou mauvais.", "Cela redonnerait envie à beaucoup d'entre nous.",
    ],
    "stake": ["À chacun de dire comment l'on s'en approche.", "Les désaccords commencent après, et c'est très bien.",
              "J'aimerais que l'on y revienne à la fin de la consultation."],
}  # fmt: skip
FOR = {
    "solution": [
        "Simple, peu coûteux, à faire tout de suite.", "Une règle claire vaut mieux que dix recommandations.",
        "Enfin une idée que l'on peut mesurer.", "Nos voisins l'ont fait et n'y reviennent pas.",
        "Cela ne demande pas d'attendre dix ans.", "C'est juste, et c'est facile à expliquer autour de soi.",
        "Tout le monde y gagne, même ceux qui râlent aujourd'hui.", "J'y mettrais volontiers un peu de mes impôts.",
        "C'est concret : on saura dire si cela a été fait.", "Les jeunes de notre commune l'attendent.",
        "Cela donne du travail près de chez nous.", "Même un petit pas dans ce sens changerait les habitudes.",
        "Les professionnels que je connais sont d'accord.", "On l'a testé deux ans à l'échelle d'un canton, cela tient.",
    ],
    "other": [
        "C'est exactement ce que je vis.", "Les chiffres de notre association vont dans ce sens.",
        "Merci de le dire, on l'entend trop peu.", "Je l'ai constaté dans trois régions différentes.",
        "Ceux du métier le disent depuis des années.", "Oui, et cela empire d'année en année.",
        "C'est par là qu'il faut commencer.", "Ma famille en a fait l'expérience cet hiver.",
        "On ne comprend pas le reste si l'on oublie cela.", "Vrai en ville comme à la campagne.",
    ],
}  # fmt: skip
AGAINST = {
    "solution": [
        "Qui va payer ? Les petites communes n'ont plus de marge.", "Une règle de plus pour des gens déjà débordés.",
        "Il faudrait d'abord savoir si cela marche.", "Difficile à contrôler sur le terrain.",
        "Je crains l'effet inverse sur les prix.", "Belle idée, mais qui s'en occupera en août ?",
        "Cela aidera ceux qui vont déjà bien.", "Je préférerais que l'on applique les règles qui existent.",
        "Pourquoi pas, mais pas partout : chaque territoire est différent.", "Il manque un calendrier.",
    ],
    "other": [
        "Chez nous ce n'est pas ce que l'on observe.", "C'est vrai pour certains, pas pour la majorité.",
        "On confond ici l'effet et la raison.", "Les choses s'améliorent depuis deux ans, disons-le aussi.",
        "Il faudrait une source, on entend de tout sur ce sujet.", "Tout ne vient pas de là.",
        "Le mot est trop fort, à mon avis.",
    ],
}  # fmt: skip
SOURCES = [
    ("Rapport sur la restauration collective", "report"), ("Enquête auprès des maraîchers", "study"),
    ("Article sur les légumeries locales", "article"), ("Texte de la loi en discussion", "law"),
    ("Témoignage d'une cantinière", "testimony"), ("Comptes d'une ferme de soixante hectares", "study"),
    ("Compte rendu de l'atelier de Limoges", "report"), ("Reportage sur les halles de quartier", "article"),
    ("Lettre d'une fédération de parents d'élèves", "testimony"),
]  # fmt: skip


class Deck:
    """Deals every card before any comes back, and never the same twice to one place."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._left: dict[int, list[str]] = {}
        self._given: dict[str, set[str]] = {}

    def deal(self, cards: list[str], place: str = "") -> str | None:
        """The next card that this place has not had; None when it has had them all."""
        given = self._given.setdefault(place, set()) if place else set()
        if given.issuperset(cards):
            return None
        left = self._left.setdefault(id(cards), [])
        while not any(card not in given for card in left):
            left.extend(self._chance.sample(cards, len(cards)))
        card = next(card for card in left if card not in given)
        left.remove(card)
        given.add(card)
        return card


def body_of(role: str, subject: str, deck: Deck) -> str:
    """Two short paragraphs, in which the title is not said again: what was seen of its subject, and what follows."""
    seen = deck.deal(SEEN.get(subject, []), subject) or deck.deal(COMMON[role])
    return f"{seen}\n\n{deck.deal(MORE[role])}"
