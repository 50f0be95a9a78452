"""A national consultation on food: problems, causes, solutions, with stakeholder types and an extended deadline."""

import random
from typing import Any

from tests.demonstration import desk
from tests.demonstration.crowd import in_parallel
from tests.demonstration.food_words import AGAINST, DETAILS, EVIDENCE, FOOD, FOR, SOURCES, STAKES
from tests.suite.people import Person

CONTRIBUTIONS = len(STAKES) + sum(
    1 + len(causes) + sum(len(found) for _, found in causes) for causes in FOOD.values()
)
VOTES = 1500
REMARKS = 160
Written = tuple[str, str]
TYPES = (
    ("Citoyen", "Citizen"), ("Agriculteur", "Farmer"), ("Association", "Association"), ("Entreprise", "Business"),
    ("Élu local", "Elected official"),
)  # fmt: skip


def prose(title: str, chance: random.Random) -> str:
    return f"{title}. {chance.choice(EVIDENCE)}\n\n{chance.choice(DETAILS)} {chance.choice(DETAILS)}"


class Authors:
    """Hands out authors in turn, so that nobody writes more than twice in a minute."""

    def __init__(self, people: list[Person]) -> None:
        self._people, self._next = people, 0

    def one(self) -> Person:
        self._next += 1
        return self._people[self._next % len(self._people)]


def load(organiser: Person, ministry: str, people: list[Person], chance: random.Random, step: Any) -> str:
    """The project's id."""
    project = desk.create(
        organiser, ministry, "problem_causes_solutions", "Bien manger, bien produire",
        "Prix payés aux producteurs, santé, environnement : posons les problèmes, cherchons les causes, "
        "construisons les solutions.",
        "Quatorze ateliers se tiennent dans les territoires. Ce que vous écrivez ici leur est remis avant chaque séance, "
        "et chaque solution recevra une réponse.",
    )  # fmt: skip
    consultation = desk.step_of(project, "consultation")
    desk.date_steps(
        organiser, project, {"presentation": (-30, 60), "consultation": (-21, 9), "results": (30, 90)}
    )
    desk.publish(organiser, project["id"])
    sections = desk.sections_of(organiser, consultation)
    written = write_all(sections, Authors(people), chance, step)
    take_part(written, people, chance, step)
    desk.move(
        organiser, consultation, -21, 24,
        "Le calendrier est prolongé de deux semaines à la demande des ateliers régionaux.",
    )  # fmt: skip
    return str(project["id"])


def write_all(
    sections: list[dict[str, Any]], authors: Authors, chance: random.Random, step: Any
) -> list[str]:
    """Problems first, then what explains them, then what answers; all the ids."""

    def write(role: str, title: str, answers: list[str]) -> str:
        place = desk.section(sections, role)["id"]
        body = {"title": title, "body": prose(title, random.Random(title)), "answers": answers}
        made = authors.one().api.post(f"/sections/{place}/contributions", body)
        step()
        return str(made["id"])

    problems = dict(
        zip(FOOD, in_parallel(lambda title: write("problem", title, []), list(FOOD)), strict=True)
    )
    causes = [(problem, title, found) for problem, listed in FOOD.items() for title, found in listed]
    cause_ids = in_parallel(lambda cause: write("cause", cause[1], [problems[cause[0]]]), causes)
    solutions = [(title, cause_ids[n]) for n, (_, _, found) in enumerate(causes) for title in found]
    solution_ids = in_parallel(lambda one: write("solution", one[0], [one[1]]), solutions)
    stakes = [part for part in sections if part["role"] == "stake" and part["contributable"]]
    stake_ids = in_parallel(lambda title: write("stake", title, []), STAKES) if stakes else []
    for _ in range(0 if stakes else len(STAKES)):
        step()
    return [*problems.values(), *cause_ids, *solution_ids, *stake_ids]


def take_part(written: list[str], people: list[Person], chance: random.Random, step: Any) -> None:
    """Votes, more on some than on others, and arguments and sources under them."""
    weights = [1 / (rank + 2) ** 0.6 for rank in range(len(written))]
    favourites = chance.sample(written, len(written))
    pairs = {
        (chance.randrange(len(people)), contribution) for contribution in chance.choices(favourites, weights, k=VOTES)
    }  # fmt: skip
    votes = [
        (person, one, chance.choices(("agree", "mixed", "disagree"), (70, 17, 13))[0])
        for person, one in sorted(pairs)
    ]

    def vote(ballot: tuple[int, str, str]) -> None:
        person, contribution, value = ballot
        people[person].api.put(f"/contributions/{contribution}/opinion", {"value": value})
        step()

    in_parallel(vote, votes)
    for _ in range(VOTES - len(votes)):
        step()
    remarks = [(n, chance.choice(favourites[:60]), chance.random(), chance.random()) for n in range(REMARKS)]

    def remark(one: tuple[int, str, float, float]) -> None:
        number, contribution, kind, which = one
        api = people[(number * 7) % len(people)].api
        path = f"/contributions/{contribution}"
        if kind < 0.12:
            title, category = SOURCES[int(which * len(SOURCES))]
            link = f"https://exemple.fr/documents/{number}"
            api.post(f"{path}/sources", {"title": title, "link": link, "category": category})
        else:
            side, texts = ("for", FOR) if kind < 0.7 else ("against", AGAINST)
            made = api.post(f"{path}/arguments", {"side": side, "body": texts[int(which * len(texts))]})
            for voter in range(int(which * 5)):
                people[(number * 7 + voter + 1) % len(people)].api.put(f"/arguments/{made['id']}/support")
        step()

    in_parallel(remark, remarks)
