"""How a question is decided, frozen before anyone votes. Format: docs/votation-formats.md, "Decision rule"."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from contracts.normalisation import is_visible, seen_length
from contracts.refused import Refused

COUNTS = ("heads", "weights")
BASES = ("expressed", "voters", "roll")
QUORUMS_OF = ("electors", "weights")
COLLEGES = ("together", "each")
TIES = ("none", "eldest", "president", "run_off", "draw")
LARGEST_TERM = 1_000_000
LONGEST_OUTCOME = 500
TAKE_A_SHARE = ("yes_no", "single", "several")


@dataclass
class Form:
    """A JSON object read strictly: what is wrong is gathered by dotted path, and refused at once at the end."""

    data: Any
    path: str
    complaints: dict[str, list[str]] = field(default_factory=dict)

    def wrong(self, name: str, code: str) -> None:
        codes = self.complaints.setdefault(".".join(part for part in (self.path, name) if part), [])
        if code not in codes:
            codes.append(code)

    def has_exactly(self, names: Sequence[str]) -> bool:
        """Whether this is an object with these keys and no other."""
        if not isinstance(self.data, Mapping):
            self.wrong("", "invalid")
            return False
        for name in names:
            if name not in self.data:
                self.wrong(name, "required")
        for name in self.data:
            if name not in names:
                self.wrong(str(name), "unknown_field")
        return set(self.data) == set(names)

    def one_of(self, name: str, values: Sequence[str]) -> str:
        value = self.data[name]
        if not isinstance(value, str) or value not in values:
            self.wrong(name, "not_one_of")
            return values[0]
        return value

    def boolean(self, name: str) -> bool:
        value = self.data[name]
        if not isinstance(value, bool):
            self.wrong(name, "invalid")
        return value is True

    def integer(self, name: str, least: int, most: int) -> int:
        value = self.data[name]
        if not is_integer(value):
            self.wrong(name, "invalid")
        elif value < least:
            self.wrong(name, f"too_small:{least}")
        elif value > most:
            self.wrong(name, f"too_large:{most}")
        else:
            return int(value)
        return least

    def text(self, name: str, longest: int, *, shortest: int = 0) -> str:
        """Text that canonical JSON can hold: no lone surrogate, no control character but tab and line feed."""
        value = self.data[name]
        if not isinstance(value, str):
            self.wrong(name, "invalid")
            return ""
        if len(value) > longest:
            self.wrong(name, f"too_long:{longest}")
        if any(not is_plain(character) for character in value):
            self.wrong(name, "invalid_characters")
        elif shortest and (not is_visible(value) or seen_length(value.strip()) < shortest):
            self.wrong(name, "required")
        return value

    def inside(self, name: str) -> "Form":
        """The object or item under this key; its complaints are gathered here."""
        path = f"{self.path}.{name}" if self.path else name
        item = self.data[int(name)] if isinstance(self.data, Sequence) else self.data[name]
        return Form(item, path, self.complaints)

    def refuse_if_wrong(self, code: str) -> None:
        if self.complaints:
            raise Refused(code, fields=self.complaints)


def is_integer(value: object) -> bool:
    """JSON's `true` is Python's 1; a vote is not."""
    return isinstance(value, int) and not isinstance(value, bool)


def is_plain(character: str) -> bool:
    code = ord(character)
    if character in "\t\n":
        return True
    return not (code < 0x20 or 0x7F <= code < 0xA0 or 0xD800 <= code <= 0xDFFF)


@dataclass(frozen=True)
class Share:
    """`p` of `q`: at least that, or more than that where `strict`."""

    p: int
    q: int
    strict: bool

    def needed_of(self, base: int) -> int:
        """The smallest number that reaches this share of `base`; never none, or nobody would decide."""
        reached = base * self.p // self.q + 1 if self.strict else -(-base * self.p // self.q)
        return max(reached, 1)


@dataclass(frozen=True)
class Quorum:
    of: str
    share: Share


@dataclass(frozen=True)
class Outcomes:
    """The organiser's words for what follows from a yes and from a no; empty: the suite's own."""

    adopted: str = ""
    rejected: str = ""


@dataclass(frozen=True)
class Rule:
    count: str = "heads"
    base: str = "expressed"
    share: Share | None = None
    strict: bool = True
    quorum: Quorum | None = None
    colleges: str = "together"
    tie: str = "none"
    outcomes: Outcomes = Outcomes()

    @classmethod
    def from_data(cls, data: Any, path: str = "rule") -> "Rule":
        """Raises Refused(question_invalid), naming each field that is wrong."""
        form = Form(data, path)
        rule = read(form)
        form.refuse_if_wrong("question_invalid")
        return rule

    def to_data(self) -> dict[str, Any]:
        return {
            "count": self.count,
            "base": self.base,
            "share": None if self.share is None else [self.share.p, self.share.q],
            "strict": self.strict,
            "quorum": None if self.quorum is None else quorum_data(self.quorum),
            "colleges": self.colleges,
            "tie": self.tie,
            "outcomes": asdict(self.outcomes),
        }


NEUTRAL = Rule()


def quorum_data(quorum: Quorum) -> dict[str, Any]:
    share = quorum.share
    return {"of": quorum.of, "share": [share.p, share.q], "strict": share.strict}


def read(form: Form) -> Rule:
    """The rule of this form, or the neutral one with complaints gathered in the form."""
    names = ("count", "base", "share", "strict", "quorum", "colleges", "tie", "outcomes")
    if not form.has_exactly(names):
        return NEUTRAL
    strict = form.boolean("strict")
    return Rule(
        count=form.one_of("count", COUNTS),
        base=form.one_of("base", BASES),
        share=None if form.data["share"] is None else _share(form, strict=strict),
        strict=strict,
        quorum=None if form.data["quorum"] is None else _quorum(form.inside("quorum")),
        colleges=form.one_of("colleges", COLLEGES),
        tie=form.one_of("tie", TIES),
        outcomes=_outcomes(form.inside("outcomes")),
    )


def _share(form: Form, *, strict: bool) -> Share | None:
    """0 < p ≤ q, and p < q where more than p/q is asked: nobody has more than all."""
    value = form.data["share"]
    if not isinstance(value, list | tuple) or len(value) != 2 or not all(is_integer(term) for term in value):
        form.wrong("share", "invalid")
        return None
    p, q = value
    if p < 1:
        form.wrong("share", "too_small:1")
    elif q > LARGEST_TERM:
        form.wrong("share", f"too_large:{LARGEST_TERM}")
    elif p > q or (strict and p == q):
        form.wrong("share", "invalid")
    else:
        return Share(p, q, strict)
    return None


def _quorum(form: Form) -> Quorum | None:
    if not form.has_exactly(("of", "share", "strict")):
        return None
    share = _share(form, strict=form.boolean("strict"))
    of = form.one_of("of", QUORUMS_OF)
    return None if share is None else Quorum(of, share)


def _outcomes(form: Form) -> Outcomes:
    if not form.has_exactly(("adopted", "rejected")):
        return Outcomes()
    return Outcomes(form.text("adopted", LONGEST_OUTCOME), form.text("rejected", LONGEST_OUTCOME))


def require_fits(rule: Rule, kind: str, form: Form) -> None:
    """What a rule may ask depends on the kind of question; complaints go to the rule's form.

    A share is of ballots that name a choice: a rank, a grade or a point has none. Colleges decide apart on a yes or a
    no only, and no choice is the eldest of yes and no.
    """
    if rule.share is not None and kind not in TAKE_A_SHARE:
        form.wrong("share", "invalid")
    if rule.colleges == "each" and kind != "yes_no":
        form.wrong("colleges", "not_one_of")
    if rule.tie == "eldest" and kind == "yes_no":
        form.wrong("tie", "not_one_of")
