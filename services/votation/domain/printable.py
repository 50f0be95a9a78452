"""Which signs the signed minutes can set: the fonts that travel with the suite have these and no others.

Latin with all its accents, Greek, Cyrillic, Armenian, Hebrew, Arabic, Georgian and common symbols (DejaVu Sans 2.37,
regular and bold, in Unicode's form NFC). A test has each of them set, so that nothing here is a wish. What is not among
them is refused where it is typed: a legal record must name people by their names.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from contracts.refused import Refused

RANGES = """
20-7E A0-2E9 2EC-2EE 2F3 2F7 300-33F 342 345-34F 351-353 357-358 35A 35C-362 370-373 375-377 37A-37D 37F 384-386
388-38A 38C 38E-3A1 3A3-525 531-556 559-55F 561-587 589-58A 5B0-5C3 5C6-5C7 5D0-5EA 5F0-5F4 606-607 609-60A 60C 615
61B 61F 621-63A 640-655 657 65A 660-670 674 679-6BF 6C6-6C8 6CB-6CC 6CE 6D0 6D5 6F0-6F9 10A0-10C5 10D0-10FC
1D00-1D14 1D16-1D23 1D26-1D2E 1D30-1D5B 1D5D-1D6A 1D77-1D78 1D7B 1D7D 1D85 1D9B-1DBF 1E00-1EFB 1F00-1F15 1F18-1F1D
1F20-1F45 1F48-1F4D 1F50-1F57 1F59 1F5B 1F5D 1F5F-1F70 1F72 1F74 1F76 1F78 1F7A 1F7C 1F80-1FB4 1FB6-1FBA 1FBC-1FBD
1FBF-1FC4 1FC6-1FC8 1FCA 1FCC-1FD2 1FD6-1FDA 1FDD-1FE2 1FE4-1FEA 1FEC-1FED 1FF2-1FF4 1FF6-1FF8 1FFA 1FFC 1FFE
2002-2027 202F-2064 2068-2069 2070-2071 2074-208E 2090-209C 20A0-20B5 20B8-20BA 20BD 2100-2109 210B-2125 2127-2129 212C-2149
214B 214E 2150-2185 2189 2190-22FF 25A0-269C 269E-26B8 26C0-26C3 26E2 2701-2704 2706-2709 270C-2727 2729-274B 274D
274F-2752 2756 2758-275E 2761-2794 2798-27AF 27B1-27BE 2C60-2C77 2C79-2C7F A722-A72B A730-A741 A746-A74B A74E-A753
A756-A757 A764-A767 A780-A783 A789-A78E A790-A791 A7A0-A7AA A7F8-A7FF FB00-FB06 FB13-FB17 FB1E FB20-FB29 FB4F
"""


def _bounds() -> list[tuple[int, int]]:
    ends = (span.partition("-") for span in RANGES.split())
    return [(int(first, 16), int(last or first, 16)) for first, _, last in ends]


CODES = frozenset(code for first, last in _bounds() for code in range(first, last + 1))
UNPRINTABLE = re.compile(
    "[^\\n\\t" + "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in _bounds()) + "]"
)


def unprintable(text: str) -> str | None:
    """The first sign of a text that the minutes could not show."""
    match = UNPRINTABLE.search(unicodedata.normalize("NFC", text))
    return match[0] if match else None


def complaints(texts: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """`not_printable:SIGN` for each path whose text has one."""
    signs = ((path, unprintable(text)) for path, text in texts)
    return {path: [f"not_printable:{_named(sign)}"] for path, sign in signs if sign}


def require_printable(texts: Iterable[tuple[str, str]]) -> None:
    """Raises Refused(not_printable), naming each field whose text the minutes could not show."""
    if fields := complaints(texts):
        raise Refused("not_printable", fields=fields)


def texts_of_draft(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Path and text of all that an organiser writes and the minutes show."""
    texts = [(name, values[name]) for name in ("title", "legal_basis") if values.get(name)]
    document = values.get("document")
    texts += [("document.name", document["name"])] if document else []
    texts += [(f"bureau.{place}", name) for place, name in enumerate(values.get("bureau") or ())]
    for place, question in enumerate(values.get("questions") or ()):
        texts += _of_question(f"questions.{place}", question)
    return texts


def _of_question(path: str, question: Mapping[str, Any]) -> list[tuple[str, str]]:
    outcomes: Mapping[str, str] = question["rule"]["outcomes"]
    choices: Sequence[Mapping[str, str]] = question["choices"]
    return [
        (f"{path}.title", question["title"]),
        *((f"{path}.choices.{place}.label", choice["label"]) for place, choice in enumerate(choices)),
        *((f"{path}.grades.{place}", grade) for place, grade in enumerate(question["grades"])),
        *((f"{path}.rule.outcomes.{name}", words) for name, words in outcomes.items()),
    ]


def _named(sign: str) -> str:
    """The sign where it shows, and always its number."""
    number = f"U+{ord(sign):04X}"
    return f"{sign} ({number})" if sign.isprintable() and not unicodedata.combining(sign) else number
