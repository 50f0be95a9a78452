"""A bureau makes its key away from the server, and tries it before anyone votes."""

import json

import pytest
from nacl.public import PrivateKey

from contracts.refused import Refused
from formats import canonical
from votation import ceremony
from votation.domain import shares

NAMES = ("Ana Été", "Ben", "Ćé/../x")


def test_writes_a_private_file_per_member_and_prints_the_public_part_alone(tmp_path, capsys):
    assert ceremony.main(["--threshold", "2", "--into", str(tmp_path / "key"), *NAMES]) == 0
    printed = capsys.readouterr().out
    public = json.loads(printed)
    files = sorted((tmp_path / "key").iterdir())
    assert [path.name for path in files] == ["share-1-ana-ete.txt", "share-2-ben.txt", "share-3-ce-x.txt"]
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    read = [shares.find(path.read_text()) for path in files]
    assert public["members"] == [
        {"name": name, "share": shares.share_hash(share)} for name, share in zip(NAMES, read, strict=True)
    ]
    assert public["threshold"] == 2
    key = shares.combine(read[1:], 2, canonical.unb64(public["election"], 32))
    assert canonical.b64(PrivateKey(key).public_key.encode()) == public["election"]
    for secret in (canonical.b64(key), key.hex(), *map(shares.to_text, read)):
        assert secret not in printed
    assert ceremony.main(["--check", *map(str, files[:2])]) == 0
    assert public["election"] in capsys.readouterr().out


def test_writes_over_nothing(tmp_path, capsys):
    arguments = ["--threshold", "1", "--into", str(tmp_path), "Ana"]
    assert ceremony.main(arguments) == 0
    before = (tmp_path / "share-1-ana.txt").read_text()
    assert ceremony.main(arguments) == 1
    assert (tmp_path / "share-1-ana.txt").read_text() == before
    assert ceremony.main(["--check", str(tmp_path / "share-1-ana.txt")]) == 0


def test_the_test_vote_says_what_is_wrong_with_the_shares(tmp_path, capsys):
    held = ceremony.hold(NAMES, 2)
    files = [path.read_text() for path in ceremony.write(held, tmp_path / "one")]
    others = [path.read_text() for path in ceremony.write(ceremony.hold(NAMES, 2), tmp_path / "other")]
    assert ceremony.try_out(files[::2]) == held.public
    stranger = files[0].replace(shares.to_text(held.shares[0]), shares.to_text(shares.find(others[0])))
    for texts, code, details in [
        (files[:1], "shares_too_few", {"needed": 2, "given": 1}),
        ([files[0], files[0]], "share_invalid", {"why": "twice", "place": 2}),
        ([files[0], others[1]], "share_invalid", {"why": "other_election"}),
        ([stranger, files[1]], "share_invalid", {"why": "other_key"}),
        ([files[0], files[1].replace("CAPCO1", "CAPCO2")], "share_invalid", {"why": "mistyped"}),
        (["", ""], "share_invalid", {"why": "other_election"}),
    ]:
        with pytest.raises(Refused) as refused:
            ceremony.try_out(texts)
        assert (refused.value.code, refused.value.details) == (code, details)
    assert ceremony.main(["--check", str(tmp_path / "none")]) == 1
    assert ceremony.main(["--check", str(tmp_path / "one" / "share-2-ben.txt")]) == 1
    assert "shares_too_few (needed 2, given 1)" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        [], ["--check"], ["Ana"], ["--threshold", "2", "--into", "x", "Ana"], ["--threshold", "0", "--into", "x", "A"],
        ["--threshold", "1", "--into", "x", "two\nlines"], ["--threshold", "1", "--into", "x", " "],
    ],
)  # fmt: skip
def test_says_how_it_is_used(arguments, capsys):
    with pytest.raises(SystemExit) as usage:
        ceremony.main(arguments)
    assert usage.value.code == 2


def test_files_of_shares_are_named_as_french_is_spelled(tmp_path, capsys):
    """D11"""
    names = ("L\u2019Haÿ-les-Roses", "Nœux-les-Mines")
    assert ceremony.main(["--threshold", "2", "--into", str(tmp_path / "key"), *names]) == 0
    assert {path.name for path in (tmp_path / "key").iterdir()} == {
        "share-1-l-hay-les-roses.txt", "share-2-noeux-les-mines.txt",
    }  # fmt: skip
