"""A draft law consulted article by article, with versions."""

import random
from typing import Any

from tests.demonstration import desk, moderating
from tests.demonstration.crowd import in_parallel
from tests.demonstration.food_prose import Deck
from tests.demonstration.law_words import AGAINST, FOR, HELP, NEW_ARTICLES, PRESENTATION, REWRITES
from tests.demonstration.law_words import ARTICLES as ARTICLES  # noqa: PLC0414
from tests.suite.people import Person

VERSIONS, ARGUMENTS, PROPOSALS = 24, 60, len(NEW_ARTICLES)
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
        windows = {"presentation": (-10, 40), "consultation": (-1, 20), "results": (30, 80)}
        desk.date_steps(organiser, project, windows)
        desk.present(organiser, project, PRESENTATION)
        title = next(part for part in desk.sections_of(organiser, consultation) if part["role"] == "plain")
        desk.change_section(organiser, title, help_text=HELP)
        desk.change_project(organiser, project["id"], cover="law")
        desk.publish(organiser, project["id"])
    sections = desk.sections_of(organiser, consultation)
    articles = next(part for part in sections if part["role"] == "article")
    new_articles = next(part for part in sections if part["contributable"])
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
        text = f"{first.rstrip('.')}, {addition}. {rest}".strip()
        body = {"title": article.title, "body": text, "reasons": reasons}
        person = people[-1 - number]  # who has written the least elsewhere
        made = person.api.post(f"/contributions/{published[number % len(published)]}/versions", body)
        for voter in range(number % 6):
            people[number + voter].api.put(f"/contributions/{made['id']}/opinion", {"value": "agree"})
        step()

    in_parallel(rewrite, list(range(VERSIONS)))
    discuss(published, people, Deck(chance), chance, step)
    propose(new_articles["id"], people, step)
    moderating.keep_all(organiser, ministry)
    return str(project["id"])


def discuss(published: list[str], people: list[Person], deck: Deck, chance: random.Random, step: Any) -> None:
    """Arguments for and against, each said once under an article."""

    def argue(one: tuple[int, str, str, str, int]) -> None:
        number, contribution, side, text, votes = one
        path = f"/contributions/{contribution}/arguments"
        made = people[(number * 11) % len(people)].api.post(path, {"side": side, "body": text})
        for voter in range(votes):
            people[(number * 11 + voter + 1) % len(people)].api.put(f"/arguments/{made['id']}/support")
        step()

    said = []
    for number in range(ARGUMENTS):
        article = published[min(chance.randrange(len(published)), chance.randrange(len(published)))]
        side, words = chance.choice((("for", FOR), ("for", FOR), ("against", AGAINST)))
        text = deck.deal(words, article) or deck.deal(FOR + AGAINST, article)
        said.append((number, article, side, str(text), chance.randrange(6)))
    in_parallel(argue, said)


def propose(section_id: str, people: list[Person], step: Any) -> None:
    """Articles that the draft lacks, by people who wrote little elsewhere."""

    def write(one: tuple[int, tuple[str, str]]) -> None:
        number, (title, body) = one
        author = people[-1 - VERSIONS - number]
        made = author.api.post(f"/sections/{section_id}/contributions", {"title": title, "body": body})
        for voter in range(3 + number * 2):
            people[number * 9 + voter].api.put(f"/contributions/{made['id']}/opinion", {"value": "agree"})
        step()

    in_parallel(write, list(enumerate(NEW_ARTICLES)))


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
