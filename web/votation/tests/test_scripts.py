"""The browser's cryptography against PyNaCl's, both ways: what one makes the other reads."""

import json
import os
import random
import subprocess
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import nacl.bindings
import pytest
from nacl.public import PrivateKey, SealedBox
from nacl.signing import SigningKey

from web import build
from web.tests import votation_kit as kit
from web.tests.votation_kit import QUESTIONS, Votation, canonical, question

Call = Callable[..., Any]
DRIVER = Path(__file__).parent / "votation_driver.js"
KEY = bytes(range(100, 132))


@pytest.fixture(scope="module")
def ask(built: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Call]:
    """Calls a function of the scripts in Node: what it returned and what it threw."""
    bundle = tmp_path_factory.mktemp("driver") / "driver.mjs"
    banner = 'import { webcrypto } from "node:crypto"; globalThis.crypto ??= webcrypto;'
    command = [str(build.TOOLS / "esbuild"), str(DRIVER), "--bundle", "--format=esm", "--platform=node"]
    environment = os.environ | {"NODE_PATH": str(build.HERE / "node_modules")}
    subprocess.run(
        [*command, f"--banner:js={banner}", "--log-level=warning", f"--outfile={bundle}"],
        check=True,
        cwd=build.HERE,
        env=environment,
    )
    node = subprocess.Popen(["node", bundle], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert node.stdin
    assert node.stdout

    def call(name: str, *args: Any) -> Any:
        assert node.stdin
        assert node.stdout
        node.stdin.write(json.dumps({"call": name, "args": args}) + "\n")
        node.stdin.flush()
        return json.loads(node.stdout.readline())

    yield call
    node.stdin.close()
    node.wait(10)
    node.stdout.close()


@pytest.fixture(scope="module")
def js(ask: Call) -> Call:
    """The same, where nothing is thrown."""

    def call(name: str, *args: Any) -> Any:
        said = ask(name, *args)
        assert "threw" not in said, said
        return said.get("is")

    return call


@pytest.fixture(scope="module")
def votation() -> Votation:
    return Votation()


@pytest.mark.parametrize("script", ["booth.js", "ceremony.js", "counting.js", "receipt.js"])
def test_a_page_with_its_script_stays_under_100_kb(built: dict[str, str], script: str) -> None:
    names = ("capco.css", "capco.js", script)
    assert sum((build.BUILD / f"{built[name]}.gz").stat().st_size for name in names) < 100_000


@pytest.mark.parametrize("script", ["booth.js", "ceremony.js", "counting.js", "receipt.js", "qr.js"])
def test_a_script_needs_no_loosening_of_the_policy(built: dict[str, str], script: str) -> None:
    code = (build.BUILD / built[script]).read_text()
    assert not [word for word in ("WebAssembly", "eval(", "new Function") if word in code]


# --- canonical JSON ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value",
    [
        {"b": 1, "a": [True, False, None, -(2**53) + 1, 2**53 - 1, 0]},
        {
            "ﬁ": 1,
            "😀": 2,
            "é": 3,
            "e\u0301": 4,
            "Z": 5,
            "10": 6,
            "9": 7,
            "": 8,
            "a": 9,
            "aa": 10,
            "__proto__": 11,
        },
        "\u0000\u0001\b\t\n\f\r\u001f\u007f\u0080\u2028\u2029\ufeff\"\\/<>&'",
        ["😀", "\U0010ffff", "</script>", "L’été\u00a0: « oui »"],
        {"\ue000": 1, "\U00010000": 2, "\uffff": 3, "\ud7ff": 4},
    ],
)
def test_canonical_json_is_pythons(js: Call, value: Any) -> None:
    assert js("canonical", value).encode() == canonical(value)


@pytest.mark.parametrize("value", [1.5, 2**53, "\ud83d", {"\udc00": 1}, [1e300]])
def test_what_has_no_canonical_json_is_refused(ask: Call, value: Any) -> None:
    assert "threw" in ask("canonical", value)


