"""Sets the minutes in type: PDF/UA, the same data giving the same bytes."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import typst

TEMPLATE = Path(__file__).parent / "minutes.typ"
STANDARD: Literal["ua-1"] = "ua-1"  # the compiler refuses what a screen reader could not read


def render(data: Mapping[str, Any]) -> bytes:
    """The minutes as PDF. `data` goes in as JSON, never as markup. Raises typst.TypstError."""
    pdf: bytes = typst.compile(
        str(TEMPLATE),
        root=str(TEMPLATE.parent),
        format="pdf",
        ignore_system_fonts=True,
        pdf_standards=STANDARD,
        timestamp=0,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False, sort_keys=True)},
    )
    return pdf
