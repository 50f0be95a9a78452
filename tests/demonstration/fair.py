"""*Invente ta cour !*: a school fair where pupils told a facilitator what they like, dislike and wish."""

import random
from typing import Any

from tests.demonstration import desk
from tests.demonstration.crowd import in_parallel
from tests.demonstration.fair_words import AGES, DISLIKES, LIKES, WISHES
from tests.suite.people import Person

PRESENTATION = (
    "Le goudron part cet été. Avant de dessiner, l'architecte veut savoir ce qu'il faut garder, ce qui manque et ce que "
    "vous imaginez. Les idées de la fête sont déjà ici ; vous pouvez voter pour elles, les commenter et en ajouter à la "
    "maison, avec un adulte.\n\nLes délégués présenteront les idées les plus soutenues au conseil d'école."
)
IDEAS = len(LIKES) + len(DISLIKES) + len(WISHES)


def load(organiser: Person, school: str, chance: random.Random, step: Any) -> str:
    """The project's id."""
    project = desk.create(
        organiser, school, "idea_box", "Invente ta cour\u202f!",
        "La cour va être refaite : dites ce que vous aimez, ce que vous n'aimez pas, et ce que vous rêvez d'y trouver.",
        "À la fête de l'école, chaque élève a pu confier ses idées. Elles servent à dessiner la nouvelle cour avec "
        "l'architecte, que les délégués de classe rencontreront au printemps.",
    )  # fmt: skip
    box = desk.step_of(project, "collection")
    if desk.is_draft(organiser, project):
        windows = {"presentation": (-20, 40), "collection": (-1, 12), "results": (20, 60)}
        desk.date_steps(organiser, project, windows)
        desk.change_step(organiser, box, event_mode=True)
        desk.present(organiser, project, PRESENTATION)
        desk.change_project(organiser, project["id"], cover="school")
        desk.publish(organiser, project["id"])
    prompts = [part for part in desk.sections_of(organiser, box) if part["contributable"]]
    ideas = [
        (prompts[n]["id"], title, name)
        for n, words in enumerate((LIKES, DISLIKES, WISHES))
        for title, name in words
    ]
    chance.shuffle(ideas)
    hands = [(idea, chance.choice(AGES), chance.choice((0, 0, 2, 3, 5, 8, 12))) for idea in ideas]

    def type_in(one: Any) -> None:
        (section, title, name), age, votes = one
        body = {"title": title, "first_name": name, "age_band": age, "votes": votes}
        organiser.api.post(f"/sections/{section}/event-ideas", body)
        step()

    in_parallel(type_in, hands)
    return str(project["id"])
