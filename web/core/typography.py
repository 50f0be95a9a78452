"""French typography and directions of writing, on the finished page: what is stored and sent stays as it was typed.

Between tags: no line breaks before : ; ? ! and inside « », nor between "n°" and its number; apostrophes are
typographic. Whoever wrote from right to left is read so: the element around such words gets `dir="auto"`. Code,
scripts, styles and what stands in fields are left alone, as are addresses.
"""

import re
from dataclasses import dataclass, field

THIN, WIDE, APOSTROPHE = "\u202f", "\u00a0", "\u2019"
KEPT = "script|style|textarea|code|pre|kbd|samp|svg"
PIECES = re.compile(rf"<({KEPT})\b[^>]*>.*?</\1\s*>|<!--.*?-->|<[^>]*>|[^<]+", re.DOTALL | re.IGNORECASE)
ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+")
RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)", re.IGNORECASE)
INLINE = {
    "a",
    "abbr",
    "b",
    "bdi",
    "cite",
    "del",
    "em",
    "i",
    "ins",
    "mark",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "time",
}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
NOT_TURNED = {"html", "head", "title", "body", "option"}
RULES = (
    (re.compile(r" (?=[;!?])"), THIN),
    (re.compile(r" :(?=\s|$)"), WIDE + ":"),
    (re.compile(r" (€|%(?![(\w]))"), WIDE + r"\1"),
    (re.compile(r"«[ \u00a0\u202f]?"), "«" + WIDE),
    (re.compile(r"[ \u00a0\u202f]?»"), WIDE + "»"),
    (re.compile(r"\b([nN][°º]s?) ?(?=\d)"), r"\1" + WIDE),
    (re.compile(r"(?<=[^\W\d_])(?:'|&#39;|&#x27;)(?=[^\W_]|[«“\"]|&#34;|&quot;|$)"), APOSTROPHE),
)


def typeset(text: str) -> str:
    """A text with its French spaces and apostrophes; addresses in it are left as they are."""
    done, at = [], 0
    for address in ADDRESS.finditer(text):
        done += [_typeset(text[at : address.start()]), address[0]]
        at = address.end()
    return "".join(done) + _typeset(text[at:])


def _typeset(text: str) -> str:
    for pattern, instead in RULES:
        text = pattern.sub(instead, text)
    return text


def finish(page: str) -> str:
    """The page as it is sent: every text between its tags typeset, words from right to left turned round."""
    turned = Turned() if RIGHT_TO_LEFT.search(page) else None
    done: list[str] = []
    for piece in PIECES.finditer(page):
        text = piece[0]
        if text[0] != "<":
            text = typeset(text)
        if turned:
            turned.see(text, done)
        done.append(text)
    return "".join(done)


@dataclass
class Open:
    """An element that is open: its tag, where it stands in the page, whether text came in it before."""

    tag: str
    place: int
    began: bool = False


@dataclass
class Turned:
    """Finds the element that words from right to left stand in, and lets its own words decide its direction."""

    path: list[Open] = field(default_factory=list)

    def see(self, text: str, done: list[str]) -> None:
        if (tag := TAG.match(text)) is None:
            self._words(text, done)
        elif tag[1]:
            self._close(tag[2].lower())
        elif tag[2].lower() not in VOID and not text.endswith("/>") and "</" not in text:
            self.path.append(Open(tag[2].lower(), len(done)))

    def _close(self, tag: str) -> None:
        if any(each.tag == tag for each in self.path):
            while self.path.pop().tag != tag:
                pass  # an element without end tag ends with the one around it

    def _words(self, text: str, done: list[str]) -> None:
        if RIGHT_TO_LEFT.search(text) and (holder := self._holder()) and holder.tag not in NOT_TURNED:
            tag = done[holder.place]
            if " dir=" not in tag:
                done[holder.place] = f'<{holder.tag} dir="auto"{tag[len(holder.tag) + 1 :]}'
        if text.strip() and not text.startswith("<"):
            for each in self.path:
                each.began = True

    def _holder(self) -> Open | None:
        """The innermost block; or the inline element in it, when other words of the block came first."""
        blocks = [each for each in self.path if each.tag not in INLINE]
        if not blocks or (blocks[-1].began and self.path[-1].tag in INLINE):
            return self.path[-1] if self.path else None
        return blocks[-1]
