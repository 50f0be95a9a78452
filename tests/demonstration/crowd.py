"""The people of the demonstration: they register, confirm by the mail they got, and say what they are."""

import json
import random
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.suite.api import Api, Problem
from tests.suite.people import Mails, Person, register

CLIENTS = 8
FIRST = [
    "Camille", "Dominique", "Claude", "Sacha", "Maxime", "Lou", "Charlie", "Noa", "Andrea", "Morgan", "Alix", "Éden",
    "Amina", "Karim", "Fatou", "Yann", "Solène", "Malik", "Inaya", "Thomas", "Élodie", "Hugo", "Jeanne", "Paulo", "Mai",
]  # fmt: skip
LAST = [
    "Martin", "Bernard", "Petit", "Durand", "Leroy", "Moreau", "Simon", "Laurent", "Michel", "Garcia", "Roux", "Fontaine",
    "Diallo", "Nguyen", "Haddad", "Le Gall", "Mercier", "Blanc", "Guérin", "Faure", "Da Silva", "Benali", "Perrin",
]  # fmt: skip


class SteadyApi(Api):
    """Gives each write the key that its content makes: a loader killed and run again does each thing once."""

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        key: str | None = None,
        version: int | None = None,
        **query: Any,
    ) -> Any:
        if key is None and method != "GET" and not path.startswith("/sessions"):
            said = body.hex() if isinstance(body, bytes) else body
            key = str(
                uuid.uuid5(uuid.NAMESPACE_URL, json.dumps([method, path, version, said], sort_keys=True))
            )
        while True:
            try:
                return super().ask(method, path, body, key, version, **query)
            except Problem as problem:
                if problem.code != "too_fast":
                    raise
                time.sleep(float(problem.headers["Retry-After"]))


class Crowd:
    """Makes people in parallel, each from an address of their own (the gateway trusts this machine's word on it)."""

    def __init__(self, gateway: str, mails: Mails, chance: random.Random) -> None:
        self.gateway, self.mails, self.chance = gateway, mails, chance
        self._made = 0

    def gather(self, count: int, step: Any, types: dict[str, list[str]] | None = None) -> list[Person]:
        """`types` maps an organisation to the participant types its people choose from."""
        names = [f"{self.chance.choice(FIRST)} {self.chance.choice(LAST)}" for _ in range(count)]
        choices = [
            {org: self.chance.choice(kinds) for org, kinds in (types or {}).items()} for _ in range(count)
        ]  # fmt: skip
        start, self._made = self._made, self._made + count

        def enter(number: int) -> Person:
            api = SteadyApi(self.gateway)
            api.address = f"198.18.{(start + number) // 250}.{(start + number) % 250 + 1}"
            person = register(api, names[number], f"participant-{start + number + 1}@exemple.fr")
            person.confirm(self.mails)
            for organisation, kind in choices[number].items():
                person.api.put(f"/me/participant-types/{organisation}", {"participant_type_id": kind})
            if choices[number]:
                person.renew()
            step()
            return person

        with ThreadPoolExecutor(CLIENTS) as pool:
            return list(pool.map(enter, range(count)))


def in_parallel(work: Any, items: list[Any]) -> list[Any]:
    with ThreadPoolExecutor(CLIENTS) as pool:
        return list(pool.map(work, items))
