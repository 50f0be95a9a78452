"""The verifier ends with a line per check, never a crash, whatever it is given."""

import random
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from formats import canonical
from votation.domain import archive, manifest
from votation.tests import archives
from votation.tests.verifying import contents, failures, reindexed, repacked, run

WHOLE = archives.build([archives.CellPlan("a", 6, 4)])


@pytest.mark.parametrize(
    "make", [lambda raw: b"", lambda raw: raw[:1], lambda raw: raw + b"\0", lambda raw: raw * 2]
)
def test_ends_well_on_what_is_no_archive(tmp_path, make: Callable[[bytes], bytes]):
    path = WHOLE.write(tmp_path / "a.zip")
    path.write_bytes(make(path.read_bytes()))
    assert failures(path) == ["file"]


def test_ends_well_on_every_truncation(tmp_path):
    path = WHOLE.write(tmp_path / "a.zip")
    raw, chance = path.read_bytes(), random.Random(5)
    for _ in range(60):
        path.write_bytes(raw[: chance.randrange(len(raw))])
        assert failures(path) == ["file"]


def test_ends_well_on_no_file_a_folder_and_a_pipe(tmp_path):
    import os

    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "none", tmp_path, tmp_path / "pipe"):
        assert failures(path) == ["file"]


def test_refuses_what_a_zip_may_hide(tmp_path):
    """Compressed entries (bombs), comments, other entries: none is in the one spelling."""
    import zipfile

    files = contents(WHOLE.write(tmp_path / "a.zip"))
    path = tmp_path / "b.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bomb:
        for name in archive.NAMES:
            bomb.writestr(name, files[name] if name != "plain.jsonl" else bytes(50_000_000))
    assert failures(path) == ["file"]
    with zipfile.ZipFile(tmp_path / "a.zip", "a") as more:
        more.comment = b"hello"
    assert failures(tmp_path / "a.zip") == ["file"]


HOSTILE = (
    b"", b"\n", b"{}\n", b"[]\n", b"null\n", b"7\n", b"\xff\n", b"[" * 50_000 + b"\n", b"9" * 50_000 + b"\n",
    b'{"a":' * 5_000 + b"\n", b"x" * (5 * 2**20), b'"\\ud800"\n', b'{"a":1,"a":1}\n', b"1e999\n", b"\0" * 1000,
)  # fmt: skip


@pytest.mark.parametrize("name", sorted(archive.FILES))
@pytest.mark.parametrize("hostile", range(len(HOSTILE)))
def test_ends_well_whatever_a_file_holds(tmp_path, name, hostile):
    whole = dict(WHOLE.parts) | {"manifest.json": canonical.dump(WHOLE.manifest), name: HOSTILE[hostile]}
    if name != "minutes.pdf":
        assert failures(repacked(reindexed(whole, WHOLE), tmp_path / "a.zip"))


values = st.sampled_from(
    [None, True, -1, 0, 2**53 - 1, "", "x", "\n", [], {}, [None], {"a": 1}, "0" * 64, "A" * 86]
)


@given(st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_ends_well_whatever_a_record_holds(tmp_path, data):
    """With the board's key, and whatever value in whatever field: a failure unless nothing changed."""
    name = data.draw(st.sampled_from([each for each in archive.FILES if each != "minutes.pdf"]))
    raw = {"manifest.json": canonical.dump(WHOLE.manifest), **WHOLE.parts}[name]
    lines = [canonical.parse(line) for line in raw.splitlines()]
    inside = lines[data.draw(st.integers(0, len(lines) - 1))]
    while True:
        key = data.draw(st.sampled_from(sorted(inside) if isinstance(inside, dict) else range(len(inside))))
        if not isinstance(inside[key], dict | list) or not inside[key] or data.draw(st.booleans()):
            break
        inside = inside[key]
    before, inside[key] = inside[key], data.draw(values)
    end = b"" if name.endswith(".json") else b"\n"
    forged = b"".join(canonical.dump(line) + end for line in lines)
    whole = {**WHOLE.parts, "manifest.json": canonical.dump(WHOLE.manifest), name: forged}
    failed = failures(repacked(reindexed(whole, WHOLE), tmp_path / "a.zip"))
    assert bool(failed) == (forged != raw), (name, key, before, inside[key])


def test_takes_constant_memory_for_lines_and_bounds_them(tmp_path):
    whole = {
        **WHOLE.parts,
        "manifest.json": canonical.dump(WHOLE.manifest),
        "board.jsonl": b"[" * (manifest.LONGEST + 1),
    }
    _, said = run(repacked(reindexed(whole, WHOLE), tmp_path / "a.zip"))
    assert any("over 4194304 bytes" in line for line in said)
