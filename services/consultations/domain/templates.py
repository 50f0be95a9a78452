"""Project templates: steps and sections an organiser fills in, worded in French and English.

Each is a draft that can be published once its windows are set.
"""

from collections.abc import Mapping
from dataclasses import dataclass

Words = Mapping[str, str]  # language -> text
NOTHING: Words = {"fr": "", "en": ""}


@dataclass(frozen=True)
class SectionPlan:
    title: Words
    help_text: Words
    role: str = "plain"
    colour: str | None = None
    pictogram: str | None = None
    contributable: bool = True
    votes: bool = True
    arguments: str = "for_and_against"
    sources: bool = True
    versions: bool = False
    sort: str = "votes"
    sections: tuple["SectionPlan", ...] = ()


@dataclass(frozen=True)
class StepPlan:
    kind: str
    title: Words
    body: Words
    strict_graph: bool = False
    event_mode: bool = False
    sections: tuple[SectionPlan, ...] = ()


@dataclass(frozen=True)
class Template:
    name: str
    title: Words
    says: Words
    writing_step: StepPlan
    presentation: Words

    @property
    def steps(self) -> tuple[StepPlan, ...]:
        """Presentation, writing, results."""
        return (StepPlan("presentation", PRESENTATION, self.presentation), self.writing_step, RESULTS)


PRESENTATION: Words = {"fr": "Présentation", "en": "Presentation"}
RESULTS = StepPlan(
    "results",
    {"fr": "Résultats", "en": "Results"},
    {
        "fr": "Ce que la participation a changé : la synthèse des contributions, les suites données et les "
        "raisons de chaque choix seront publiées ici.",
        "en": "What taking part changed: the summary of contributions, what was done with them and the "
        "reasons for each choice will be published here.",
    },
)

PROBLEM_CAUSES_SOLUTIONS = Template(
    name="problem_causes_solutions",
    title={"fr": "Problèmes, causes, solutions", "en": "Problems, causes, solutions"},
    says={
        "fr": "Partir des difficultés vécues, comprendre d'où elles viennent, puis chercher ensemble ce qui"
        " y répond. Chaque cause explique un problème, chaque solution répond à une cause.",
        "en": "Start from lived difficulties, understand where they come from, then look together for what "
        "answers them. Each cause explains a problem, each solution answers a cause.",
    },
    presentation={
        "fr": "Pourquoi cette consultation, qui peut y participer, l'usage des contributions et les dates.",
        "en": "Why this consultation, who can take part, what will be done with contributions and when.",
    },
    writing_step=StepPlan(
        kind="consultation",
        title={"fr": "Consultation", "en": "Consultation"},
        body={
            "fr": "Commencez par les problèmes. Pour chacun, proposez les causes que vous y voyez, puis les"
            " solutions qui répondent à ces causes. Votez et argumentez à chaque étape du "
            "raisonnement.",
            "en": "Start with the problems. For each, suggest the causes you see, then the solutions that "
            "answer these causes. Vote and argue at every point of the reasoning.",
        },
        strict_graph=True,
        sections=(
            SectionPlan(
                {"fr": "Problèmes", "en": "Problems"},
                {
                    "fr": "Décrivez une difficulté précise : qui la rencontre, quand, où, avec quelles "
                    "conséquences. Un seul problème par contribution.",
                    "en": "Describe one precise difficulty: who meets it, when, where, with what "
                    "consequences. One problem per contribution.",
                },
                role="problem",
                colour="#b3261e",
                pictogram="alert",
            ),
            SectionPlan(
                {"fr": "Enjeux", "en": "Stakes"},
                {
                    "fr": "Dites pourquoi il faut agir : ce que l'on gagne à résoudre ces problèmes, ce que"
                    " l'on perd à attendre.",
                    "en": "Say why action is needed: what is gained by solving these problems, what is lost"
                    " by waiting.",
                },
                role="stake",
                colour="#7a4fb5",
                pictogram="scale",
            ),
            SectionPlan(
                {"fr": "Causes", "en": "Causes"},
                {
                    "fr": "Choisissez le ou les problèmes que votre cause explique, puis dites comment. Un "
                    "fait ou une source aide à convaincre.",
                    "en": "Choose the problem or problems your cause explains, then say how. A fact or a "
                    "source helps to convince.",
                },
                role="cause",
                colour="#b26a00",
                pictogram="search",
            ),
            SectionPlan(
                {"fr": "Solutions", "en": "Solutions"},
                {
                    "fr": "Choisissez la ou les causes auxquelles votre solution répond. Dites ce qu'il "
                    "faut faire, qui peut le faire et à quoi l'on verra que cela marche.",
                    "en": "Choose the cause or causes your solution answers. Say what should be done, who "
                    "can do it and how we will see that it works.",
                },
                role="solution",
                colour="#1e7d4f",
                pictogram="bulb",
            ),
        ),
    ),
)

