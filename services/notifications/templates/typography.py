"""Typography at output: wordings and titles keep the marks their authors typed."""

import re
from collections.abc import Callable

SPACED_MARK = re.compile(r" ([:;?!»%€])")
AFTER_OPENING = re.compile(r"« ")
NUMBER_SIGN = re.compile(r"\b([Nn]°) (?=\d)")
APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")


def french(text: str) -> str:
    """Typographic apostrophes, and spaces at which no line breaks before high marks, within « » and after n°."""
    text = SPACED_MARK.sub("\u00a0\\1", text)
    text = NUMBER_SIGN.sub("\\1\u00a0", AFTER_OPENING.sub("«\u00a0", text))
    return APOSTROPHE.sub("\u2019", text)


def as_typed(text: str) -> str:
    return text


SETTINGS: dict[str, Callable[[str], str]] = {"fr": french, "en": as_typed}
