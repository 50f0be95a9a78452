"""The signed minutes: the same bytes of the same data wherever they are made, and a PDF that everyone can read."""

import json
import os
import re
import subprocess
import sys
import time
import zlib

import pytest

from formats import canonical
from votation.clients.typst_minutes import render
from votation.tests.in_process import ORGANISER
from votation.use_cases.compute_result import result_of
from votation.use_cases.minutes_of import minutes_of
from votation.use_cases.proclaim_votation import proclaim_votation

ELSEWHERE = """
import hashlib, json, sys
from votation.clients.typst_minutes import render
print(hashlib.sha256(render(json.load(sys.stdin))).hexdigest())
"""

METADATA = re.compile(r"<(dc:title|dc:language|pdfuaid:part)>(?:<[^/][^>]*>)*([^<]*)<")


@pytest.fixture
def counted(world, tmp_path):
    """A votation whose minutes are asked for."""
    world.open(12, colleges=("Cadres", "Employés"))
    for elector in range(9):
        world.cast(world.ballot(world.right(elector), [(0, 1, None)[elector % 3]]))
    world.close()
    world.count(tmp_path)
    with world.at_register() as uow:
        proclaim_votation(
            uow, ORGANISER, world.id, world.votation().version, "Rien à signaler – « été ».", []
        )
    return world


def data_of(world):
    with world.at_register() as uow:
        votation = world.votation()
        return minutes_of(uow, votation, result_of(uow, votation, {}))


def rendered_elsewhere(data, **environment):
    """The hash of the minutes made by another process, of data whose keys come in another order."""
    turned = json.dumps(dict(reversed(data.items())), default=str)
    run = subprocess.run(
        [sys.executable, "-c", ELSEWHERE],
        input=turned, env=os.environ | environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return run.stdout.strip()


def read(pdf):
    """Everything a PDF holds, its compressed streams opened, as far as it is text."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    opened = [pdf]
    for stream in streams:
        try:
            opened.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return b"\n".join(opened)


def test_the_same_data_give_the_same_minutes_in_another_process_and_time_zone(counted, monkeypatch):
    """VO-7"""
    data = data_of(counted)
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("TZ", "Pacific/Auckland")
        time.tzset()
        assert data_of(counted) == data
    time.tzset()
    here = canonical.sha256(render(data))
    assert canonical.sha256(render(data)) == here
    far = {"TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONHASHSEED": "7", "SOURCE_DATE_EPOCH": "99"}
    assert rendered_elsewhere(data, **far) == here
    other = canonical.sha256(render({**data, "observations": "Rien."}))
    assert other != here


@pytest.mark.parametrize(
    ("language", "title"), [("fr", "Procès-verbal : Avenant"), ("en", "Minutes: Avenant")]
)
def test_the_minutes_are_tagged_and_say_their_language_and_title(counted, language, title):
    """PDF/UA-1: what a screen reader needs."""
    pdf = render({**data_of(counted), "language": language})
    held = read(pdf).decode("latin-1")
    assert pdf.startswith(b"%PDF-1.7")
    assert re.search(r"/MarkInfo\s*<<[^>]*/Marked true", held)
    assert "/StructTreeRoot" in held
    assert re.search(rf"/Lang\s*\({language}\)", held)
    assert "/DisplayDocTitle true" in held
    for tag in ("H1", "Table", "TH", "TD"):
        assert re.search(rf"/S\s*/{tag}\b", held), tag
    told = dict(METADATA.findall(pdf.decode("utf-8", "replace")))
    assert told == {"dc:title": title, "dc:language": language, "pdfuaid:part": "1"}