DRAFT_TEXT = Template(
    name="draft_text",
    title={"fr": "Projet de texte, article par article", "en": "Draft text, article by article"},
    says={
        "fr": "Soumettre un texte à l'avis de tous : chaque article se vote, s'argumente et se réécrit.",
        "en": "Put a text before everyone: each article can be voted on, argued and rewritten.",
    },
    presentation={
        "fr": "D'où vient ce texte, ce qu'il change, qui l'adoptera et ce qui peut encore être modifié.",
        "en": "Where this text comes from, what it changes, who will adopt it and what the consultation can"
        " still alter.",
    },
    writing_step=StepPlan(
        kind="consultation",
        title={"fr": "Consultation sur le texte", "en": "Consultation on the text"},
        body={
            "fr": "Lisez chaque article. Votez, donnez vos arguments pour ou contre, citez vos sources, ou "
            "proposez une autre rédaction en expliquant pourquoi.",
            "en": "Read each article. Vote, give your arguments for or against, cite your sources, or "
            "propose another wording and explain why.",
        },
        sections=(
            SectionPlan(
                {"fr": "Titre premier – Dispositions générales", "en": "Title I – General provisions"},
                {
                    "fr": "Renommez ce titre et ajoutez-en d'autres selon le plan de votre texte.",
                    "en": "Rename this title and add others to follow the plan of your text.",
                },
                colour="#1f4e8c",
                contributable=False,
                sections=(
                    SectionPlan(
                        {"fr": "Articles", "en": "Articles"},
                        {
                            "fr": "Les articles sont publiés par l'organisation. Proposez une version pour "
                            "réécrire celui qui doit l'être.",
                            "en": "Articles are published by the organisation. Propose a version to rewrite"
                            " the one that needs it.",
                        },
                        role="article",
                        colour="#1f4e8c",
                        pictogram="document",
                        contributable=False,
                        versions=True,
                        sort="oldest",
                    ),
                ),
            ),
            SectionPlan(
                {"fr": "Articles nouveaux", "en": "New articles"},
                {
                    "fr": "Il manque quelque chose ? Rédigez l'article qu'il faudrait, et dites pourquoi.",
                    "en": "Is something missing? Draft the article you would like to read, and say why.",
                },
                colour="#1e7d4f",
                pictogram="plus",
                versions=True,
            ),
        ),
    ),
)

OPEN_QUESTION = Template(
    name="open_question",
    title={"fr": "Question ouverte", "en": "Open question"},
    says={
        "fr": "Poser une question simple, recueillir des réponses courtes, voter et en discuter.",
        "en": "Ask a simple question, gather short answers, vote and discuss them.",
    },
    presentation={
        "fr": "La question posée, le contexte pour y répondre et la décision que les réponses vont éclairer.",
        "en": "The question asked, the background needed to answer and the decision the answers will inform.",
    },
    writing_step=StepPlan(
        kind="consultation",
        title={"fr": "Votre réponse", "en": "Your answer"},
        body={
            "fr": "Donnez votre réponse en quelques phrases, puis lisez celles des autres et votez.",
            "en": "Give your answer in a few sentences, then read the others' and vote.",
        },
        sections=(
            SectionPlan(
                {"fr": "Vos réponses", "en": "Your answers"},
                {
                    "fr": "Une idée par réponse. Si quelqu'un l'a déjà écrite, votez pour elle et ajoutez "
                    "un argument.",
                    "en": "One idea per answer. If it is already there, vote for it and add an argument.",
                },
                colour="#1f4e8c",
                pictogram="speech",
            ),
        ),
    ),
)


def _prompt(fr: str, en: str, help_fr: str, help_en: str, colour: str, pictogram: str) -> SectionPlan:
    return SectionPlan(
        {"fr": fr, "en": en},
        {"fr": help_fr, "en": help_en},
        role="prompt",
        colour=colour,
        pictogram=pictogram,
        arguments="comments",
        sources=False,
        sort="random",
    )


IDEA_BOX = Template(
    name="idea_box",
    title={"fr": "Boîte à idées", "en": "Idea box"},
    says={
        "fr": "Recueillir des idées en trois amorces, en ligne et lors d'ateliers, avec les mots de chacun.",
        "en": "Gather ideas under three prompts, online and at workshops, in everyone's own words.",
    },
    presentation={
        "fr": "Ce que l'on cherche, jusqu'à quand on recueille les idées et comment elles seront choisies.",
        "en": "What is looked for, until when ideas are gathered and how they will be chosen.",
    },
    writing_step=StepPlan(
        kind="collection",
        title={"fr": "Vos idées", "en": "Your ideas"},
        body={
            "fr": "Choisissez une amorce et complétez-la. Une idée à la fois, avec vos mots.",
            "en": "Choose a prompt and complete it. One idea at a time, in your own words.",
        },
        event_mode=True,
        sections=(
            _prompt(
                "J'aime",
                "I like",
                "Ce qui vous plaît et qu'il faut garder.",
                "What pleases you and should be kept.",
                "#1e7d4f",
                "heart",
            ),
            _prompt(
                "J'aime pas",
                "I don't like",
                "Ce qui vous gêne ou vous manque.",
                "What bothers you or what you miss.",
                "#b3261e",
                "cloud",
            ),
            _prompt(
                "Si j'avais une baguette magique",
                "If I had a magic wand",
                "Ce que vous changeriez si tout était possible.",
                "What you would change if everything were possible.",
                "#7a4fb5",
                "wand",
            ),
        ),
    ),
)

TEMPLATES = {
    template.name: template for template in (PROBLEM_CAUSES_SOLUTIONS, DRAFT_TEXT, OPEN_QUESTION, IDEA_BOX)
}
