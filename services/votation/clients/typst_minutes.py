"""Sets the minutes in type: PDF/UA, the same data giving the same bytes."""

import json
import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import typst

TEMPLATE = Path(__file__).parent / "minutes.typ"
STANDARD: Literal["ua-1"] = "ua-1"  # the compiler refuses what a screen reader could not read


# What the fonts that come with the compiler have. PDF/UA refuses a sign that no font can show, and minutes must come.
SHOWN = re.compile(
    "[^\n\t\x20-\x7e\xa0-\xac\xae-\u017f\u0218-\u021b\u0391-\u03a1\u03a3-\u03c9\u0410-\u044f"
    "\u2010-\u2015\u2018-\u201e\u2020-\u2022\u2026\u202f\u2030\u2039\u203a\u20ac\u2212]"
)


def shown(value: Any) -> Any:
    """The same data with each sign that cannot be set told by its number, such as [U+1F389]."""
    if isinstance(value, str):
        return SHOWN.sub(lambda match: f"[U+{ord(match[0]):04X}]", unicodedata.normalize("NFC", value))
    if isinstance(value, Mapping):
        return {name: shown(each) for name, each in value.items()}
    return [shown(each) for each in value] if isinstance(value, list | tuple) else value


def render(data: Mapping[str, Any]) -> bytes:
    """The minutes as PDF. `data` goes in as JSON, never as markup. Raises typst.TypstError."""
    pdf: bytes = typst.compile(
        str(TEMPLATE),
        root=str(TEMPLATE.parent),
        format="pdf",
        ignore_system_fonts=True,
        pdf_standards=STANDARD,
        timestamp=0,
        sys_inputs={"data": json.dumps(shown(data), ensure_ascii=False, sort_keys=True)},
    )
    return pdf