def test_hashes_and_tags_are_the_formats(js: Call, votation: Votation) -> None:
    assert js("manifestHash", votation.manifest) == votation.hash
    assert bytes.fromhex(js("tagged", "elector", {"é": 1})) == kit.tagged("elector", {"é": 1})
    assert js("hash", b"capco".hex()) == kit.sha256(b"capco")


@pytest.mark.parametrize("length", range(5))
def test_base64url_has_one_spelling(js: Call, ask: Call, length: int) -> None:
    raw = bytes(255 - place for place in range(length))
    text = js("toText", raw.hex())
    assert text == kit.b64(raw)
    assert js("fromText", text, length) == raw.hex()
    assert "threw" in ask("fromText", text, length + 1)


@pytest.mark.parametrize("text", ["AA==", "AB", "A", "A A", "+/8", "é"])
def test_another_spelling_is_refused(ask: Call, text: str) -> None:
    assert "threw" in ask("fromText", text)


# --- ballots ----------------------------------------------------------------------------------------------------

ANSWERS = [0, [0, 2], [8, 2], [2, None, 1], [-2, 2], [0, 2]]


def test_python_opens_what_the_browser_sealed(js: Call, votation: Votation) -> None:
    made = js("seal", votation.manifest, ANSWERS)
    sealed = kit.unb64(made["sealed"])
    ballot = votation.open(sealed)
    assert (ballot["a"], ballot["m"]) == (ANSWERS, votation.hash)
    assert len(kit.unb64(ballot["n"])) == 16
    assert made["ballot"] == kit.sha256(sealed)


def test_every_ballot_is_as_long_and_none_is_the_same(js: Call, votation: Votation) -> None:
    ballots = [
        js("seal", votation.manifest, answers) for answers in (ANSWERS, ANSWERS, [None] * len(QUESTIONS))
    ]
    assert len({len(each["sealed"]) for each in ballots}) == 1
    assert len({each["ballot"] for each in ballots}) == 3


def test_a_ballot_is_the_bytes_of_the_formats(js: Call, votation: Votation) -> None:
    nonce = bytes(range(16))
    expected = canonical({"a": ANSWERS, "m": votation.hash, "n": kit.b64(nonce)})
    assert bytes.fromhex(js("plainBallot", votation.manifest, ANSWERS, nonce.hex())) == expected


def test_the_browser_opens_what_python_sealed(js: Call, ask: Call) -> None:
    key = PrivateKey.generate()
    sealed = SealedBox(key.public_key).encrypt(b"a test ballot").hex()
    public, private = bytes(key.public_key).hex(), bytes(key).hex()
    assert bytes.fromhex(js("open", sealed, public, private)) == b"a test ballot"
    assert "threw" in ask("open", sealed, public, bytes(PrivateKey.generate()).hex())
    spoilt = sealed[:-2] + f"{int(sealed[-2:], 16) ^ 1:02x}"
    assert "threw" in ask("open", spoilt, public, private)


def test_a_key_pair_is_one_for_libsodium(js: Call) -> None:
    pair = js("keyPair")
    private = PrivateKey(bytes.fromhex(pair["privateKey"]))
    assert bytes(private.public_key).hex() == pair["publicKey"]
    assert js("keyPair") != pair


@pytest.mark.parametrize("length", [0, 1, 62, 63])
def test_padding_is_libsodiums(js: Call, length: int) -> None:
    raw = b"\x80" * length
    padded = bytes.fromhex(js("pad", raw.hex(), 64))
    assert padded == nacl.bindings.sodium_pad(raw, 64)
    assert bytes.fromhex(js("unpad", padded.hex())) == raw


def test_a_ballot_too_long_for_its_padding_is_not_sealed(ask: Call) -> None:
    assert "threw" in ask("pad", "00" * 64, 64)
    assert "threw" in ask("unpad", "00" * 64)
    assert "threw" in ask("unpad", "8001")


