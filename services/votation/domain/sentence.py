"""The decision in one sentence, in French and in English, with the organiser's own words for what follows.

Percentages are whole where that says nothing untrue: 75.97 % is said 76 %, but 49.99 % is not said 50 %. Tables keep
two decimals. French typography: a narrow no-break space (U+202F) inside numbers and before "%", a no-break space
(U+00A0) before ":".
"""

from collections.abc import Sequence
from dataclasses import dataclass

from votation.domain import percentage
from votation.domain.decision import Decision, Figures, Majority, QuorumCheck
from votation.domain.question import Question
from votation.domain.tally.tallied import Tallied

NARROW = "\u202f"
NO_BREAK = "\u00a0"
LANGUAGES = ("fr", "en")
SETTLED_BY = {
    "eldest": ("au bénéfice de l'âge", "as the eldest"),
    "president": ("par la voix du président", "by the president's vote"),
    "draw": ("par tirage au sort", "by lot"),
}
TO_SETTLE_BY = {
    "eldest": ("le plus âgé l'emporte", "the eldest wins"),
    "president": ("la voix du président départage", "the president's vote decides"),
    "draw": ("un tirage au sort départage", "a lot decides"),
}


@dataclass(frozen=True)
class Words:
    """One language: its place in the pairs above, its marks of thousands and decimals."""

    language: str

    @property
    def is_french(self) -> bool:
        return self.language == "fr"

    def of(self, french: str, english: str) -> str:
        return french if self.is_french else english

    def number(self, number: int) -> str:
        return f"{number:,}".replace(",", NARROW if self.is_french else ",")

    def percent(self, figure: str) -> str:
        return figure.replace(".", ",") + f"{NARROW}%" if self.is_french else f"{figure}%"

    def voters(self, number: int) -> str:
        one = number < 2 if self.is_french else number == 1
        return f"{self.number(number)} " + self.of(
            "votant" if one else "votants", "voter" if one else "voters"
        )

    def colon(self) -> str:
        return self.of(f"{NO_BREAK}: ", ": ")

    def names(self, names: Sequence[str]) -> str:
        if len(names) < 2:
            return "".join(names)
        return ", ".join(names[:-1]) + self.of(" et ", " and ") + names[-1]


def sentence(question: Question, tallied: Tallied, decision: Decision, figures: Figures) -> dict[str, str]:
    """`{"fr": …, "en": …}`."""
    return {
        language: _sentence(Words(language), question, tallied, decision, figures) for language in LANGUAGES
    }


def _sentence(
    words: Words, question: Question, tallied: Tallied, decision: Decision, figures: Figures
) -> str:
    start = words.voters(figures.voters.heads)
    if decision.outcome == "quorum_not_reached" and decision.quorum is not None:
        return start + _no_quorum(words, decision.quorum)
    if figures.expressed.heads == 0 and question.kind != "yes_no":
        return start + words.colon() + words.of("aucun suffrage exprimé", "no vote expressed")
    if question.kind == "yes_no":
        return start + _of_yes_no(words, question, tallied, decision, figures)
    return start + words.colon() + _of_election(words, question, decision)


def _no_quorum(words: Words, quorum: QuorumCheck) -> str:
    needed = words.number(quorum.needed)
    if quorum.quorum.of == "weights":
        return words.colon() + words.of(
            f"le quorum n'est pas atteint ({words.number(quorum.had)} voix sur {needed} requises)",
            f"the quorum is not reached ({words.number(quorum.had)} of {needed} votes required)",
        )
    return words.colon() + words.of(
        f"le quorum n'est pas atteint ({needed} requis)", f"the quorum is not reached ({needed} required)"
    )


def _of_yes_no(
    words: Words, question: Question, tallied: Tallied, decision: Decision, figures: Figures
) -> str:
    leading = _leading(words, question, tallied, decision.majority, figures)
    return (
        f"{leading}{_settlement(words, decision)}{words.colon()}{_yes_no_outcome(words, question, decision)}"
    )


