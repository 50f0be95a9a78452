"""Which encoding a roll file is written in."""

import unicodedata
from functools import cache

from contracts.refused import Refused
from votation.domain.roll_file import CODECS

HEAD = 65_536
LOOKED_AT = 2_000_000  # bytes
BINARY = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x1f\x8b", b"\x89PNG", b"{\\rtf")
OF_ONE_BYTE = ("windows-1252", "mac-roman", "cp850")  # the first of those that read equally well
# What French, and its neighbours a little, write outside ASCII, by how often.
USUAL = {"é": 8, "è": 5, "à": 5, "ç": 5, "ê": 4, "É": 4, "\u2019": 4, "°": 3, "ô": 3, "î": 3, "ë": 3, "ï": 3, "û": 3,
         "â": 3, "ù": 3, "œ": 3, "È": 2, "Ç": 2, "À": 2, "Ê": 2, "Î": 2, "Ï": 2, "Ë": 2, "Ô": 2, "Œ": 2, "€": 2, "«": 2,
         "»": 2, "\u00a0": 2, "ü": 2, "ö": 2, "ä": 2, "ß": 1, "ñ": 2, "á": 2, "í": 2, "ó": 2, "ú": 2, "ÿ": 1, "º": 1,
         "–": 1, "…": 1}  # fmt: skip


def guess_encoding(content: bytes) -> str:
    """utf-8, windows-1252, utf-16, mac-roman or cp850. Text that is nearly all sound UTF-8 is UTF-8 with some bad
    bytes. Raises Refused(roll_not_readable) on what is no text."""
    if not content.strip() or content.startswith(BINARY):
        raise Refused("roll_not_readable")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if b"\0" in content[:HEAD]:
        zeros = content[:HEAD].count(0)
        if zeros * 5 > len(content[:HEAD]) * 2 and zeros * 2 <= len(content[:HEAD]) + 2:
            return "utf-16"
        raise Refused("roll_not_readable")
    try:
        content.decode()
    except UnicodeDecodeError as error:
        around = content[content.rfind(b"\n", 0, max(0, error.start - HEAD)) + 1 : error.start + HEAD]
    else:
        return "utf-8"
    decoded = around.decode(errors="surrogateescape")
    bad = sum("\udc80" <= c <= "\udcff" for c in decoded)
    sound = sum(c > "\x7f" for c in decoded) - bad
    return "utf-8" if sound > 10 * bad else max(OF_ONE_BYTE, key=lambda name: _sense(content, name))


def _sense(content: bytes, encoding: str) -> int:
    """How much the bytes outside ASCII read like words in an encoding: usual letters for it, odd signs against."""
    text = content[:LOOKED_AT].decode(CODECS[encoding], "surrogateescape")
    points = 0
    for at, c in enumerate(text):
        if c > "\x7f":
            before, after = text[at - 1 : at], text[at + 1 : at + 2]
            begins = c.isupper() and after.islower() and not before.isalpha()
            points += _points(c, before.islower(), before.isalpha() and after.isalpha()) + 3 * begins
    return points


@cache
def _points(c: str, after_small: bool, in_word: bool) -> int:
    points = USUAL.get(c, -2)
    kind = unicodedata.category(c)
    if kind in ("Cc", "Cs", "Co"):
        return -20
    if c.isupper() and after_small:
        points -= 10
    if in_word and not c.isalpha() and c != "\u2019":
        points -= 10
    return points
