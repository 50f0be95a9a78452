"""Sets the minutes in type: PDF/UA, the same data giving the same bytes."""

import json
import unicodedata
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

import typst

from votation.domain.printable import UNPRINTABLE

TEMPLATE = Path(__file__).parent / "minutes.typ"
STANDARD: Literal["ua-1"] = "ua-1"  # the compiler refuses what a screen reader could not read
FONTS = "rinoh_typeface_dejavusans"  # a package of font files, never imported


def font_folders() -> list[str]:
    """Where the fonts are that come beside the compiler's own. The system's are never used: bytes would differ."""
    spec = find_spec(FONTS)
    return list(spec.submodule_search_locations or ()) if spec else []


def shown(value: Any) -> Any:
    """The same data in NFC. What freezing would refuse today is told by its number, such as [U+1F389]: the minutes of a
    votation that was sealed before such signs were refused must come all the same."""
    if isinstance(value, str):
        return UNPRINTABLE.sub(lambda match: f"[U+{ord(match[0]):04X}]", unicodedata.normalize("NFC", value))
    if isinstance(value, Mapping):
        return {name: shown(item) for name, item in value.items()}
    return [shown(item) for item in value] if isinstance(value, list | tuple) else value


def render(data: Mapping[str, Any]) -> bytes:
    """The minutes as PDF. `data` goes in as JSON, never as markup. Raises typst.TypstError."""
    told = shown(data)
    told["has_numbered_signs"] = told != _composed(data)
    pdf: bytes = typst.compile(
        str(TEMPLATE),
        root=str(TEMPLATE.parent),
        format="pdf",
        font_paths=font_folders(),
        ignore_system_fonts=True,
        pdf_standards=STANDARD,
        timestamp=0,
        sys_inputs={"data": json.dumps(told, ensure_ascii=False, sort_keys=True)},
    )
    return pdf


def _composed(value: Any) -> Any:
    return json.loads(unicodedata.normalize("NFC", json.dumps(value, ensure_ascii=False)))
