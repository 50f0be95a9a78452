"""Words that mails need in both languages."""

ROLES = {
    "fr": {
        "platform_admin": "administration de la plateforme",
        "network_manager": "animation du réseau",
        "organiser": "organisation des projets",
        "moderator": "modération",
        "analyst": "instruction et analyse",
        "supervisor": "supervision",
        "decision_maker": "décision",
        "mediator": "médiation",
        "network_member": "membre du réseau",
    },
    "en": {
        "platform_admin": "platform administrator",
        "network_manager": "network manager",
        "organiser": "organiser",
        "moderator": "moderator",
        "analyst": "analyst",
        "supervisor": "supervisor",
        "decision_maker": "decision-maker",
        "mediator": "mediator",
        "network_member": "network member",
    },
}
THINGS = {
    "fr": {"contribution": "contribution", "argument": "argument", "source": "source"},
    "en": {"contribution": "contribution", "argument": "argument", "source": "source"},
}
GREETING = {"fr": ("Bonjour,", "Bonjour {name},"), "en": ("Hello,", "Hello {name},")}
CONTACT = {
    "fr": "Une question ? Écrivez à {organisation} : {address}, ou répondez à ce message.",
    "en": "A question? Write to {organisation}: {address}, or answer this message.",
}
STOP = {
    "fr": "Pour ne plus recevoir ces rappels, retirez votre accord :",
    "en": "To get no more of these reminders, withdraw your consent:",
}
BY_HAND = {
    "fr": "Si le bouton ne répond pas, copiez cette adresse dans votre navigateur :",
    "en": "If the button does not work, copy this address into your browser:",
}
