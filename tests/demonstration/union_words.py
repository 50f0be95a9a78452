"""A union of physiotherapists consulted on a draft amendment: what its members read, write and vote on. Made up."""

from typing import NamedTuple

NAME = "Alliance des kinésithérapeutes (démonstration)"
ORGANISER = "organisation.kines@exemple.fr"
COLOUR = "#6a2c70"
GROUP = "Adhérents à jour de cotisation"


class Article(NamedTuple):
    """An article of the draft amendment, and how the members who answered see it (counts)."""

    title: str
    body: str
    agree: int
    mixed: int
    disagree: int


TITLE = "Faut-il signer l'avenant 7 ?"
SUMMARY = (
    "Vos avis sur le projet, ce que la délégation en a obtenu, puis votre vote : l'Alliance signera, ou non, l'avenant "
    "n° 7 à la convention des masseurs-kinésithérapeutes."
)
BODY = (
    "L'assurance maladie propose un septième avenant à la convention. L'Alliance ne signe rien sans ses adhérents : vous "
    "avez commenté le projet article par article, la délégation l'a renégocié, et chacun vote en secret sur le texte final."
)
PRESENTATION = (
    "Quatre temps, qui se suivent de près. **La consultation** : chaque adhérent dit ce qu'il pense de chaque article. **La "
    "négociation** : la délégation porte ces avis devant l'assurance maladie, séance après séance, et rend compte. **Le "
    "vote** : à bulletin secret, sur le texte tel qu'il est sorti de la négociation. **La position** : le bureau applique "
    "le résultat, quel qu'il soit, et le publie le jour même.\n\n"
    "Le vote de cette démonstration dure quelques minutes au lieu d'une semaine ; tout le reste est comme en vrai : liste "
    "électorale, lien personnel, code par e-mail, urne scellée, dépouillement par le bureau, procès-verbal."
)
CONSULTATION = "Consultation des adhérents"
CONSULTATION_BODY = (
    "Lisez le projet d'avenant, donnez votre avis sur chaque article et dites ce qui manque. La délégation lit tout avant "
    "chaque séance."
)
DRAFT_TITLE = "Le projet d'avenant"
DRAFT_HELP = "Le texte transmis par l'assurance maladie, tel que la délégation l'a reçu."
ASKED_TITLE = "Ce que l'avenant devrait dire"
ASKED_HELP = "Une demande par contribution : ce que vous voulez, et ce que cela changerait au cabinet."
CLOSED = "La consultation se ferme avec la dernière séance de négociation : la parole est au vote."

ARTICLES = (
    Article("Article 1 – Lettre-clé", "La lettre-clé passe de 2,15 € à 2,21 € en deux temps : 2,18 € au 1er juillet, "
            "2,21 € un an plus tard.", 6, 9, 24),
    Article("Article 2 – Frais de déplacement", "L'indemnité forfaitaire de déplacement passe de 2,50 € à 3 €. "
            "L'indemnité kilométrique ne change pas.", 5, 8, 25),
    Article("Article 3 – Installation en zone très dotée", "Dans les zones très dotées, un conventionnement n'est accordé que "
            "si un confrère cesse son activité.", 7, 10, 22),
    Article("Article 4 – Jeunes diplômés", "L'accès au conventionnement suppose deux années d'exercice en établissement ou en "
            "zone sous-dotée.", 3, 6, 31),
    Article("Article 5 – Accès direct", "En maison de santé et en centre de santé, le patient peut consulter sans "
            "prescription pour huit séances.", 27, 8, 5),
    Article("Article 6 – Prévention de la chute", "Un bilan de prévention est pris en charge chaque année après 70 ans, suivi "
            "de six séances en groupe.", 25, 9, 3),
    Article("Article 7 – Outils numériques", "Un forfait annuel de 350 € aide à l'équipement, sous condition d'usage de la "
            "messagerie sécurisée et du dossier partagé.", 12, 15, 9),
    Article("Article 8 – Clause de revoyure", "Les parties se revoient dans trois ans au vu d'un observatoire commun des "
            "revenus et des charges.", 9, 16, 11),
)  # fmt: skip

