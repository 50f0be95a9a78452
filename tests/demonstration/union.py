"""A union that consults its members on an amendment, negotiates, has them vote, and publishes what it does of it."""

import hashlib
import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.demonstration import desk, moderating, union_rolls
from tests.demonstration import union_words as words
from tests.demonstration.crowd import Crowd, in_parallel
from tests.demonstration.food_prose import Deck
from tests.demonstration.polling import Booth, Polling, full_minute
from tests.suite.people import Person

MEMBERS, ARGUMENTS = 40, 48
OPINIONS = sum(article.agree + article.mixed + article.disagree for article in words.ARTICLES)
STEPS = (
    MEMBERS + len(words.ARTICLES) + OPINIONS + len(words.ASKED) + ARGUMENTS + union_rolls.EARLY_BALLOTS
)  # fmt: skip
OPENS_IN = timedelta(seconds=20)
AMENDMENT_ROLL = "adherents.csv"
VOTE_LASTS = timedelta(minutes=8)
PUBLISHED_IN = VOTE_LASTS + timedelta(minutes=3)
RULE = {
    "count": "heads", "base": "expressed", "share": None, "strict": True, "quorum": None, "colleges": "together",
    "tie": "none", "outcomes": {"adopted": "", "rejected": ""},
}  # fmt: skip


@dataclass
class Union:
    """The space, and what of it is needed to go on with its votes."""

    organiser: Person
    organisation_id: str
    folder: Path  # the shares of its bureaus

    def polling(self, title: str) -> Polling | None:
        """The votation of that title, but those that were given up."""
        listed = self._listed(title)
        going_on = [each for each in listed if each["state"] != "cancelled"]
        return (
            Polling(self.organiser, going_on[0]["id"], self.folder / going_on[0]["id"]) if going_on else None
        )

    def draft(self, title: str, summary: str, project_id: str | None, **rules: Any) -> Polling:
        """The votation of that title, made if it is not there."""
        polling = self.polling(title)
        if polling is None:
            body = {
                "organisation_id": self.organisation_id, "title": title, "summary": summary, "project_id": project_id
            }  # fmt: skip
            key = str(uuid.uuid5(uuid.UUID(self.organisation_id), f"{title} {len(self._listed(title))}"))
            made = self.organiser.api.post("/votations", body, key=key)
            polling = Polling(self.organiser, made["id"], self.folder / made["id"])
        if polling.state == "draft":
            polling.change(**rules)
        return polling

    def _listed(self, title: str) -> list[dict[str, Any]]:
        listed = self.organiser.api.pages("/votations", organisation_id=self.organisation_id)
        return [each for each in listed if each["title"] == title]


def load(union: Union, crowd: Crowd, visitor: Person, chance: random.Random, step: Any) -> dict[str, str]:
    """Everything up to the sealed boxes; `union_vote` goes on from there. Which votation is which, and who may vote."""
    people = crowd.gather(MEMBERS, step)
    known = [(person.account["display_name"], person.email) for person in people]
    rolls = write_rolls(union.folder, known, (visitor.account["display_name"], visitor.email))
    congress = call_congress(union, rolls["congress"])
    fees = prepare_fees(union, rolls["fees"])
    project = consult(union, people, chance, step)
    vote_early(congress, crowd, step)
    amendment = open_vote(union, project)
    return {"amendment": amendment.id, "congress": congress.id, "fees": fees.id, "elector": visitor.email}


def write_rolls(
    folder: Path, known: Sequence[tuple[str, str]], visitor: tuple[str, str]
) -> dict[str, union_rolls.File]:
    return {
        "amendment": union_rolls.keep(
            folder / AMENDMENT_ROLL, union_rolls.members(known), "windows-1252", ";"
        ),
        "congress": union_rolls.keep(folder / "congres.csv", union_rolls.delegates(visitor), "utf-8", ","),
        "fees": union_rolls.keep(
            folder / "representants.csv", union_rolls.representatives(), "windows-1252", ";"
        ),
    }


