"""What a moderator of the demonstration has done, and what still waits on the list."""

from itertools import islice
from typing import Any

from tests.demonstration import desk
from tests.suite.people import Person

AD = {
    "title": "Mes paniers livrés chez vous dès lundi",
    "body": "Dix euros de réduction sur votre première commande, écrivez-moi vite.",
}
AT_ONCE = 50
WAITING = (("off_topic", "Cela parle de la cantine, pas du prix payé à la ferme."), ("personal_data", ""))


def load(
    organiser: Person,
    ministry: str,
    sections: list[dict[str, Any]],
    roles: dict[str, str],
    people: list[Person],
) -> None:
    """Everything read and kept, an advertisement set aside with its reason, two reports to be read."""
    keep_all(organiser, ministry)
    cause = next(each for each, role in roles.items() if role == "cause")
    place = desk.section(sections, "solution")["id"]
    author, *readers = people[len(people) // 2 :]  # who has written once so far
    made = author.api.post(f"/sections/{place}/contributions", AD | {"answers": [cause]})
    ad = {"target": "contribution", "target_id": made["id"]}
    readers[0].api.post("/reports", ad | {"reason": "spam"})
    decide(
        organiser, ministry, [ad | {"version": made["version"]}], "trash", "Publicité pour une entreprise."
    )
    solutions = (each for each, role in roles.items() if role == "solution")
    for (reason, message), reader, reported in zip(
        WAITING, readers, islice(solutions, 4, None, 7), strict=False
    ):
        about = {"target": "contribution", "target_id": reported, "reason": reason}
        reader.api.post("/reports", about | ({"details": message} if message else {}))


def keep_all(organiser: Person, organisation_id: str) -> None:
    """Texts written within seconds of one another are flagged, and a loader writes fast."""
    waiting = organiser.api.pages(f"/organisations/{organisation_id}/moderation")
    targets = [{name: each[name] for name in ("target", "target_id", "version")} for each in waiting]
    for start in range(0, len(targets), AT_ONCE):
        decide(organiser, organisation_id, targets[start : start + AT_ONCE], "keep", "")


def decide(
    organiser: Person, organisation_id: str, targets: list[dict[str, Any]], decision: str, reason: str
) -> None:
    body = {"targets": targets, "decision": decision, **({"reason": reason} if reason else {})}
    organiser.api.post(f"/organisations/{organisation_id}/moderation", body)
