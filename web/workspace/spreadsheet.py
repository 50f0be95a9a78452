"""A list as a file for spreadsheets: sent line by line as it is read, no cell of it taken for a formula."""

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from flask import Response, stream_with_context

from web.core.session import trade_no_more

MARK = "\ufeff"  # says to a spreadsheet that it is UTF-8
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def row(cells: Iterable[Any]) -> str:
    file = io.StringIO()
    safe = [f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell for cell in cells]
    csv.writer(file, delimiter=";").writerow(safe)
    return file.getvalue()


def answer(heads: Iterable[str], lines: Iterator[str], name: str) -> Response:
    """The file. Where `lines` breaks off so does the download: what looks whole is whole."""
    trade_no_more()
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(
        stream_with_context(chain((MARK + row(heads),), lines)), mimetype="text/csv", headers=headers
    )