ASKED = (
    ("Revaloriser dès la signature", ("Deux marches sur deux ans, c'est moins que la hausse de mon loyer. La première doit "
     "valoir le jour de la signature.")),
    ("Indexer la lettre-clé", ("Dix ans sans indexation nous ont coûté un mois de revenu par an. Je veux une règle, pas une "
     "négociation à chaque fois.")),
    ("Compter le temps du domicile", ("Quarante minutes de route pour une séance à domicile : l'indemnité ne paie pas le "
     "carburant. Il faut un tarif domicile à part.")),
    ("Relever l'indemnité kilométrique en montagne", ("Chez nous, vingt kilomètres c'est une heure l'hiver. Le barème "
     "date d'avant les pneus obligatoires.")),
    ("Retirer l'article 4", ("On ne règle pas la démographie en interdisant aux jeunes de s'installer. Qu'on paie leurs "
     "stages en zone rurale, ils y resteront.")),
    ("Aider plutôt que contraindre", ("Un local prêté par la commune et deux ans d'exonération ont fait venir ma collègue. "
     "Une interdiction ne l'aurait pas fait venir.")),
    ("Laisser transmettre son cabinet", ("Avec un départ pour une arrivée, qui choisit le successeur ? Nous devons pouvoir "
     "transmettre à l'assistant qui travaille déjà là.")),
    ("Étendre l'accès direct aux cabinets", ("Mes patients attendent trois semaines un rendez-vous chez le médecin pour une "
     "entorse. L'accès direct doit valoir partout.")),
    ("Un compte rendu simple pour l'accès direct", ("D'accord pour prévenir le médecin, mais en une page : pas un dossier de "
     "plus à remplir le soir.")),
    ("Payer le bilan à son prix", ("Quarante-cinq minutes avec un patient complexe, payées comme une séance : le bilan doit "
     "avoir sa propre cotation.")),
    ("Coter les soins palliatifs", ("Ces séances prennent du temps et ne ressemblent à aucune autre. Elles n'ont toujours pas "
     "de ligne à elles.")),
    ("Prévention aussi avant 70 ans", ("Les premières chutes arrivent à 60 ans chez ceux qui ont travaillé dur. L'âge ne doit "
     "pas être le seul critère.")),
    ("Rémunérer la coordination", ("Les réunions de maison de santé se font le midi, gratuitement. Une heure par mois payée "
     "changerait l'organisation.")),
    ("Ne pas lier le forfait au logiciel", ("Mon éditeur n'est pas prêt pour la messagerie. Je ne veux pas perdre le forfait "
     "par sa faute.")),
    ("Reconnaître les maîtres de stage", ("J'accueille deux étudiants par an. Une indemnité, même modeste, ferait venir "
     "d'autres tuteurs.")),
    ("Des salariés dans l'observatoire", ("L'observatoire ne parle que des libéraux. Les salariés des centres de rééducation "
     "ont aussi des revenus à comparer.")),
    ("Se revoir chaque année", ("Trois ans, avec l'inflation actuelle, c'est signer sans filet. Une clause annuelle, et "
     "automatique au-dessus de 2 %.")),
    ("Publier le coût de chaque mesure", ("On nous annonce une enveloppe globale. Je veux voir ce que vaut chaque article pour "
     "un cabinet moyen.")),
    ("Un calendrier pour les actes nouveaux", ("Cinq actes nouveaux sont « à l'étude » depuis l'avenant 5. Il faut une date, "
     "sinon c'est une promesse.")),
    ("Protéger les congés maternité", ("Le forfait de remplacement ne couvre pas les charges du cabinet. C'est la première "
     "raison d'arrêt chez les jeunes collègues.")),
    ("Maintenir l'assistanat", ("La réforme de l'installation ne doit pas fermer la porte des assistants : c'est ainsi que nous "
     "avons tous commencé.")),
    ("Alléger le contrôle des indus", ("Un papier perdu, et trois mois de séances sont réclamés. Que l'on corrige avant de "
     "réclamer.")),
)  # fmt: skip