def _leading(
    words: Words, question: Question, tallied: Tallied, majority: Majority | None, figures: Figures
) -> str:
    """`, 76 % contre`: the side that has more."""
    yes, no = tallied.votes[:2]
    if majority is None or (yes == 0 and no == 0):
        return ""
    side = 0 if yes >= no else 1
    label = question.choices[side].label
    label = label[:1].lower() + label[1:]
    if yes == no:
        number = words.number(yes)
        return words.of(f", {number} voix de chaque côté", f", {number} votes on each side")
    return f", {_part(words, tallied.votes[side], figures.base(question.rule), majority)} {label}"


def _part(words: Words, votes: int, whole: int, majority: Majority) -> str:
    """As a percentage of as few decimals as stay true, or as numbers where two decimals do not."""
    for unit, decimals in ((100, 0), (10_000, 2)):
        shown = percentage.rounded(votes, whole, unit)
        if _is_true(votes, whole, shown, unit, majority):
            figure = str(shown) if decimals == 0 else f"{shown // 100}.{shown % 100:02d}"
            return words.percent(figure)
    return f"{words.number(votes)} {words.of('sur', 'of')} {words.number(whole)}"


def _is_true(votes: int, whole: int, shown: int, unit: int, majority: Majority) -> bool:
    """Whether what is shown is on the same side as the votes of nothing, half, all and the share asked."""
    lines = [(0, 1), (1, 2), (1, 1)] + ([majority.share] if majority.share else [])
    return all(_side(votes * q, whole * p) == _side(shown * q, unit * p) for p, q in lines)


def _side(left: int, right: int) -> int:
    return (left > right) - (left < right)


def _settlement(words: Words, decision: Decision) -> str:
    if decision.tie is None or not decision.tie.winners:
        return ""
    return ", " + words.of(*SETTLED_BY[decision.tie.rule])


def _yes_no_outcome(words: Words, question: Question, decision: Decision) -> str:
    outcomes = question.rule.outcomes
    if decision.outcome == "adopted":
        return outcomes.adopted or words.of("adopté", "adopted")
    if decision.outcome == "rejected":
        return outcomes.rejected or words.of("rejeté", "rejected")
    if decision.outcome == "run_off_needed":
        return words.of("un second vote est nécessaire", "a second vote is needed")
    return words.of("égalité, ", "a tie, ") + _to_settle(words, decision)


def _to_settle(words: Words, decision: Decision) -> str:
    return words.of(*TO_SETTLE_BY[decision.tie.rule]) if decision.tie is not None else ""


def _of_election(words: Words, question: Question, decision: Decision) -> str:
    labels = {choice.id: choice.label for choice in question.choices}
    winners = words.names([labels[choice] for choice in decision.winners])
    many = len(decision.winners) > 1
    won = question.rule.outcomes.adopted or words.of(
        "l'emportent" if many else "l'emporte", "win" if many else "wins"
    )
    parts = [f"{winners} {won}{_settlement(words, decision)}"] if winners else []
    parts += [left] if (left := _still_open(words, decision, labels)) else []
    return words.of(f"{NO_BREAK}; ", "; ").join(parts)


def _still_open(words: Words, decision: Decision, labels: dict[str, str]) -> str:
    """What the vote leaves open."""
    if decision.outcome == "none_elected":
        return words.of("personne n'a de voix", "nobody has a vote")
    if decision.outcome == "run_off_needed":
        names = words.names([labels[choice] for choice in decision.run_off])
        return words.of(
            f"un second tour est nécessaire entre {names}", f"a run-off is needed between {names}"
        )
    if decision.tie is None or decision.tie.winners:
        return ""
    names = words.names([labels[choice] for choice in decision.tie.choices])
    equal = words.of(f"égalité entre {names}", f"a tie between {names}")
    return f"{equal}, {_to_settle(words, decision)}" if decision.outcome == "tie_to_settle" else equal