# --- the chain: consultation, negotiation, vote, position


def consult(union: Union, people: list[Person], chance: random.Random, step: Any) -> str:
    """The project's id: its consultation is closed, its negotiation has its outcome."""
    organiser = union.organiser
    project = desk.create(
        organiser, union.organisation_id, "draft_text", words.TITLE, words.SUMMARY, words.BODY
    )
    consultation = desk.step_of(project, "consultation")
    if desk.is_draft(organiser, project):
        group = form_group(union, people)
        set_up(union, project, consultation, group)
    talk(organiser, people, consultation, chance, step)
    moderating.keep_all(organiser, union.organisation_id)
    desk.end(organiser, consultation, words.CLOSED)
    return str(project["id"])


def form_group(union: Union, people: list[Person]) -> str:
    path = f"/organisations/{union.organisation_id}/groups"
    group = union.organiser.api.post(path, {"name": words.GROUP})["id"]
    in_parallel(
        lambda person: union.organiser.api.post(f"{path}/{group}/members", {"email": person.email}), people
    )
    return str(group)


def set_up(union: Union, project: dict[str, Any], consultation: str, group: str) -> None:
    organiser = union.organiser
    desk.date_steps(
        organiser,
        project,
        {"presentation": (-30, -21), "consultation": (-21, 1)},
    )
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    window = {
        "opens_at": (now + PUBLISHED_IN).isoformat(),
        "closes_at": (now + timedelta(days=90)).isoformat(),
    }
    results = desk.step_of(project, "results")
    organiser.api.post(
        f"/steps/{results}/window", window, version=organiser.api.get(f"/steps/{results}")["version"]
    )
    desk.present(organiser, project, words.PRESENTATION)
    condition = {"kind": "group", "group_id": group}
    desk.change_step(
        organiser,
        consultation,
        title=words.CONSULTATION,
        body=words.CONSULTATION_BODY,
        requirements=[condition],
    )
    parts = desk.sections_of(organiser, consultation)
    draft = next(part for part in parts if part["role"] == "plain" and not part["contributable"])
    desk.change_section(organiser, draft, title=words.DRAFT_TITLE, help_text=words.DRAFT_HELP)
    asked = next(part for part in parts if part["contributable"])
    desk.change_section(organiser, asked, title=words.ASKED_TITLE, help_text=words.ASKED_HELP, versions=False)
    negotiation = add_step(organiser, project, "offline", words.NEGOTIATION, words.NEGOTIATION_BODY, (-16, 0))
    version = organiser.api.get(f"/steps/{negotiation}")["version"]
    organiser.api.put(f"/steps/{negotiation}/outcome", {"outcome": words.OUTCOME}, version=version)
    vote = add_step(organiser, project, "votation", words.VOTE_STEP, words.VOTE_STEP_BODY, None)
    desk.change_step(organiser, results, title=words.POSITION_STEP, body=words.POSITION_WAITING)
    order = [desk.step_of(project, "presentation"), consultation, negotiation, vote, results]
    version = organiser.api.get(f"/projects/{project['id']}")["version"]
    organiser.api.put(f"/projects/{project['id']}/steps/order", {"step_ids": order}, version=version)
    desk.publish(organiser, project["id"])


def add_step(
    organiser: Person,
    project: dict[str, Any],
    kind: str,
    title: str,
    body: str,
    days: tuple[float, float] | None,
) -> str:
    """The step's id; it is there once, whatever the day on which a loader that was killed goes on."""
    said: dict[str, Any] = {"kind": kind, "title": title, "body": body}
    made = organiser.api.post(f"/projects/{project['id']}/steps", said)
    if days is not None and made["opens_at"] is None:
        desk.move(organiser, made["id"], *days)
    return str(made["id"])