FOR = (
    "C'est ce que nous demandons dans notre département depuis deux ans.",
    "Enfin une mesure que l'on peut expliquer aux patients.",
    "Mes confrères salariés y sont favorables aussi.", "Cela soulagerait les médecins du secteur.",
    "Nous l'avons essayé dans notre maison de santé, et cela marche.", "Sans cela, je ne trouverai pas de remplaçant.",
    "C'est peu, mais c'est mieux que le texte d'aujourd'hui.", "L'assurance maladie y gagne autant que nous.",
)  # fmt: skip
AGAINST = (
    "Le compte n'y est pas : la hausse ne rattrape même pas l'inflation.", "C'est aux jeunes que l'on fait payer la note.",
    "Encore une condition que personne ne pourra vérifier.", "On l'a déjà promis dans l'avenant précédent.",
    "Cela vide de son sens le choix du lieu d'exercice.", "Je refuse de signer pour trois centimes.",
    "Les charges ont augmenté de 18 % en cinq ans, et cela n'est dit nulle part.", "Chez nous, cela supprimerait les visites.",
)  # fmt: skip

NEGOTIATION = "Négociation avec l'assurance maladie"
NEGOTIATION_BODY = (
    "Quatre séances entre la délégation de l'Alliance et l'assurance maladie, au fil de vos avis : la consultation "
    "reste ouverte jusqu'à la dernière. Le compte rendu est publié ici."
)
OUTCOME = (
    "Obtenu : l'indemnité forfaitaire de déplacement passe à 4 € au lieu de 3 €, le bilan de prévention de la chute est ouvert "
    "dès 65 ans, le forfait numérique ne dépend plus de l'éditeur du logiciel, l'assistanat reste possible partout.\n\n"
    "Refusé : la lettre-clé reste à 2,21 € en deux temps, sans indexation ; l'indemnité kilométrique ne change pas ; les "
    "parties ne se revoient que dans trois ans.\n\n"
    "Maintenu malgré notre opposition : le conventionnement des jeunes diplômés suppose deux années en établissement ou en zone "
    "sous-dotée."
)

VOTE = "Avenant n° 7 à la convention"
VOTE_STEP = "Votre vote sur l'avenant n° 7"
VOTE_STEP_BODY = "À bulletin secret, sur le texte issu de la négociation. Le bureau est lié par le résultat."
VOTE_SUMMARY = "L'Alliance doit-elle signer l'avenant n° 7 tel qu'il est sorti de la négociation ?"
VOTE_PRESENTATION = (
    "Tous les adhérents à jour de cotisation au 1er de ce mois sont électeurs, libéraux et salariés, une voix chacun. Vous avez "
    "reçu un lien personnel ; au moment de voter, un code vous est envoyé.\n\nL'avenant est signé si **plus de la moitié des "
    "suffrages exprimés** y sont favorables. Les bulletins blancs sont comptés à part.\n\nPour cette démonstration, le vote ne "
    "dure que quelques minutes."
)
LEGAL_BASIS = (
    "Statuts de l'Alliance, article 14 : aucun accord national n'est signé sans un vote des adhérents."
)
DOCUMENT = "Compte rendu de la négociation, publié à l'étape précédente"
QUESTION = "Êtes-vous favorable à la signature de l'avenant 7 ?"
QUESTION_HELP = "« Pour » : l'Alliance signe. « Contre » : l'Alliance ne signe pas et demande la réouverture des discussions."
SIGNED, NOT_SIGNED = "l'avenant est signé", "l'avenant n'est pas signé"
BUREAU = (
    "Hélène Garnier, présidente du bureau de vote",
    "Marc Oliveira, assesseur",
    "Nadia Belkacem, assesseure",
)
OBSERVATIONS = "Aucune réclamation n'a été portée au procès-verbal."
PUT_OFF = "Tous les électeurs qui se sont présentés n'ont pas encore pu voter."
ABANDONED = "La démonstration a été arrêtée pendant ce vote, qui a fermé sans elle : il est refait."
POSITION_STEP = "Position publiée"
POSITION_WAITING = "La position de l'Alliance sera publiée ici dès la proclamation du résultat."
POSITION = (
    "**L'Alliance ne signe pas l'avenant n° 7.** Les adhérents en ont décidé.\n\n« {sentence} »\n\n"
    "Le bureau l'a notifié le jour même à l'assurance maladie et demande la réouverture des discussions sur trois points : la "
    "lettre-clé, l'indemnité kilométrique, le conventionnement des jeunes diplômés. Ce que la négociation avait obtenu sur la "
    "prévention et l'accès direct doit être repris dans un texte séparé."
)

