"""Each image holds what it runs: its files, laid out as its recipe copies them, are enough to start or to build with."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from contracts.registry import SERVICES

ROOT = Path(__file__).resolve().parents[2]
RECIPE = (ROOT / "deploy/docker/Dockerfile").read_text()
LEFT_OUT = shutil.ignore_patterns("__pycache__", "tests", "testing", "stubs", "node_modules", "build")
STARTS = {
    "gateway": ["gateway.app", "gateway.server"],
    "web": ["web.app", "web.server"],
    "provision": ["deploy.docker.provision"],
    "demonstration": ["deploy.docker.demonstrate"],
}


def copied_into(stage: str) -> list[tuple[list[str], str]]:
    """The sources and the target of each COPY of a stage and of those it stands on."""
    part = next(part for part in RECIPE.split("\nFROM ") if re.match(rf"\S+ AS {stage}\n", part))
    below = part.split(" ", 1)[0]
    lines = re.findall(r"^COPY (?!--from)(.+) (\S+)$", part, re.MULTILINE)
    above = [(sources.split(), target) for sources, target in lines]
    return above if below.startswith("$") else copied_into(below) + above


def lay_out(stage: str, folder: Path, service: str = "") -> None:
    for sources, target in copied_into(stage):
        for source in (each.replace("${SERVICE}", service) for each in sources):
            place = folder / target.replace("${SERVICE}", service)
            if (ROOT / source).is_dir():
                shutil.copytree(
                    ROOT / source, place, ignore=LEFT_OUT if source != "tests" else None, dirs_exist_ok=True
                )
            else:
                place = place / Path(source).name if target.endswith("/") else place
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / source, place)


def run(folder: Path, *arguments: str) -> None:
    path = {"PYTHONPATH": f"{folder}:{folder}/services", "PATH": os.environ["PATH"]}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=path, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-2000:]


def start(folder: Path, modules: list[str]) -> None:
    run(folder, "-c", "\n".join(f"import {module}" for module in modules))


@pytest.mark.parametrize("stage", STARTS)
def test_an_image_holds_all_that_its_command_imports(stage: str, tmp_path: Path) -> None:
    lay_out(stage, tmp_path)
    start(tmp_path, STARTS[stage])


@pytest.mark.parametrize("service", SERVICES)
def test_the_image_of_a_service_holds_all_that_it_runs(service: str, tmp_path: Path) -> None:
    package = SERVICES[service].package
    lay_out("service", tmp_path, package.split(".")[0])
    start(
        tmp_path, ["chassis.run", f"{package}.service", "chassis.relay", "chassis.worker", "chassis.migrate"]
    )


def test_the_front_end_is_built_of_what_its_stage_copies(tmp_path: Path) -> None:
    lay_out("frontend", tmp_path)
    (tmp_path / "web/node_modules").symlink_to(ROOT / "web/node_modules")
    run(tmp_path, "-m", "web.build")
    assert list((tmp_path / "web/static/build").glob("*.css"))