# --- receipts and the board -------------------------------------------------------------------------------------

BALLOT = "ab" * 32


def test_a_receipt_that_python_signed_is_right(js: Call, votation: Votation) -> None:
    receipt = votation.receipt(BALLOT)
    assert js("complaint", receipt, votation.manifest, BALLOT) is None
    assert js("complaint", votation.receipt(BALLOT, sealed_by="server"), votation.manifest) is None


def spoilt(signature: str) -> str:
    raw = bytearray(kit.unb64(signature))
    raw[0] ^= 1
    return kit.b64(bytes(raw))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"sealed_by": "server"}, "forged"),
        ({"ballot": "cd" * 32}, "other_ballot"),
        ({"manifest": "0" * 64}, "other_manifest"),
        ({"votation": "another"}, "other_votation"),
        ({"signature": "A" * 86}, "forged"),
        ({"signature": ""}, "forged"),
        ({"signature": None}, "forged"),
        ({"schema": "capco.receipt/2"}, "malformed"),
        ({"ballot": BALLOT.upper()}, "malformed"),
        ({"more": 1}, "malformed"),
    ],
)
def test_a_receipt_that_was_changed_is_not(
    js: Call, votation: Votation, change: dict[str, Any], code: str
) -> None:
    assert js("complaint", votation.receipt(BALLOT) | change, votation.manifest, BALLOT) == code


def test_a_receipt_signed_by_another_is_forged(js: Call, votation: Votation) -> None:
    forged = votation.receipt(BALLOT, SigningKey.generate())
    assert js("complaint", forged, votation.manifest, BALLOT) == "forged"
    bent = votation.receipt(BALLOT)
    bent["signature"] = spoilt(bent["signature"])
    assert js("complaint", bent, votation.manifest, BALLOT) == "forged"
    for nothing in ("null", "1", '"x"', "[]"):
        assert js("complaint", json.loads(nothing), votation.manifest, BALLOT) == "malformed"


def test_a_key_that_verifies_anything_verifies_nothing(js: Call) -> None:
    """The neutral point as public key: libsodium refuses it, and so must the browser."""
    neutral = bytes([1] + [0] * 31)
    assert js("verifies", "receipt", {"a": 1}, kit.b64(neutral + bytes(32)), kit.b64(neutral)) is False


def test_a_batch_of_the_board_is_checked(js: Call, votation: Votation) -> None:
    epoch = votation.epoch(BALLOT, "12" * 32)
    assert js("holdsBallot", epoch, votation.manifest, BALLOT)
    assert not js("holdsBallot", epoch, votation.manifest, "34" * 32)
    slipped_in = epoch | {"ballots": ["34" * 32]}
    assert not js("holdsBallot", slipped_in, votation.manifest, "34" * 32)
    assert not js("holdsBallot", epoch | {"signature": "A" * 86}, votation.manifest, BALLOT)
    assert not js("holdsBallot", Votation().epoch(BALLOT), votation.manifest, BALLOT)
    assert not js("holdsBallot", {}, votation.manifest, BALLOT)


# --- shares -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("members", "threshold"), [(2, 2), (3, 2), (5, 3)])
def test_python_combines_what_the_browser_split(js: Call, members: int, threshold: int) -> None:
    shares = [bytes.fromhex(each) for each in js("split", KEY.hex(), members, threshold)]
    assert {len(each) for each in shares} == {33}
    assert len({each[-1] for each in shares} - {0}) == members
    for chosen in combinations(shares, threshold):
        assert kit.combine(list(chosen)) == KEY
    assert kit.combine(shares[: threshold - 1]) != KEY


@pytest.mark.parametrize("threshold", [2, 3])
def test_the_browser_combines_what_python_split(js: Call, threshold: int) -> None:
    chance = random.Random(threshold)
    shares = kit.split(KEY, [chance.randbytes(32) for _ in range(threshold - 1)], [1, 7, 255, 30])
    for chosen in combinations(shares, threshold):
        assert js("combine", [each.hex() for each in chosen], threshold) == KEY.hex()