CONGRESS = "Congrès : bureau national et priorités 2027"
CONGRESS_SUMMARY = (
    "Les délégués élisent trois membres du bureau, classent les priorités et jugent trois motions."
)
CONGRESS_PRESENTATION = (
    "Trois questions. Vous pouvez voter blanc à chacune. Le bureau de vote dépouille à la fermeture ; d'ici là, personne ne peut "
    "ouvrir un bulletin, pas même nous."
)
CONGRESS_BUREAU = (
    "Yvon Kermarrec, président de séance",
    "Salomé Attal, assesseure",
    "Bruno Lefort, assesseur",
)
CANDIDATES = (
    ("garnier", "Hélène Garnier", "Libérale à Limoges, vice-présidente sortante. Défend l'accès direct."),
    (
        "oliveira",
        "Marc Oliveira",
        "Salarié en centre de rééducation à Brest. Veut rapprocher les deux collèges.",
    ),
    (
        "belkacem",
        "Nadia Belkacem",
        "Libérale à Roubaix, maîtresse de stage. Porte la voix des jeunes diplômés.",
    ),
    ("roussel", "Étienne Roussel", "Libéral en montagne, à Briançon. Se bat pour les déplacements."),
    ("nguyen", "Lan Nguyen", "Libérale à Créteil, spécialiste de la chute. Veut développer la prévention."),
    ("pages", "Thierry Pagès", "Salarié à l'hôpital de Rodez. Demande un observatoire des salaires."),
)
PRIORITIES = (
    ("cle", "La lettre-clé et son indexation"), ("domicile", "Les soins à domicile"), ("direct", "L'accès direct partout"),
    ("jeunes", "L'installation des jeunes"), ("salaries", "Les salaires à l'hôpital"),
)  # fmt: skip
MOTIONS = (
    ("ordre", "Motion A – Saisir le Conseil d'État contre le zonage", ""),
    ("greve", "Motion B – Une journée nationale sans soins programmés", ""),
    ("fonds", "Motion C – Un fonds d'entraide alimenté par 1 % des cotisations", ""),
)
GRADES = ("Très bien", "Bien", "Assez bien", "Passable", "Insuffisant", "À rejeter")

DRAFT_VOTE = "Cotisation 2027"
DRAFT_SUMMARY = "Le montant de la cotisation, par un vote des représentants départementaux."
DRAFT_PRESENTATION = (
    "Un vote prêt à être scellé : la liste électorale est importée, les règles sont posées. Restent à figer les règles, à tenir "
    "la cérémonie des clés et à sceller l'urne."
)
FEES = (
    ("same", "Garder 180 €"), ("more", "Passer à 195 €, avec une aide juridique"),
    ("share", "La lier au revenu, de 120 € à 260 €"),
)  # fmt: skip

FIRST = (
    "Hélène", "Étienne", "Anaïs", "Benoît", "Céline", "Damien", "Élise", "François", "Gaëlle", "Hugues", "Inès", "Jérôme",
    "Karine", "Loïc", "Maëlle", "Noémie", "Olivier", "Pénélope", "Quentin", "Rémi", "Sébastien", "Thérèse", "Ulysse", "Valérie",
    "Yaël", "Zoé", "Aïcha", "Bérénice", "Cédric", "Désirée", "Fabien", "Geneviève", "Joël", "Mélanie", "Raphaël", "Stéphanie",
    "Amadou", "Bintou", "Linh", "Mehdi", "Samira", "Tiago", "Paul", "Marion", "Julie", "Antoine",
)  # fmt: skip
LAST = (
    "Abadie", "Bécot", "Chauvière", "Delgado", "Évrard", "Ferré", "Grégoire", "Hénin", "Isnard", "Jégou", "Kérouédan", "Lefèvre",
    "Ménard", "Noël", "Ollivier", "Péron", "Quéré", "Rivière", "Sébire", "Thévenot", "Urbain", "Vallée", "Weiss", "Zéroual",
    "Barthélemy", "Coulibaly", "Dufrêne", "Gonçalves", "Hamidou", "Lemaître", "Maréchal", "Pham", "Rouvière", "Saïdi", "Tran",
    "Vasseur", "Bouchet", "Charpentier", "Carré", "Brunet", "Lacroix", "Poulain",
)  # fmt: skip
