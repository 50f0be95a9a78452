"""V09, point 15: ballot files of the field are recounted, and a broken line is named."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from votation import recount
from votation.tests.unit.test_tally_known_outcomes import KNOWN

BLT = """4 2  # four candidates, two seats
-3
3 1 2 0
4 2 1 4 0
2 3 1 0       # of the withdrawn, goes on
1 4=1 2 0
(x7) 1 3 0
2 - 4 - 2 0
0
"Ana"
"Ben # not a comment"
"Cléo"
"Dan"
"Board"
"""


def said(tmp_path, name, content, *more):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    lines: list[str] = []
    code = recount.main([str(path), *more], lines.append)
    return code, lines


def test_a_blt_file_is_read_without_the_withdrawn(tmp_path):
    code, lines = said(tmp_path, "board.blt", BLT)
    assert code == 0
    assert lines[:4] == [
        "Board",
        "12 ballots, 3 choices, 2 seat(s)",
        "withdrawn, dropped before counting: Cléo",
        "1 empty ballots, not counted",
    ]
    assert lines[4] == "Schulze: tied: Ana, Ben # not a comment"
    assert "Single transferable vote, 2 seat(s): not counted: some ballots rank choices equal" in lines


def as_blt(case, seats=1):
    names = case["candidates"]
    rows = [
        " ".join([str(n), *(str(names.index(each) + 1) for each in order), "0"])
        for n, order in case["ballots"]
    ]
    return "\n".join([f"{len(names)} {seats}", *rows, "0", *(f'"{name}"' for name in names), '"T"'])


def as_preflib(case):
    names = case["candidates"]
    heads = ["# TITLE: T", f"# NUMBER ALTERNATIVES: {len(names)}"]
    heads += [f"# ALTERNATIVE NAME {n}: {name}" for n, name in enumerate(names, 1)]
    return "\n".join(
        heads
        + [f"{n}: " + ", ".join(str(names.index(each) + 1) for each in order) for n, order in case["ballots"]]
    )


def as_older_preflib(case):
    names, total = case["candidates"], sum(n for n, _ in case["ballots"])
    heads = [
        str(len(names)),
        *(f"{n},{name}" for n, name in enumerate(names, 1)),
        f"{total},{total},{len(case['ballots'])}",
    ]
    return "\n".join(
        heads
        + [f"{n}," + ",".join(str(names.index(each) + 1) for each in order) for n, order in case["ballots"]]
    )


@pytest.mark.parametrize("name", ["tennessee", "schulze45"])
def test_known_elections_come_out_as_published_whatever_the_format(tmp_path, name):
    case = KNOWN[name]
    code, blt = said(tmp_path, "x.blt", as_blt(case))
    assert code == 0
    for ending in ("soc", "soi", "toc", "toi"):
        for content in (as_preflib(case), as_older_preflib(case)):
            assert said(tmp_path, f"x.{ending}", content)[1][-6:] == blt[-6:]
    schulze = case["computed"]["schulze_belenios_tool"]
    assert f"Schulze: {', '.join(schulze)}" in blt


def test_burlington_elects_by_runoff_whom_it_did_and_by_comparison_another(tmp_path):
    case = KNOWN["burlington2009"]
    if "ballots" not in case:
        pytest.skip("no ballots of it are shipped")
    _, lines = said(tmp_path, "x.blt", as_blt(case))
    told = dict(line.split(": ", 1) for line in lines if ": " in line)
    published = case["official_or_published"]
    assert told["Instant runoff"] in json.dumps(published)
    assert told["Schulze"] != told["Instant runoff"]


def test_equal_ranks_of_preflib_are_read(tmp_path):
    content = "# NUMBER ALTERNATIVES: 3\n# ALTERNATIVE NAME 1: A\n# ALTERNATIVE NAME 2: B\n2: {1, 2}, 3\n1: 2, {1,3}\n1: 3,{}\n"
    code, lines = said(tmp_path, "x.toi", content)
    assert (code, lines[0]) == (0, "4 ballots, 3 choices, 1 seat(s)")
    assert "Schulze: B" in lines


def test_a_tie_that_the_order_decides_is_told(tmp_path):
    """B07"""
    _, lines = said(tmp_path, "x.blt", '3 1\n4 1 0\n3 2 3 0\n3 3 2 0\n0\n"A"\n"B"\n"C"\n"T"\n')
    assert "Instant runoff: tied, the order of elimination decides: B | C" in lines


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("x.blt", BLT.replace("3 1 2 0", "3 1 9 0"), "line 3: there is no choice 9"),
        ("x.blt", BLT.replace("4 2 1 4 0", "4 2 1 4"), "line 4: a ballot is"),
        ("x.blt", BLT.replace("4 2 1 4 0", "4 2 2 0"), "line 4: choice 2 is ranked twice"),
        ("x.blt", BLT.replace("4 2 1 4 0", "4.5 2 0"), "line 4: 1 whole numbers"),
        ("x.blt", BLT.replace("4 2  #", "4 9  #"), "line 1: choices and seats"),
        ("x.blt", BLT.replace('"Ana"', "Ana"), "line 10: a name in quotation marks"),
        ("x.blt", BLT.split('"Cléo"', maxsplit=1)[0], "the file ends before the name of choice 3"),
        ("x.blt", "", "the file ends before the first line"),
        ("x.soc", "# NUMBER ALTERNATIVES: 2\n1: 1, 2\n1 2, 1\n", "line 3: a ballot is a number"),
        ("x.soi", "# NUMBER ALTERNATIVES: 2\n1: 1, 3\n", "line 2: there is no choice 3"),
        ("x.toc", "# NUMBER ALTERNATIVES: 2\n1: {1, 2\n", "line 2: an order is"),
        ("x.toi", "# TITLE: x\n1: 1\n", "NUMBER ALTERNATIVES"),
        ("x.soc", "2\n1,A\n3,B\n", "line 3: the name of choice 2 is expected"),
        ("x.soc", "2\n1,A\n2,B\n1,1,1\nx,1\n", "line 5: 1 whole numbers"),
        ("x.csv", "a", "the name ends with none of"),
        ("x.blt", bytes(range(256)) * 9, "line 1"),
    ],
)  # fmt: skip
def test_a_broken_line_is_named_with_its_number(tmp_path, name, content, why):
    code, lines = said(tmp_path, name, content)
    assert code == 1
    assert why in lines[-1]


def test_it_runs_alone_and_leaves_with_1_where_there_is_no_file(tmp_path):
    ran = subprocess.run(
        [sys.executable, "-m", "votation.recount", str(tmp_path / "none.blt")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout[:4]) == (1, "FAIL")


def test_it_opens_neither_database_nor_network():
    away = ["sqlalchemy", "psycopg", "kombu", "requests", "nameko"]
    code = f"import sys, votation.recount; print(any(m.split('.')[0] in {away} for m in sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"
    assert Path(recount.__file__).name == "recount.py"
