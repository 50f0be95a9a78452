"""A national consultation on food: problems, causes, solutions, with stakeholder types and an extended deadline."""

import itertools
import random
from typing import Any

from tests.demonstration import desk, moderating
from tests.demonstration.crowd import in_parallel
from tests.demonstration.food_prose import AGAINST, FOR, SOURCES, Deck, body_of
from tests.demonstration.food_words import FOOD, STAKES
from tests.suite.people import Person

CONTRIBUTIONS = len(STAKES) + sum(
    1 + len(causes) + sum(len(found) for _, found in causes) for causes in FOOD.values()
)
VOTES = 1500
REMARKS = 160
SHARE_OF_SOURCES, SHARE_FOR = 0.12, 0.7
TYPES = (
    ("Citoyen", "Citizen"), ("Agriculteur", "Farmer"), ("Association", "Association"), ("Entreprise", "Business"),
    ("Élu local", "Elected official"),
)  # fmt: skip


PRESENTATION = (
    "Qui vit de la terre, qui nourrit une famille, qui cuisine pour cent personnes ne voit pas le même problème. La "
    "consultation les réunit en trois temps : dire ce qui ne va pas, chercher ensemble pourquoi, proposer ce qui peut "
    "changer.\n\nToute personne qui a un compte peut écrire et voter. Les quatorze ateliers lisent vos textes avant "
    "chaque séance. En janvier, le ministère répond publiquement aux solutions les plus soutenues et dit ce qu'il en "
    "fait."
)


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
        windows = {"presentation": (-10, 60), "consultation": (-1, 9), "results": (30, 90)}
        desk.date_steps(organiser, project, windows)
        desk.present(organiser, project, PRESENTATION)
        desk.change_project(organiser, project["id"], cover="harvest")
        desk.publish(organiser, project["id"])
    sections = desk.sections_of(organiser, consultation)
    written = write_all(sections, people, Deck(chance), step)
    take_part(written, people, chance, step)
    moderating.load(organiser, ministry, sections, written, people)
    desk.extend(
        organiser, consultation, -1, 24,
        "Le calendrier est prolongé de deux semaines à la demande des ateliers régionaux.",
    )  # fmt: skip
    return str(project["id"])


def write_all(sections: list[dict[str, Any]], people: list[Person], deck: Deck, step: Any) -> dict[str, str]:
    """Problems first, then what explains them, then what answers: the role of each, by id."""
    turns = itertools.cycle(people)  # taken in the order of the lists: nobody writes three times in a minute
    roles: dict[str, str] = {}

    def write(role: str, entries: list[tuple[str, str, list[str]]]) -> list[str]:
        """`entries`: the subject, which is the problem it belongs to; the title; what it answers."""
        place = desk.section(sections, role)["id"]
        ready = [
            (next(turns), place, {"title": title, "body": body_of(role, subject, deck), "answers": answers})
            for subject, title, answers in entries
        ]
        made = in_parallel(write_one, ready)
        roles.update(dict.fromkeys(made, role))
        return made

    def write_one(entry: tuple[Person, str, dict[str, Any]]) -> str:
        author, place, body = entry
        made = author.api.post(f"/sections/{place}/contributions", body)
        step()
        return str(made["id"])

    problem_ids = write("problem", [(title, title, []) for title in FOOD])
    problems = dict(zip(FOOD, problem_ids, strict=True))
    causes = [(problem, title, found) for problem, listed in FOOD.items() for title, found in listed]
    cause_ids = write("cause", [(problem, title, [problems[problem]]) for problem, title, _ in causes])
    answered = zip(cause_ids, causes, strict=True)
    write(
        "solution", [(problem, title, [cause]) for cause, (problem, _, found) in answered for title in found]
    )
    write("stake", [("", title, []) for title in STAKES])
    return roles


def take_part(roles: dict[str, str], people: list[Person], chance: random.Random, step: Any) -> None:
    """Votes, more on some than on others, and arguments and sources under them."""
    weights = [1 / (rank + 2) ** 0.6 for rank in range(len(roles))]
    favourites = chance.sample(list(roles), len(roles))
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

    def remark(one: tuple[int, str, dict[str, str], int]) -> None:
        number, path, body, votes = one
        made = people[(number * 7) % len(people)].api.post(path, body)
        for voter in range(votes):
            people[(number * 7 + voter + 1) % len(people)].api.put(f"/arguments/{made['id']}/support")
        step()

    deck = Deck(chance)
    remarks = [deal_remark(number, favourites[:60], roles, deck, chance) for number in range(REMARKS)]
    in_parallel(remark, remarks)


def deal_remark(
    number: int, liked: list[str], roles: dict[str, str], deck: Deck, chance: random.Random
) -> tuple[int, str, dict[str, str], int]:
    """Number, address, body and votes of a source or of an argument that its contribution does not have yet."""
    while True:
        contribution, kind = chance.choice(liked), chance.random()
        path = f"/contributions/{contribution}"
        if kind < SHARE_OF_SOURCES:
            title, category = chance.choice(SOURCES)
            link = f"https://exemple.fr/documents/{number}"
            return number, f"{path}/sources", {"title": title, "link": link, "category": category}, 0
        side, texts = ("for", FOR) if kind < SHARE_FOR else ("against", AGAINST)
        words = texts["solution" if roles[contribution] == "solution" else "other"]
        if text := deck.deal(words, contribution):
            return (
                number,
                f"{path}/arguments",
                {"side": side, "body": text},
                chance.choice((0, 0, 1, 2, 3, 4)),
            )
