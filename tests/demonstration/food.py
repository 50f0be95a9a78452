"""A national consultation on food: problems, causes, solutions, with stakeholder types and an extended deadline."""

import itertools
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
TYPES = (
    ("Citoyen", "Citizen"), ("Agriculteur", "Farmer"), ("Association", "Association"), ("Entreprise", "Business"),
    ("Élu local", "Elected official"),
)  # fmt: skip


def prose(title: str, chance: random.Random) -> str:
    return f"{title}. {chance.choice(EVIDENCE)}\n\n{chance.choice(DETAILS)} {chance.choice(DETAILS)}"


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
    if desk.is_draft(organiser, project):
        windows = {"presentation": (-30, 60), "consultation": (-21, 9), "results": (30, 90)}
        desk.date_steps(organiser, project, windows)
        desk.publish(organiser, project["id"])
    sections = desk.sections_of(organiser, consultation)
    written = write_all(sections, people, step)
    take_part(written, people, chance, step)
    desk.extend(
        organiser, consultation, -21, 24,
        "Le calendrier est prolongé de deux semaines à la demande des ateliers régionaux.",
    )  # fmt: skip
    return str(project["id"])


def write_all(sections: list[dict[str, Any]], people: list[Person], step: Any) -> list[str]:
    """Problems first, then what explains them, then what answers; all the ids."""
    turns = itertools.cycle(people)  # taken in the order of the lists: nobody writes three times in a minute

    def write(entries: list[tuple[str, str, list[str]]]) -> list[str]:
        return in_parallel(write_one, [(next(turns), *entry) for entry in entries])

    def write_one(entry: tuple[Person, str, str, list[str]]) -> str:
        author, role, title, answers = entry
        place = desk.section(sections, role)["id"]
        body = {"title": title, "body": prose(title, random.Random(title)), "answers": answers}
        made = author.api.post(f"/sections/{place}/contributions", body)
        step()
        return str(made["id"])

    problem_ids = write([("problem", title, []) for title in FOOD])
    problems = dict(zip(FOOD, problem_ids, strict=True))
    causes = [
        (problems[problem], title, found) for problem, listed in FOOD.items() for title, found in listed
    ]
    cause_ids = write([("cause", title, [problem]) for problem, title, _ in causes])
    answered = zip(cause_ids, causes, strict=True)
    solution_ids = write(
        [("solution", title, [cause]) for cause, (_, _, found) in answered for title in found]
    )
    stake_ids = write([("stake", title, []) for title in STAKES])
    return [*problem_ids, *cause_ids, *solution_ids, *stake_ids]


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