def talk(
    organiser: Person, people: list[Person], consultation: str, chance: random.Random, step: Any
) -> None:
    """What members think of each article, what they ask for, and why."""
    sections = desk.sections_of(organiser, consultation)
    articles = next(part for part in sections if part["role"] == "article")["id"]
    asked = next(part for part in sections if part["contributable"])["id"]
    published = []
    for article in words.ARTICLES:
        body = {"title": article.title, "body": article.body, "official": True}
        published.append(organiser.api.post(f"/sections/{articles}/contributions", body)["id"])
        step()

    def vote(ballot: tuple[str, int, str]) -> None:
        contribution, person, value = ballot
        people[person].api.put(f"/contributions/{contribution}/opinion", {"value": value})
        step()

    in_parallel(vote, opinions(published, chance))

    def ask(one: tuple[int, tuple[str, str], list[int]]) -> None:
        number, (title, body), friends = one
        author = people[number % len(people)]
        made = author.api.post(f"/sections/{asked}/contributions", {"title": title, "body": body})
        for friend in friends:
            people[friend].api.put(f"/contributions/{made['id']}/opinion", {"value": "agree"})
        step()

    friends = [chance.sample(range(MEMBERS), chance.randrange(2, 14)) for _ in words.ASKED]
    in_parallel(ask, list(zip(range(len(words.ASKED)), words.ASKED, friends, strict=True)))

    def argue(one: tuple[int, str, str, str]) -> None:
        person, contribution, side, text = one
        people[person].api.post(f"/contributions/{contribution}/arguments", {"side": side, "body": text})
        step()

    in_parallel(argue, arguments(published, chance))


def opinions(published: list[str], chance: random.Random) -> list[tuple[str, int, str]]:
    """Each member at most once on each article, as many as its counts say."""
    listed = []
    for contribution, article in zip(published, words.ARTICLES, strict=True):
        values = ["agree"] * article.agree + ["mixed"] * article.mixed + ["disagree"] * article.disagree
        people = chance.sample(range(MEMBERS), len(values))
        listed += [(contribution, person, value) for person, value in zip(people, values, strict=True)]
    return listed


def arguments(published: list[str], chance: random.Random) -> list[tuple[int, str, str, str]]:
    """More against what is disliked; each said once under an article."""
    deck = Deck(chance)
    said = []
    for number in range(ARGUMENTS):
        at = number % len(published)
        disliked = words.ARTICLES[at].disagree > words.ARTICLES[at].agree
        side = "against" if chance.random() < (0.75 if disliked else 0.2) else "for"
        text = deck.deal(list(words.AGAINST if side == "against" else words.FOR), published[at])
        said.append((number * 7 % MEMBERS, published[at], side, str(text)))
    return said


def open_vote(union: Union, project_id: str) -> Polling:
    """The votation on the amendment, sealed, with its place in the chain."""
    document = {"name": words.DOCUMENT, "sha256": hashlib.sha256(words.OUTCOME.encode()).hexdigest()}
    polling = union.draft(
        words.VOTE, words.VOTE_SUMMARY, project_id, presentation=words.VOTE_PRESENTATION,
        legal_basis=words.LEGAL_BASIS, document=document, questions=[amendment_question()], bureau=list(words.BUREAU),
        threshold=2, grace_minutes=0,
    )  # fmt: skip
    link_step(union, project_id, polling)
    if polling.state == "draft":
        file = union.folder / AMENDMENT_ROLL
        polling.import_roll(union_rolls.File(file, union_rolls.ELECTORS, "windows-1252", ";"))
    polling.seal(OPENS_IN, VOTE_LASTS)
    return polling


def amendment_question() -> dict[str, Any]:
    return {
        "id": "q1", "kind": "yes_no", "title": words.QUESTION, "explanation": words.QUESTION_HELP,
        "choices": [{"id": "yes", "label": "Pour"}, {"id": "no", "label": "Contre"}],
        "rule": RULE | {"share": [1, 2], "outcomes": {"adopted": words.SIGNED, "rejected": words.NOT_SIGNED}},
    }  # fmt: skip