@pytest.mark.parametrize("members", [1, 3])
def test_with_a_threshold_of_one_every_share_is_the_key(js: Call, members: int) -> None:
    shares = [bytes.fromhex(each) for each in js("split", KEY.hex(), members, 1)]
    assert shares == [KEY + bytes([place + 1]) for place in range(members)]
    assert js("combine", [shares[-1].hex()], 1) == KEY.hex()


def test_too_few_shares_give_nothing(ask: Call) -> None:
    assert "threw" in ask("combine", [(KEY + b"\x01").hex()], 2)


def test_a_share_is_written_as_in_the_formats_and_read_again(js: Call) -> None:
    chance = random.Random(7)
    for _ in range(20):
        share = chance.randbytes(32) + b"\x09"
        text = js("writeShare", share.hex())
        assert text == kit.write_share(share)
        assert js("readShare", text) == {"share": share.hex()}
        assert js("shareHash", share.hex()) == kit.sha256(share)


SHARE = KEY + b"\x02"
TEXT = kit.write_share(SHARE)


@pytest.mark.parametrize(
    "typed",
    [
        TEXT.lower(),
        TEXT.replace("-", " "),
        TEXT.replace("-", ""),
        TEXT.replace("-", "–"),
        TEXT.replace("-", "-\n"),
        TEXT.removeprefix("CAPCO1-"),
        TEXT.replace("CAPCO1", "CAPC0I"),
        TEXT[:7] + TEXT[7:].replace("0", "O").replace("1", "l"),
        f"Votation : le règlement.\r\nPart de Zoé (2) :\r\n\r\n{TEXT}\r\n",
        f"  {TEXT}.  ",
        f"{TEXT}\nÀ garder jusqu'au dépouillement.",
    ],
)
def test_a_share_is_read_however_it_is_typed(js: Call, typed: str) -> None:
    assert js("readShare", typed) == {"share": SHARE.hex()}


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", "empty"),
        ("  \n", "empty"),
        ("bonjour", "unreadable"),
        (TEXT[:-3], "unreadable"),
        (TEXT[:10] + "U" + TEXT[11:], "unreadable"),
        (TEXT[:-1] + ("0" if TEXT[-1] != "0" else "1"), "checksum"),
        (kit.write_share(KEY + b"\x00"), "checksum"),
    ],
)
def test_a_share_that_is_none_is_told_why(js: Call, typed: str, problem: str) -> None:
    assert js("readShare", typed) == {"problem": problem}


def test_one_wrong_letter_is_always_noticed(js: Call) -> None:
    for at, letter in enumerate(TEXT):
        if at > 6 and letter != "-":
            other = kit.ALPHABET[(kit.ALPHABET.index(letter) + 1) % 32]
            assert "problem" in js("readShare", TEXT[:at] + other + TEXT[at + 1 :])


# --- answers ----------------------------------------------------------------------------------------------------

ONE, SEVERAL, POINTS, RANKING, SCORE, GRADES = QUESTIONS


@pytest.mark.parametrize(
    ("of", "typed", "answer"),
    [
        (ONE, [("q1", "1")], 1),
        (ONE, [("q1", "blank")], None),
        (SEVERAL, [("q2", "2"), ("q2", "0")], [0, 2]),
        (SEVERAL, [("q2.blank", "yes")], None),
        (POINTS, [("q3.0", " 8 "), ("q3.1", "2")], [8, 2]),
        (POINTS, [("q3.0", ""), ("q3.1", ""), ("q3.blank", "yes")], None),
        (
            POINTS | {"limits": {"total": 10, "exact": False, "most_each": 8}},
            [("q3.0", "3"), ("q3.1", "")],
            [3, 0],
        ),
        (RANKING, [("q4.0", "2"), ("q4.1", ""), ("q4.2", "1")], [2, None, 1]),
        (RANKING | {"ties_allowed": True}, [("q4.0", "1"), ("q4.1", "1"), ("q4.2", "3")], [1, 1, 3]),
        (SCORE, [("q5.0", "-2"), ("q5.1", "0")], [-2, 0]),
        (GRADES, [("q6.0", "0"), ("q6.1", "2")], [0, 2]),
        (SEVERAL | {"limits": {"min": 0, "max": 2}}, [], []),
    ],
)
def test_an_answer_is_read_from_the_form(
    js: Call, of: dict[str, Any], typed: list[tuple[str, str]], answer: Any
) -> None:
    assert js("readAnswer", typed, of) == {"answer": answer, "problem": None}


