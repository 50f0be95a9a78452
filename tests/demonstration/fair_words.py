"""What pupils of a school wish for their yard: made up for the demonstration. (title, first name, age band)"""

LIKES = [
    ("Le grand tilleul pour lire à l'ombre", "Inès"),
    ("Le terrain de foot après la cantine", "Noah"),
    ("Les marches où on discute", "Lina"),
    ("Le potager des CE1", "Gabin"),
    ("La marelle qui va jusqu'au ciel", "Rose"),
    ("Le coin des billes", "Malo"),
    ("La fontaine quand il fait chaud", "Ambre"),
    ("Les tables de ping-pong", "Adam"),
    ("Le préau quand il pleut", "Jade"),
    ("La cabane à livres", "Eden"),
    ("Le muret pour s'asseoir à deux", "Nina"),
    ("La cloche que l'on sonne à tour de rôle", "Sacha"),
    ("Les trottinettes du vendredi", "Liam"),
    ("L'hôtel à insectes", "Mila"),
    ("Le grand dessin du mur", "Naël"),
    ("Le panneau de basket à notre hauteur", "Lou"),
    ("Le banc de l'amitié", "Zoé"),
    ("La pelouse où on fait la roue", "Aylan"),
    ("Les cordes à sauter", "Alba"),
    ("Le jeu d'échecs géant", "Tom"),
    ("L'odeur de la haie au printemps", "Romy"),
    ("Les craies de couleur", "Ilyes"),
    ("Le chant des merles le matin", "Agathe"),
    ("Les fêtes avec les parents", "Imran"),
    ("La rampe pour Samuel", "Léna"),
    ("Les jeux calmes de la maîtresse", "Marius"),
    ("Le bac à sable des petits", "Iris"),
    ("Les cerises en juin", "Sohan"),
    ("Les grands qui expliquent les règles", "Capucine"),
    ("La récré de dix heures", "Milo"),
    ("Le coin théâtre", "Victoire"),
    ("Le parcours de motricité", "Youssef"),
    ("Regarder passer le train", "Apolline"),
    ("Les hamacs de la fête", "Ismaël"),
    ("Le composteur qui fume en hiver", "Salomé"),
]
DISLIKES = [
    ("Le goudron qui brûle en juin", "Timéo"), ("Les toilettes sans verrou", "Jeanne"),
    ("Le foot qui prend toute la place", "Maya"), ("Pas assez de bancs", "Ethan"), ("Les ballons dans la tête", "Anna"),
    ("Le bruit sous le préau", "Nolan"), ("La grille qui coince les doigts", "Louise"), ("Les flaques devant la porte", "Raphaël"),  # noqa: E501
    ("Les disputes pour le ping-pong", "Alice"), ("Rien à faire pour les petits", "Mohamed"),
    ("Les mégots près du portail", "Élise"), ("Le coin sombre derrière le garage", "Arthur"),
    ("La poubelle qui attire les guêpes", "Manon"), ("Attendre son tour trop longtemps", "Kaïs"),
    ("Le tuyau qui fuit", "Clémence"),
]  # fmt: skip
WISHES = [
    ("Une forêt dans la cour", "Paul"), ("Un ruisseau pour les bateaux", "Sarah"), ("Des arbres qui donnent des goûters", "Axel"),
    ("Une cabane dans le tilleul", "Emma"), ("Un toboggan depuis la classe", "Hugo"), ("Des poules à nourrir", "Aya"),
    ("Un mur d'escalade", "Lucas"), ("Un coin silence avec des coussins", "Eva"), ("Des jeux dessinés partout", "Gabriel"),
    ("Une cour sans aucune voiture autour", "Charlotte"), ("Une tyrolienne", "Rayan"), ("Des toilettes qui sentent bon", "Juliette"),  # noqa: E501
    ("Un théâtre en plein air", "Maël"), ("Un sol tout doux", "Camille"), ("Un potager pour la cantine", "Yanis"),
    ("Une balançoire pour les fauteuils", "Lise"), ("Un brumisateur l'été", "Samy"), ("Une serre à papillons", "Ninon"),
    ("Une piste pour les vélos", "Oscar"), ("Un jour sans cloche", "Diane"),
]  # fmt: skip
AGES = ("under_7", "7_to_10", "7_to_10", "7_to_10", "11_to_14")