def link_step(union: Union, project_id: str, polling: Polling) -> None:
    """Before it is announced: the step takes window and result from what the votation tells."""
    step_id = desk.step_of(union.organiser.api.get(f"/projects/{project_id}"), "votation")
    if union.organiser.api.get(f"/steps/{step_id}").get("votation_id") != polling.id:
        desk.change_step(union.organiser, step_id, votation_id=polling.id)


# --- two more votes


def call_congress(union: Union, roll: union_rolls.File) -> Polling:
    """Open for some days, with a place on its roll for a visitor."""
    polling = union.draft(
        words.CONGRESS, words.CONGRESS_SUMMARY, None, presentation=words.CONGRESS_PRESENTATION,
        questions=congress_questions(), bureau=list(words.CONGRESS_BUREAU), threshold=2, grace_minutes=10,
    )  # fmt: skip
    if polling.state == "draft":
        polling.import_roll(roll)
    polling.seal(OPENS_IN, timedelta(days=6))
    polling.invite()
    return polling


def vote_early(congress: Polling, crowd: Crowd, step: Any) -> None:
    """The first delegates; a few ballots stay in the box until it closes, as a batch of the board is not full."""
    congress.wait_for("open")
    booth = Booth.of(crowd.gateway, crowd.mails, congress)
    electors = union_rolls.delegates(("", ""))

    def vote(number: int) -> None:
        booth.vote(number, electors[number * 5].email, union_rolls.congress_answers(number))
        step()

    in_parallel(vote, list(range(union_rolls.EARLY_BALLOTS)))


def congress_questions() -> list[dict[str, Any]]:
    board = {
        "id": "q1", "kind": "several", "title": "Qui doit siéger au bureau national ?",
        "explanation": "Trois sièges : choisissez une à trois personnes.",
        "choices": [{"id": key, "label": name, "explanation": says} for key, name, says in words.CANDIDATES],
        "limits": {"min": 1, "max": 3}, "seats": 3, "rule": RULE | {"tie": "eldest"},
    }  # fmt: skip
    priorities = {
        "id": "q2", "kind": "ranking", "title": "Dans quel ordre mener les priorités de 2027 ?",
        "explanation": "De la plus urgente à la moins urgente. Ce que vous ne classez pas vient après le reste.",
        "choices": [{"id": key, "label": label} for key, label in words.PRIORITIES], "method": "schulze",
        "rule": RULE,
    }  # fmt: skip
    motions = {
        "id": "q3", "kind": "majority_judgment", "title": "Que pensez-vous de chacune de ces motions ?",
        "explanation": "Donnez une mention à chaque motion. Celle qui a la meilleure mention majoritaire est retenue.",
        "choices": [{"id": key, "label": label, "explanation": says} for key, label, says in words.MOTIONS],
        "grades": list(words.GRADES), "rule": RULE,
    }  # fmt: skip
    return [board, priorities, motions]


def prepare_fees(union: Union, roll: union_rolls.File) -> Polling:
    """A draft that lacks nothing, for who wants to hold the ceremony and seal."""
    opens_at = full_minute(datetime.now(UTC)) + timedelta(days=14)
    polling = union.draft(words.DRAFT_VOTE, words.DRAFT_SUMMARY, None)
    if polling.state == "draft":
        polling.change(
            presentation=words.DRAFT_PRESENTATION, questions=[fees_question()], bureau=list(words.CONGRESS_BUREAU),
            threshold=2, opens_at=opens_at.isoformat(), closes_at=(opens_at + timedelta(days=7)).isoformat(),
        )  # fmt: skip
        polling.import_roll(roll)
    return polling


def fees_question() -> dict[str, Any]:
    return {
        "id": "q1", "kind": "single", "title": "Quelle cotisation pour 2027 ?", "explanation": "",
        "choices": [{"id": key, "label": label} for key, label in words.FEES],
        "rule": RULE | {"share": [1, 2], "tie": "run_off"},
    }  # fmt: skip
