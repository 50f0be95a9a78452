"""How what people type is compared: names, identifiers and addresses. The one place of the suite that knows it.

What is stored is what was typed; these forms are for comparing, finding and naming files only.
"""

import re
import unicodedata

# Letters and symbols that are drawn as nothing: Hangul fillers and the empty Braille pattern.
FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
JOINERS = "\u200c\u200d"
JOINED = {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "đ": "d", "ł": "l", "ı": "i"}  # NFKD leaves them whole
DASHES = re.compile(r"[\s\-\u00ad\u2010-\u2015\u2212]+")


def is_visible(text: str) -> bool:
    """Whether anything of the text shows: a letter, a sign, a picture; not spaces, format signs or lone accents."""
    return any(unicodedata.category(c)[0] not in "CZM" and c not in FILLERS for c in text)


def seen_length(text: str) -> int:
    """How many characters of the text anyone can see or step over: all but format signs."""
    return len(text) if text.isascii() else sum(unicodedata.category(c) != "Cf" for c in text)


def comparable(text: str) -> str:
    """A name as it is compared: `Employés`, `employe\u0301s ` and `EMPLOYÉS` are one.

    NFKC (Unicode annex 15), without invisible signs, white space as single spaces, case folded.
    """
    kept = "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")
    return unicodedata.normalize("NFKC", " ".join(kept.split()).casefold())


def comparable_identifier(text: str) -> str:
    """A number, code or postcode as it is compared: `SW1A 1AA` is `sw1a1aa`, `35 000` and `３５０００` are `35000`."""
    return DASHES.sub("", comparable(text))


def comparable_email(address: str) -> str:
    """An e-mail address as it is kept and compared: NFC, lower case, without the signs that nobody sees,
    its domain in letters rather than in their ASCII form.
    """
    seen = "".join(c for c in address.strip() if unicodedata.category(c) != "Cf")
    local, at, domain = unicodedata.normalize("NFC", seen).lower().rpartition("@")
    return f"{local}{at}{_readable_domain(domain)}"


def ascii_domain(domain: str) -> str:
    """A domain as it travels (IDNA 2008, UTS 46): `straße.de` is `xn--strae-oqa.de` and never `strasse.de`.

    Raises ValueError on what is no domain; plain ASCII stays as it is but for capitals.
    """
    if domain.isascii():
        return domain.lower()
    import idna  # here: the verifier reads names with this module, and runs without libraries

    return idna.encode(domain, uts46=True).decode("ascii")


def _readable_domain(domain: str) -> str:
    """One form for a domain that may be typed in two: `xn--strae-oqa.de` is `straße.de`."""
    if domain.isascii() and "xn--" not in domain:
        return domain
    import idna

    try:
        return idna.decode(idna.encode(domain, uts46=True))
    except UnicodeError:
        return domain


def without_invisible(text: str, *, joiners: bool = False) -> str:
    """A text without the signs that are drawn as nothing; `joiners`: but for those that spell Persian and Indian names."""
    kept = JOINERS if joiners else ""
    return "".join(c for c in text if c in kept or not _is_invisible(c))


def _is_invisible(c: str) -> bool:
    selects_a_shape = 0xFE00 <= ord(c) <= 0xFE0F or 0xE0100 <= ord(c) <= 0xE01EF
    return unicodedata.category(c) == "Cf" or c in FILLERS or c == "\u034f" or selects_a_shape


def alphabetical(text: str) -> tuple[str, str, str]:
    """What names are sorted by in a reader's alphabet: letters, then accents, then capitals: `Écologie` before `Voirie`.

    What Unicode's collation does for French in a database (`fr-x-icu`), where there is no database.
    """
    folded = comparable(text)
    apart = unicodedata.normalize("NFKD", "".join(JOINED.get(c, c) for c in folded))
    return "".join(c for c in apart if c.isalnum()), folded, text


def slug(text: str, most: int, otherwise: str) -> str:
    """Plain lower-case letters, digits and single hyphens, at most `most`; `otherwise` when nothing is left.

    `Nœux-les-Mines` is `noeux-les-mines`, `L’Haÿ-les-Roses` is `l-hay-les-roses`.
    """
    apart = "".join(JOINED.get(c, c) for c in text.lower())
    plain = "".join(c for c in unicodedata.normalize("NFKD", apart) if not unicodedata.combining(c))
    words = re.findall(r"[a-z0-9]+", plain.lower())
    return "-".join(words)[:most].strip("-") or otherwise
