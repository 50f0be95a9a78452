"""Where the servers of a run keep their files, and that nothing of a run that was killed stays."""

from collections import namedtuple
from pathlib import Path
from subprocess import run

import pytest

from deploy.local import check, infra, state

Usage = namedtuple("Usage", "free")


def folder(run_dir: Path, throwaway: bool) -> Path:
    return Path(state.State(run_dir, throwaway).values["data"])


@pytest.mark.parametrize(("free", "in_memory"), [(4 << 30, True), ((4 << 30) - 1, False)])
def test_servers_of_tests_stand_in_memory_where_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, in_memory: bool
) -> None:
    memory = tmp_path / "memory"
    memory.mkdir()
    monkeypatch.setattr(state, "MEMORY", memory)
    monkeypatch.setattr("shutil.disk_usage", lambda _folder: Usage(free))
    assert (folder(tmp_path / "one", True).parent == memory) is in_memory
    kept = folder(tmp_path / "two", False)
    assert kept.parent != memory
    assert folder(tmp_path / "two", True) == kept, "once chosen it stays"
    data = [folder(tmp_path / name, True) for name in ("one", "two")]
    for each in data:
        each.mkdir(exist_ok=True)
    infra.down(tmp_path / "one")
    infra.down(tmp_path / "two")
    assert [each.exists() for each in data] == [not in_memory, True], (
        "what stands in memory ends with its servers"
    )


def test_what_a_killed_check_left_is_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "REPOSITORY", tmp_path)
    monkeypatch.setattr(state, "MEMORY", tmp_path / "memory")
    (tmp_path / "memory").mkdir()
    ended = run(["sh", "-c", "echo $$"], capture_output=True, text=True, check=True).stdout.strip()
    dead, living = (tmp_path / ".run" / f"check-{number}" for number in (ended, 1))
    left = [folder(each, True) for each in (dead, living)]
    for each in left:
        each.mkdir(exist_ok=True)
    check.forget_killed()
    assert [each.exists() for each in (dead, living)] == [False, True]
    assert not left[0].exists()
