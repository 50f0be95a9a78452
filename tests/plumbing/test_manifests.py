"""What is written from the tables of the services is current, and a service that is added is in all of it."""

import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from contracts.registry import FOLDER, SERVICES, read_services
from deploy.manifests.rendering import HEADER, ROOT, outdated, render

WRITTEN = HEADER.partition("{")[0]
SAMPLE = """
package = "sample"
egress = [{ name = "maps", ports = [443] }]
secrets = ["maps_key"]
settings = { MAPS_URL = { demonstration = "http://maps", production = "https://maps.example" } }
[worker]
files = [{ folder = "exports" }]
"""


def test_the_written_files_are_current() -> None:
    assert list(outdated()) == [], "make manifests"


def test_nothing_is_left_of_a_service_that_is_gone() -> None:
    files = [*ROOT.glob("deploy/k8s/**/*.yaml"), *ROOT.glob("*.yml"), ROOT / ".importlinter"]
    assert {path for path in files if path.read_text().startswith(WRITTEN)} == set(render())


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """The manifests of a suite with one service more."""
    for service in SERVICES:
        (tmp_path / "contracts" / service).mkdir(parents=True)
        shutil.copy(FOLDER / service / "service.toml", tmp_path / "contracts" / service)
    (tmp_path / "contracts" / "sample").mkdir()
    (tmp_path / "contracts" / "sample" / "service.toml").write_text(SAMPLE)
    shutil.copytree(ROOT / "deploy" / "k8s", tmp_path / "deploy" / "k8s")
    for path, text in render(read_services(tmp_path / "contracts")).items():
        target = tmp_path / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
    return tmp_path


def test_one_more_service_is_written_everywhere(written: Path) -> None:
    named = {
        path.relative_to(written)
        for path in written.glob("**/*")
        if path.is_file() and "sample" in path.read_text()
    }
    assert named >= {path.relative_to(ROOT) for path in render() if not {*path.parts} & SERVICES.keys()}


def test_one_more_service_is_run_with_all_it_needs(written: Path) -> None:
    compose = yaml.safe_load((written / "docker-compose.yml").read_text())
    containers = {name: each for name, each in compose["services"].items() if name.startswith("sample")}
    assert {name: each["networks"] for name, each in containers.items()} == {
        "sample": ["broker", "database", "maps"],
        "sample-relay": ["broker", "database"],
        "sample-worker": ["broker", "database"],
        "sample-migrate": ["database"],
    }
    assert containers["sample-worker"]["environment"]["FILES_DIR"] == "/var/lib/capco/files"
    assert "${MAPS_URL:-http://maps}" in containers["sample"]["environment"].values()
    networks = {network for each in compose["services"].values() for network in each.get("networks", [])}
    assert networks == compose["networks"].keys()
    volumes = {
        volume.split(":")[0] for each in compose["services"].values() for volume in each.get("volumes", [])
    }
    assert volumes == compose["volumes"].keys()


@pytest.mark.skipif(shutil.which("kubectl") is None, reason="needs kubectl")
@pytest.mark.parametrize("overlay", ["local", "production"])
def test_kustomize_builds_one_more_service(written: Path, overlay: str) -> None:
    command = ["kubectl", "kustomize", str(written / "deploy" / "k8s" / "overlays" / overlay)]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    names = {each["metadata"]["name"].partition("-h")[0] for each in yaml.safe_load_all(built.stdout)}
    assert {"sample", "sample-relay", "sample-worker", "sample-migrate"} <= names
