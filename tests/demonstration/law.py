"""A draft law consulted article by article, with versions."""

import random
from typing import Any

from tests.demonstration import desk
from tests.demonstration.crowd import in_parallel
from tests.demonstration.law_words import ARTICLES as ARTICLES  # noqa: PLC0414
from tests.demonstration.law_words import REWRITES
from tests.suite.people import Person

VERSIONS = 24
VOTES = sum(article.agree + article.mixed + article.disagree for article in ARTICLES)


def load(organiser: Person, ministry: str, people: list[Person], chance: random.Random, step: Any) -> str:
    """The project's id."""
    project = desk.create(
        organiser, ministry, "draft_text", "Un projet de loi pour la vie numérique",
        "Seize articles, à discuter et à réécrire avant leur passage en conseil des ministres.",
        "Chaque article peut être soutenu, discuté et réécrit. L'organisation répondra aux versions les plus soutenues.",
    )  # fmt: skip
    consultation = desk.step_of(project, "consultation")
    if desk.is_draft(organiser, project):
        windows = {"presentation": (-10, 40), "consultation": (-7, 20), "results": (30, 80)}
        desk.date_steps(organiser, project, windows)
        desk.publish(organiser, project["id"])
    articles = next(part for part in desk.sections_of(organiser, consultation) if part["role"] == "article")
    published = []
    for article in ARTICLES:
        body = {"title": article.title, "body": article.body, "official": True}
        published.append(organiser.api.post(f"/sections/{articles['id']}/contributions", body)["id"])
        step()

    def vote(ballot: tuple[str, int, str]) -> None:
        contribution, person, value = ballot
        people[person].api.put(f"/contributions/{contribution}/opinion", {"value": value})
        step()

    in_parallel(vote, ballots(published, len(people), chance))

    def rewrite(number: int) -> None:
        article, (addition, reasons) = ARTICLES[number % len(ARTICLES)], REWRITES[number % len(REWRITES)]
        first, _, rest = article.body.partition(". ")
        text = f"{first}, {addition}. {rest}".strip()
        body = {"title": article.title, "body": text, "reasons": reasons}
        person = people[-1 - number]  # who has written the least elsewhere
        made = person.api.post(f"/contributions/{published[number % len(published)]}/versions", body)
        for voter in range(number % 6):
            people[number + voter].api.put(f"/contributions/{made['id']}/opinion", {"value": "agree"})
        step()

    in_parallel(rewrite, list(range(VERSIONS)))
    return str(project["id"])


def ballots(published: list[str], people: int, chance: random.Random) -> list[tuple[str, int, str]]:
    """Each person once on each article, as many as its counts say."""
    listed = []
    for contribution, article in zip(published, ARTICLES, strict=True):
        values = ["agree"] * article.agree + ["mixed"] * article.mixed + ["disagree"] * article.disagree
        listed += [
            (contribution, person, value)
            for person, value in zip(chance.sample(range(people), len(values)), values, strict=True)
        ]
    return listed
