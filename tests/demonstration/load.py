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

from tests.demonstration import fair, food, law
from tests.demonstration.crowd import Crowd, SteadyApi
from tests.suite.people import PASSWORD, Mails, Person, invite, register, sign_in

ROOT = Path(__file__).resolve().parents[2]
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
)


def main() -> None:
    run_dir = Path(os.environ.get("CAPCO_RUN_DIR", ROOT / ".run"))
    processes = {
        entry["name"]: entry["env"] for entry in json.loads((run_dir / "processes.json").read_text())
    }
    gateway, mails = (
        processes["web"]["GATEWAY_URL"],
        Mails(f"http://127.0.0.1:{processes['web']['MAIL_PORT']}"),
    )
    bootstrap(processes["identity"])
    total = (
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
    )
    with tqdm(total=total, desc="demonstration", unit="", ncols=90) as bar:
        accounts = load(gateway, mails, bar.update)
    (run_dir / "demonstration.json").write_text(
        json.dumps({"accounts": accounts}, ensure_ascii=False, indent=1)
    )


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
    subprocess.run(command, check=True, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)


def load(gateway: str, mails: Mails, step: Any) -> list[dict[str, str]]:
    """The accounts worth showing."""
    chance = random.Random(SEED)
    administrator = sign_in(SteadyApi(gateway), ADMINISTRATOR)
    organisers = [open_space(administrator, mails, *described) for described in ORGANISATIONS]
    (agriculture, ministry), (digital, secretariat), (teacher, school) = organisers
    types = {ministry: define_types(agriculture, ministry, food.TYPES)}
    people = Crowd(gateway, mails, chance).gather(PEOPLE, step, types)
    fair.load(teacher, school, chance, step)
    food.load(agriculture, ministry, people, chance, step)
    law.load(digital, secretariat, people, chance, step)
    shown = [("platform_admin", ADMINISTRATOR), *(("organiser", described[3]) for described in ORGANISATIONS)]
    shown.append(("participant", people[0].email))
    return [{"role": role, "email": email, "password": PASSWORD} for role, email in shown]


def open_space(
    administrator: Person, mails: Mails, name: str, kind: str, colour: str, email: str
) -> tuple[Person, str]:
    """An organisation and its organiser."""
    organisation = administrator.api.post("/organisations", {"name": name, "kind": kind, "colour": colour})
    organiser = register(administrator.api.as_person(None), "Équipe participation", email)
    organiser.confirm(mails)
    invite(administrator, mails, organisation["id"], organiser, "organiser")
    return organiser, organisation["id"]


def define_types(organiser: Person, organisation_id: str, types: tuple[tuple[str, str], ...]) -> list[str]:
    path = f"/organisations/{organisation_id}/participant-types"
    return [organiser.api.post(path, {"label_fr": fr, "label_en": en})["id"] for fr, en in types]


if __name__ == "__main__":
    main()
