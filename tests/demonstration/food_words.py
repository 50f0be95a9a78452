"""A national consultation on food, in the shape of the États généraux of 2017. Every sentence is made up here.

Problem → [(cause, [solutions])]; titles only, bodies are composed by `prose`.
"""

Tree = dict[str, list[tuple[str, list[str]]]]

FOOD: Tree = {
    "Les agriculteurs vendent souvent sous leur prix de revient": [
        ("Les centrales d'achat sont quatre face à des milliers de fermes",
         ["Négocier par organisations de producteurs", "Plafonner la part d'une centrale par département",
          "Rendre publics les prix payés à la ferme", "Créer un médiateur qui tranche en trente jours"]),
        ("Les contrats ne tiennent pas compte des coûts",
         ["Indexer les contrats sur le coût de production", "Signer pour trois ans au moins",
          "Interdire la vente à perte des produits frais"]),
        ("Les promotions tirent les prix vers le bas",
         ["Limiter les promotions à un tiers du prix", "Afficher le prix payé au producteur sur l'étiquette"]),
        ("La ferme ne vend que de la matière première",
         ["Financer des ateliers de transformation partagés", "Former à la vente directe au lycée agricole",
          "Ouvrir les halles de quartier aux fermes deux jours par semaine"]),
    ],
    "On ne sait pas d'où vient ce que l'on mange": [
        ("L'étiquette ne dit pas l'origine des ingrédients",
         ["Indiquer l'origine des trois premiers ingrédients", "Un code à scanner qui montre la filière",
          "La même règle pour les restaurants et les cantines"]),
        ("Les logos se multiplient et se contredisent",
         ["Garder cinq signes officiels et pas un de plus", "Une charte graphique commune à tous les signes"]),
        ("Les contrôles sont rares",
         ["Doubler les contrôles sur l'origine des viandes", "Publier les résultats des contrôles",
          "Associer les associations de consommateurs aux contrôles"]),
    ],
    "Une famille sur dix se prive de légumes": [
        ("Le prix des fruits et légumes frais",
         ["Un chèque de saison pour les familles modestes", "Des paniers à prix coûtant dans les maisons de quartier",
          "Réduire la taxe sur les légumes frais", "Récolter ce qui reste au champ avec les glaneurs"]),
        ("On ne trouve plus de commerce près de chez soi",
         ["Un camion épicier deux fois par semaine", "Aider la reprise des derniers commerces de village",
          "Des casiers de producteurs à la gare"]),
        ("On ne sait plus cuisiner",
         ["Des ateliers de cuisine au centre social", "Une heure de cuisine par mois à l'école",
          "Des fiches de recettes à moins de deux euros"]),
    ],
    "Les cantines jettent le quart de ce qu'elles servent": [
        ("Les portions sont les mêmes pour tous les âges",
         ["Deux tailles d'assiette au choix", "Laisser les élèves se servir eux-mêmes les légumes",
          "Repasser une fois pour ceux qui ont encore faim"]),
        ("Les repas sont commandés trop tôt",
         ["Réserver son repas la veille par téléphone", "Cuisiner sur place plutôt que livrer",
          "Donner les repas non servis le soir même"]),
        ("Les enfants n'ont pas le temps de manger",
         ["Une pause de cinquante minutes au moins", "Deux services plus courts en nombre d'élèves"]),
        ("Le bruit coupe l'appétit",
         ["Des tables de six et des panneaux absorbants", "Confier la salle aux élèves une fois par semaine"]),
    ],
    "Les pesticides inquiètent riverains et agriculteurs": [
        ("Peu d'autres solutions sont éprouvées",
         ["Payer la recherche chez des agriculteurs volontaires", "Des fermes d'essai dans chaque canton",
          "Partager les matériels de désherbage mécanique"]),
        ("Le conseil est donné par ceux qui vendent",
         ["Séparer la vente et le conseil", "Un conseiller public pour deux cents fermes"]),
        ("Le changement coûte cher les premières années",
         ["Une aide de cinq ans à la conversion", "Garantir un débouché en cantine pendant la conversion",
          "Une assurance récolte mutualisée"]),
    ],
    "Les jeunes ne reprennent plus les fermes": [
        ("La terre est chère et part à l'agrandissement",
         ["Réserver un tiers des terres libérées à l'installation", "Des fermes communales louées aux jeunes",
          "Préempter pour installer plutôt que pour agrandir"]),
        ("Le métier ne laisse pas de vacances",
         ["Financer le remplacement quinze jours par an", "Encourager les fermes à plusieurs"]),
        ("On hésite à s'installer seul",
         ["Un parrainage de deux ans par un cédant", "Un an de test en couveuse agricole"]),
    ],
    "L'élevage est mal compris et mal vécu": [
        ("On ne visite plus les fermes",
         ["Une journée à la ferme pour chaque écolier", "Des portes ouvertes le premier dimanche de mai"]),
        ("Le transport des animaux est trop long",
         ["Des abattoirs de proximité, fixes ou mobiles", "Pas plus de quatre heures de route",
          "Former et mieux payer le personnel des abattoirs"]),
        ("Les bâtiments anciens ne laissent pas sortir les bêtes",
         ["Aider la rénovation des bâtiments ouverts", "Un prix garanti pour le plein air"]),
    ],
    "L'eau manque l'été dans une commune sur trois": [
        ("Les cultures d'été demandent trop d'eau",
         ["Soutenir les cultures sobres", "Payer les haies et les prairies qui retiennent l'eau",
          "Décider ensemble du partage de l'eau, bassin par bassin"]),
        ("Les sols nus ne gardent pas la pluie",
         ["Des couverts végétaux toute l'année", "Replanter dix kilomètres de haies par commune"]),
    ],
    "Manger dehors est devenu du gras et du sucre": [
        ("Les recettes industrielles sont trop salées",
         ["Un plafond de sel dans le pain et les plats", "La note nutritionnelle sur toutes les cartes"]),
        ("La publicité vise les enfants",
         ["Pas de publicité d'aliments sucrés avant vingt heures", "Des menus enfants avec un vrai légume",
          "De l'eau gratuite en carafe partout"]),
    ],
    "Les emballages débordent de nos poubelles": [
        ("Le vrac est rare et mal vu",
         ["Un rayon vrac dans chaque grande surface", "Accepter les contenants du client",
          "Des modes d'emploi d'hygiène pour le vrac"]),
        ("Le verre n'est plus consigné",
         ["Revenir à la consigne du verre", "Une seule forme de pots pour tous les producteurs"]),
        ("Le suremballage ne coûte rien à celui qui le fait",
         ["Faire payer le suremballage au fabricant", "Interdire le plastique autour des fruits"]),
    ],
    "Le savoir-faire des petites productions se perd": [
        ("Les règles sont les mêmes pour le petit et le grand",
         ["Adapter les règles d'hygiène aux petits ateliers", "Un interlocuteur unique par département"]),
        ("Les variétés anciennes ne se vendent pas",
         ["Des marchés de variétés locales", "Un mois des variétés oubliées dans les cantines",
          "Autoriser l'échange de semences paysannes"]),
    ],
    "Nos aliments voyagent trop": [
        ("Les cantines achètent au moins cher",
         ["La moitié des achats à moins de cent kilomètres", "Noter la distance dans les marchés publics",
          "Grouper les commandes des petites communes"]),
        ("Les outils locaux ont fermé",
         ["Rouvrir une légumerie par pays", "Un atelier de découpe partagé", "Aider les moulins et conserveries de canton"]),
        ("On veut des tomates en hiver",
         ["Un calendrier des saisons au rayon légumes", "Des menus de saison obligatoires à la cantine"]),
    ],
}  # fmt: skip
STAKES = ["La juste rémunération", "La santé de tous", "Le respect de la terre"]
EVIDENCE = [
    "Je le vois chaque semaine dans mon travail.", "Dans notre commune, cela fait dix ans que l'on en parle.",
    "Notre association l'a mesuré auprès de deux cents familles.", "Mes voisins disent la même chose.",
    "J'ai longtemps cru le contraire, puis j'ai essayé.", "Les chiffres de la chambre d'agriculture le confirment.",
    "C'est ce que nous disent les parents d'élèves.", "Le sujet revient à chaque réunion publique.",
]  # fmt: skip
DETAILS = [
    "Il faut du temps, mais un premier pas est possible dès cette année.", "Cela demande surtout de se parler.",
    "Les villages l'ont fait avant nous, on peut s'en inspirer.", "Commençons par un essai dans trois territoires.",
    "Le coût est modeste au regard de ce que l'on perd aujourd'hui.", "Les plus fragiles doivent en profiter d'abord.",
    "Personne n'y arrivera seul : il faut une règle commune.", "Mesurons le résultat au bout de deux ans.",
]  # fmt: skip
FOR = [
    "Essayé dans notre école : le gaspillage a baissé de moitié.", "Simple, peu coûteux, à faire tout de suite.",
    "Cela redonne de la dignité au métier.", "Les enfants seront les premiers à en profiter.",
    "Une règle claire vaut mieux que dix recommandations.", "C'est bon pour l'emploi dans nos villages.",
    "Enfin une idée que l'on peut mesurer.", "Nos voisins l'ont fait et n'y reviennent pas.",
]  # fmt: skip
AGAINST = [
    "Qui va payer ? Les petites communes n'ont plus de marge.", "Une règle de plus pour des fermes déjà débordées.",
    "Le risque est de pousser les gens vers l'importation.", "Il faudrait d'abord savoir si cela marche.",
    "Cela ne règle pas le problème du prix.", "Difficile à contrôler sur le terrain.",
]  # fmt: skip
SOURCES = [
    ("Rapport sur la restauration collective", "report"), ("Enquête auprès des maraîchers", "study"),
    ("Article sur les légumeries locales", "article"), ("Texte de la loi en discussion", "law"),
    ("Témoignage d'une cantinière", "testimony"),
]  # fmt: skip
