"""`python -m tests.demonstration.load`: the demonstration, through the public API of the suite that runs.

Killed and run again, it goes on: each write has the key that its content makes, so nothing is there twice.
"""

import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

from tqdm import tqdm

from contracts.normalisation import slug
from tests.demonstration import fair, food, law, running, union, union_words
from tests.demonstration.crowd import Crowd, SteadyApi
from tests.suite.people import PASSWORD, Mails, Person, invite, register, sign_in

SEED = 2017
PEOPLE = 130
ADMINISTRATOR = "administration@capco.example"
ORGANISATIONS = (
    (
        "Ministère de l'Agriculture (démonstration)",
        "ministry",
        "#2f6b3a",
        "organisation.agriculture@exemple.fr",
    ),
    ("Secrétariat au numérique (démonstration)", "ministry", "#274f8f", "organisation.numerique@exemple.fr"),
    ("École Jean-Macé (démonstration)", "school", "#a8431f", "ecole.jean-mace@exemple.fr"),
    (union_words.NAME, "union", union_words.COLOUR, union_words.ORGANISER),
)
TOTAL = (
    PEOPLE
    + fair.IDEAS
    + food.CONTRIBUTIONS
    + food.VOTES
    + food.REMARKS
    + len(law.ARTICLES)
    + law.VOTES
    + law.VERSIONS
    + law.ARGUMENTS
    + law.PROPOSALS
    + union.STEPS
)


def main() -> None:
    suite = running.found()
    bootstrap(suite.processes["identity"])
    with tqdm(total=TOTAL, desc="demonstration", unit="", ncols=90) as bar:
        shown = load(suite.gateway, suite.mails, suite.folder, bar.update)
    (suite.run_dir / "demonstration.json").write_text(json.dumps(shown, ensure_ascii=False, indent=1))


def bootstrap(identity: dict[str, str]) -> None:
    """The first administrator, as `docs/operations.md` says."""
    environment = os.environ | identity | {"BOOTSTRAP_PASSWORD": PASSWORD}
    command = [
        sys.executable,
        "-m",
        "identity.bootstrap",
        "--email",
        ADMINISTRATOR,
        "--name",
        "Administration",
    ]
    subprocess.run(command, check=True, cwd=running.ROOT, env=environment, stdout=subprocess.DEVNULL)


def load(gateway: str, mails: Mails, folder: Path, step: Any) -> dict[str, Any]:
    """What is worth telling: accounts to sign in with, and what there is to do. `folder` is the loader's own."""
    chance = random.Random(SEED)
    administrator = sign_in(SteadyApi(gateway), ADMINISTRATOR)
    organisers = [open_space(administrator, mails, *described) for described in ORGANISATIONS]
    (agriculture, ministry), (digital, secretariat), (teacher, school), (unionist, union_id) = organisers
    types = {ministry: define_types(agriculture, ministry, food.TYPES)}
    crowd = Crowd(gateway, mails, chance)
    people = crowd.gather(PEOPLE, step, types)
    fair.load(teacher, school, chance, step)
    food.load(agriculture, ministry, people, chance, step)
    law.load(digital, secretariat, people, chance, step)
    votes = union.load(union.Union(unionist, union_id, folder), crowd, people[0], chance, step)
    shown = [("platform_admin", "", ADMINISTRATOR)]
    shown += [("organiser", name, email) for name, _, _, email in ORGANISATIONS]
    shown.append(("participant", "", people[0].email))
    accounts = [
        {"role": role, "email": email, "password": PASSWORD, "of": name} for role, name, email in shown
    ]
    return {"accounts": accounts, "votes": votes}


def legal_notice(name: str) -> dict[str, str]:
    """Fictitious, like everything else here; addresses and numbers that nobody has (RFC 2606, ARCEP's 01 99 00)."""
    return {
        "contact_email": f"contact@{slug(name, 40, 'organisation')}.example",
        "phone": "01 99 00 12 34",
        "postal_address": "1 place de la Démonstration\n00000 Exemple",
        "publication_director": "Camille Exemple",
    }


def open_space(
    administrator: Person, mails: Mails, name: str, kind: str, colour: str, email: str
) -> tuple[Person, str]:
    """An organisation and its organiser."""
    organisation = administrator.api.post(
        "/organisations", {"name": name, "kind": kind, "colour": colour, **legal_notice(name)}
    )
    organiser = register(administrator.api.as_person(None), "Équipe participation", email)
    organiser.confirm(mails)
    invite(administrator, mails, organisation["id"], organiser, "organiser")
    return organiser, organisation["id"]


def define_types(organiser: Person, organisation_id: str, types: tuple[tuple[str, str], ...]) -> list[str]:
    path = f"/organisations/{organisation_id}/participant-types"
    return [organiser.api.post(path, {"label_fr": fr, "label_en": en})["id"] for fr, en in types]


if __name__ == "__main__":
    main()