@pytest.mark.parametrize(
    ("of", "typed", "problem"),
    [
        (ONE, [], {"code": "missing"}),
        (ONE, [("q1", "2")], {"code": "missing"}),
        (ONE | {"blank": False}, [("q1", "blank")], {"code": "missing"}),
        (SEVERAL, [], {"code": "too_few", "min": 1, "max": 2}),
        (SEVERAL, [("q2", "0"), ("q2", "1"), ("q2", "2")], {"code": "too_many", "min": 1, "max": 2}),
        (SEVERAL, [("q2", "0"), ("q2.blank", "yes")], {"code": "both"}),
        (SEVERAL, [("q2", "7")], {"code": "out_of_range", "least": 0, "most": 2}),
        (POINTS, [("q3.0", "8"), ("q3.1", "1")], {"code": "points_left", "total": 10, "left": 1}),
        (POINTS, [("q3.0", "8"), ("q3.1", "4")], {"code": "points_over", "total": 10, "over": 2}),
        (POINTS, [("q3.0", "9"), ("q3.1", "1")], {"code": "out_of_range", "least": 0, "most": 8}),
        (POINTS, [("q3.0", "1.5"), ("q3.1", "1")], {"code": "not_whole"}),
        (RANKING, [("q4.0", "1"), ("q4.1", "1"), ("q4.2", "")], {"code": "rank_twice", "rank": 1}),
        (RANKING, [("q4.0", "4")], {"code": "out_of_range", "least": 1, "most": 3}),
        (RANKING | {"complete": True}, [("q4.0", "1")], {"code": "rank_missing"}),
        (SCORE, [("q5.0", "1")], {"code": "missing"}),
        (SCORE, [("q5.0", "3"), ("q5.1", "0")], {"code": "out_of_range", "least": -2, "most": 2}),
        (GRADES, [("q6.0", "1")], {"code": "missing"}),
    ],
)
def test_an_answer_that_is_not_complete_is_told_why(
    js: Call, of: dict[str, Any], typed: list[tuple[str, str]], problem: dict[str, Any]
) -> None:
    assert js("readAnswer", typed, of)["problem"] == problem


@pytest.mark.parametrize(
    ("of", "answer", "lines"),
    [
        (ONE, 0, ["Oui"]),
        (ONE, None, ["blank"]),
        (SEVERAL, [0, 2], ["Zoé", "Léa"]),
        (SEVERAL, [], ["nothing"]),
        (POINTS, [8, 0], ["points|Vélo|8"]),
        (RANKING, [2, None, 1], ["rank|C|1", "rank|A|2"]),
        (SCORE, [-2, 0], ["score|Parc|-2", "score|Quai|0"]),
        (GRADES, [0, 2], ["grade|Ici|Très bien", "grade|Là|À rejeter"]),
    ],
)
def test_an_answer_is_told_in_words(js: Call, of: dict[str, Any], answer: Any, lines: list[str]) -> None:
    assert js("tellAnswer", of, answer) == lines


def test_a_single_choice_is_read_like_yes_and_no(js: Call) -> None:
    single = question(1, "single", "A", "B", "C", blank=False)
    assert js("readAnswer", [("q1", "2")], single) == {"answer": 2, "problem": None}
