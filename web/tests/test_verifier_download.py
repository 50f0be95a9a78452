"""The verifier that the page gives: one file that runs where nothing of the suite is, and is the same for everyone."""

import hashlib
import os
import re
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from web import verifier_download
from web.tests.gateway_double import GatewayDouble
from web.tests.votation_double import PAGE, World, fill

ROOT = Path(__file__).resolve().parents[2]
BARE = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}


@pytest.fixture
def world(app: Flask, gateway: GatewayDouble) -> World:
    known = World()
    fill(gateway, known)
    return known


def bare_environment(folder: Path) -> Path:
    """A Python that has PyNaCl, what PyNaCl is made of, and nothing else."""
    venv.create(folder, with_pip=False)
    here = Path(sysconfig.get_paths()["purelib"])
    there = next(folder.glob("lib/python*/site-packages"))
    for name in ("nacl", "cffi", "pycparser", "_cffi_backend"):
        for found in here.glob(f"{name}*"):
            if ".dist-info" not in found.name:
                (there / found.name).symlink_to(found)
    return folder / "bin" / "python"


def an_archive(folder: Path) -> Path:
    path = folder / "archive.zip"
    environment = BARE | {"PYTHONPATH": f"{ROOT}:{ROOT / 'services'}"}
    made = [sys.executable, "-m", "votation.tests.archives", str(path), "60"]
    subprocess.run(made, check=True, env=environment, cwd=folder)
    return path


def test_the_download_of_the_page_verifies_an_archive_where_nothing_of_the_suite_is(
    client: FlaskClient, world: World, tmp_path: Path
) -> None:
    """U03"""
    world.state = "proclaimed"
    page = client.get(f"{PAGE}/verifier").get_data(as_text=True)
    address = re.findall(r'href="(/assets/votation-verifier[^"]+\.pyz)"', page)[0]
    answer = client.get(address)
    program = tmp_path / Path(address).name
    program.write_bytes(answer.data)
    told = "".join(re.findall(r"[0-9a-f]{2,}", re.sub(r"<[^>]+>", "", page)))
    assert hashlib.sha256(answer.data).hexdigest() in told
    python = bare_environment(tmp_path / "venv")
    archive = an_archive(tmp_path)
    run = subprocess.run(
        [python, program, archive], env=BARE, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "Tout concorde" in run.stdout
    archive.write_bytes(archive.read_bytes()[:-1])
    run = subprocess.run(
        [python, program, archive], env=BARE, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert run.returncode == 1
    assert "Traceback" not in run.stderr


def test_the_page_gives_the_description_of_the_formats(client: FlaskClient, world: World) -> None:
    """U03"""
    page = client.get(f"{PAGE}/verifier").get_data(as_text=True)
    address = re.findall(r'href="(/assets/votation-formats[^"]+\.md)"', page)[0]
    answer = client.get(address)
    assert answer.mimetype == "text/plain"
    assert answer.get_data() == verifier_download.FORMATS.read_bytes()


def test_the_same_sources_give_the_same_bytes(tmp_path: Path) -> None:
    """U03: whoever has the code makes the file again and compares its hash."""
    first, second = (verifier_download.write(tmp_path / name).read_bytes() for name in ("a.pyz", "b.pyz"))
    assert first == second
    with zipfile.ZipFile(tmp_path / "a.pyz") as archive:
        names = archive.namelist()
        assert (
            archive.read("votation/verifier/checks.py")
            == (ROOT / "services/votation/verifier/checks.py").read_bytes()
        )
    assert "votation-formats.md" in names
    assert not [name for name in names if "tests" in name or "storage" in name]
