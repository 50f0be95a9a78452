"""What the minutes say of whom one has to trust, of whose votes can be read, and of a count by transferable votes."""

import shutil
import subprocess

import pytest

from formats import canonical
from votation.clients.typst_minutes import render
from votation.tests import archives
from votation.tests.minutes_data import minutes_data

pytestmark = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")


def text_of(built: archives.Built, language: str, **changes) -> str:
    """What a reader copies out of the minutes, on one line, with plain spaces."""
    pdf = render(minutes_data(built, language, **changes))
    run = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(
        run.stdout.decode().replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'").split()
    )


@pytest.mark.parametrize(
    ("language", "promises"),
    [
        (
            "fr",
            (
                "seuls des membres du bureau peuvent le contrôler",
                "sa base de données ou sa clé, pourrait y avoir signé et voté pour des personnes qui n'ont pas voté",
                "publier ce qu'il veut sous cette clé",
                "jusqu'au prochain protocole de vote",
            ),
        ),
        (
            "en",
            (
                "can be checked by members of the bureau alone",
                "its database or its key, could have signed and voted for people who did not vote",
                "publish what they like under that key",
                "until the next voting protocol",
            ),
        ),
    ],
)
def test_minutes_say_whom_one_has_to_trust_until_the_next_protocol(language, promises):
    """V03, V05: in plain words, over the bureau's signatures."""
    text = text_of(archives.build(nulls=0), language)
    for promise in promises:
        assert promise in text


def test_minutes_say_whose_votes_can_be_read():
    """V10: a line for each group, in both languages; nothing where there is none."""
    plan = (archives.CellPlan("a", 30, 20), archives.CellPlan("b", 1, 1, 40), archives.CellPlan("c", 2, 1, 7))
    small = archives.build(plan, nulls=0)
    french, english = text_of(small, "fr"), text_of(small, "en")
    assert "Groupes de moins de cinq personnes, dont l'organisateur a accepté le nombre" in french
    assert "Poids 40 : 1 inscrit, dont le vote peut être lu." in french
    assert "Poids 7 : 2 inscrits, dont le vote peut être lu." in french
    assert "Weight 40: 1 person on the roll, whose vote may be read." in english
    assert "Weight 7: 2 people on the roll, whose votes may be read." in english
    assert "Groupes de moins" not in text_of(archives.build(archives.SMALL, nulls=0), "fr")


def transferable(orders: dict[tuple[int, ...], int], **changes) -> archives.Built:
    """Two seats among four; each order with so many ballots."""
    asked = archives.question("ranking", method="stv", ties_allowed=False, seats=2, **changes)
    made = archives.build([archives.CellPlan("a", 40, sum(orders.values()))], [asked], nulls=0)
    lines = [
        {
            "a": [[order.index(choice) + 1 if choice in order else None for choice in range(4)]],
            "g": "w1",
            "n": n,
        }
        for order, n in orders.items()
    ]
    made.set_lines("plain.jsonl", sorted(lines, key=canonical.dump))
    made.recount()
    return made


def test_minutes_tell_a_single_transferable_vote_round_by_round():
    """Point 15: the quota, each round with parts of votes, who is elected by it and who leaves the count."""
    held = transferable({(0, 1): 10, (1,): 2, (2,): 3, (3, 2): 1})
    text = text_of(held, "fr")
    assert "2 sièges" in text
    assert "Quotient : 6." in text
    assert "Tour : Aménager la place 10,00" in text
    assert "Élu : Aménager la place." in text
    assert "Rénover l'école 6" in text
    assert "Élu : Rénover l'école." in text
    assert "Aménager la place et Rénover l'école l'emportent" in text
    english = text_of(held, "en")
    assert "Quota: 6." in english
    assert "Elected: Aménager la place." in english
    eliminated = transferable({(0,): 6, (1,): 4, (2,): 3, (3, 2): 2})
    assert "Sort du compte : Ouvrir un café associatif." in text_of(eliminated, "fr")


def test_minutes_tell_a_single_transferable_vote_that_stays_open():
    """Point 15: who is elected for certain, and between whom the tie is."""
    held = transferable({(0,): 10, (1,): 2, (2,): 2, (3,): 2})
    text = text_of(held, "fr")
    assert (
        "Égalité entre Rénover l'école, Planter des arbres et Ouvrir un café associatif pour 1 siège." in text
    )
    assert "Élu : Aménager la place." in text
