"""Stage H: a mail to everyone who took part, three times, while its sender dies three times."""

import email
import email.policy
import random
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

from sqlalchemy import text

from tests.faults import counting
from tests.faults.arena import CLIENTS, Arena
from tests.suite.api import Api
from tests.suite.people import register

MOVES = 3
CLAIM_SECONDS = 60  # what a sender that died had taken is given back after so long
OPEN = ("queued", "sending")


def mails_under_kills(arena: Arena, people: int, seed: int) -> None:
    """NO-3: of the mails that the dates' moves owe, none comes twice, and one that may be lost is listed as such."""
    suite, chance = arena.suite, random.Random(seed)
    with ThreadPoolExecutor(CLIENTS) as pool:
        accounts = list(pool.map(lambda number: take_part(arena, number), range(people)))
    counting.wait_quiet(suite)
    for days in range(1, MOVES + 1):
        put_off(arena, days)
        wait_asked_for(arena, accounts, days * people)
        time.sleep(chance.uniform(0, 1.0))
        suite.kill(chance.choice(suite.processes_of("notifications")))
        counting.wait_while_it_shrinks(
            partial(open_mails, arena, accounts), "mails to send", CLAIM_SECONDS + 30
        )
    states = mail_states(arena, accounts)
    print(f"{states.total()} mails: {dict(states)}")
    assert states.total() == MOVES * people
    assert set(states) <= {"sent", "in doubt", "stale"}, states
    check_caught(arena, accounts)


def take_part(arena: Arena, number: int) -> UUID:
    """Someone with an account, a confirmed address and a vote."""
    person = register(Api(arena.suite.gateway), f"Personne {number}")
    person.confirm(arena.suite.mails)
    person.api.put(f"/contributions/{arena.contributions[0]}/opinion", {"value": "agree"})
    return UUID(person.id)


def put_off(arena: Arena, days: int) -> None:
    organiser = arena.organiser()
    step = organiser.get(f"/steps/{arena.step_id}")
    window = {
        "opens_at": step["opens_at"], "closes_at": (datetime.now(UTC) + timedelta(days=30 + days)).isoformat(),
        "reason": f"Un report de {days} jours",
    }  # fmt: skip
    organiser.post(f"/steps/{arena.step_id}/window", window, version=step["version"])


def logged_mails(arena: Arena, accounts: Sequence[UUID]) -> dict[str, str]:
    """The state of each mail about the step's dates to these accounts, by its id; `in doubt` is one that was handed to
    the mail server and of which nothing was heard: after five minutes it is shown as stale."""
    query = (
        "SELECT id::text, CASE WHEN state = 'sending' AND handed_at IS NOT NULL THEN 'in doubt' ELSE state END AS state"
        " FROM message"
        " WHERE kind = 'window_moved' AND step_id = :step AND account_id = ANY(:accounts)"
    )
    told = {"step": arena.step_id, "accounts": list(accounts)}
    with arena.suite.database("notifications").engine.connect() as connection:
        return {row.id: row.state for row in connection.execute(text(query), told)}


def mail_states(arena: Arena, accounts: Sequence[UUID]) -> Counter[str]:
    return Counter(logged_mails(arena, accounts).values())


def open_mails(arena: Arena, accounts: Sequence[UUID]) -> int:
    states = mail_states(arena, accounts)
    return sum(states[state] for state in OPEN)


def wait_asked_for(arena: Arena, accounts: Sequence[UUID], expected: int) -> None:
    counting.wait_while_it_shrinks(
        lambda: max(0, expected - len(logged_mails(arena, accounts))), "mails not asked for"
    )


def check_caught(arena: Arena, accounts: Sequence[UUID]) -> None:
    """What the catcher has is what the log says: the sent ones once, those in doubt at most once."""
    logged = logged_mails(arena, accounts)
    folder = Path(arena.suite.environment("mail")["MAIL_DIR"])
    caught = Counter(name for name in message_ids(folder) if name in logged)
    twice = [name for name, count in caught.items() if count > 1]
    assert not twice, f"{len(twice)} mails came twice"
    lost = [name for name, state in logged.items() if state == "sent" and name not in caught]
    assert not lost, f"{len(lost)} mails said sent never came"


def message_ids(folder: Path) -> list[str]:
    """The local part of each caught mail's Message-ID, which is the message's id."""
    found = []
    for path in folder.glob("*.eml"):
        mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        found.append(str(mail["Message-ID"]).strip("<>").partition("@")[0])
    return found
