"""Every condition of a decision in sentences, so that who reads the minutes alone finds the same outcome.

In order: seats, quorum, the majority of each college or of all, a tie and what settled it, the outcome. Nothing is
computed here: each number is the result's own.
"""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from votation.domain.manifest import SmallGroup, small_groups
from votation.domain.minutes_words import BASES, quorum_in_words, share_in_words
from votation.domain.sentence import NO_BREAK, Words

OUTCOMES = {
    "adopted": ("la proposition est adoptée", "the proposal is adopted"),
    "rejected": ("la proposition est rejetée", "the proposal is rejected"),
    "none_elected": ("personne n'est élu", "nobody is elected"),
    "ex_aequo": ("les choix restent à égalité", "the choices stay equal"),
    "tie_to_settle": ("l'égalité n'est pas encore départagée", "the tie is not settled yet"),
    "quorum_not_reached": ("rien n'est décidé, faute de quorum", "nothing is decided for want of the quorum"),
}
SETTLED_BY = {
    "eldest": ("au bénéfice de l'âge", "as the eldest"),
    "president": ("par la voix du président", "by the president's vote"),
    "draw": ("par tirage au sort", "by lot"),
}
UNITS = {
    "expressed": (("suffrage exprimé", "suffrages exprimés"), ("vote expressed", "votes expressed")),
    "voters": (("votant", "votants"), ("voter", "voters")),
    "roll": (("inscrit", "inscrits"), ("on the roll", "on the roll")),
}


def conditions(question: Mapping[str, Any], of_result: Mapping[str, Any], language: str) -> list[str]:
    """`question` of the manifest and `of_result` of result.json, told one condition a sentence."""
    telling = Telling(question, of_result["decision"], language)
    parts: Sequence[Callable[[], list[str]]] = (
        telling.seats, telling.quorum, telling.majority, telling.tie, telling.outcome,
    )  # fmt: skip
    return [sentence for part in parts for sentence in part()]


def isolated(text: str) -> str:
    """Text written from right to left, kept apart from the sentence that names it (UAX #9, first strong isolate)."""
    is_apart = any(unicodedata.bidirectional(character) in ("R", "AL") for character in text)
    return f"\u2068{text}\u2069" if is_apart else text


class Telling:
    """The sentences of one question."""

    def __init__(self, question: Mapping[str, Any], decision: Mapping[str, Any], language: str) -> None:
        self.question, self.decision, self.rule = question, decision, question["rule"]
        self.words, self.language = Words(language), language
        self.labels = {choice["id"]: isolated(choice["label"]) for choice in question["choices"]}

    @property
    def is_yes_no(self) -> bool:
        return bool(self.question["kind"] == "yes_no")

    def seats(self) -> list[str]:
        if self.is_yes_no:
            return []
        number = self.question["seats"]
        text = self.words.of(
            f"{number} siège{'s' if number > 1 else ''} à pourvoir.",
            f"{number} seat{'s' if number > 1 else ''} to fill.",
        )
        return [text]

    def quorum(self) -> list[str]:
        quorum = self.decision["quorum"]
        if quorum is None:
            return [self.words.of("Aucun quorum n'était exigé.", "No quorum was required.")]
        units = self._quorum_units(quorum["of"])
        needed, roll, had = (self.words.number(quorum[name]) for name in ("needed", "roll", "had"))
        ended = self._reached("quorum", reached=quorum["reached"])
        asked = quorum_in_words(quorum, self.language)
        return [
            self.words.of(
                f"Quorum{NO_BREAK}: il fallait {asked}, soit {needed} sur {roll} {units}{NO_BREAK}; il y en a eu {had}"
                f"{NO_BREAK}: {ended}.",
                f"Quorum: {asked} were needed, that is {needed} of {roll} {units}; there were {had}: {ended}.",
            )
        ]

    def _quorum_units(self, of: str) -> str:
        if of == "electors":
            return self.words.of("personnes inscrites", "people on the roll")
        return self.words.of("voix inscrites", "votes on the roll")

    def majority(self) -> list[str]:
        if self.decision["outcome"] == "quorum_not_reached":
            return []
        if self.decision["colleges"]:
            return self._colleges()
        majority = self.decision["majority"]
        if majority is None:
            return self._relative() if not self.is_yes_no else []
        return [f"{self.words.of('Majorité', 'Majority')}{self.words.colon()}{self._of(majority)}"]

    def _relative(self) -> list[str]:
        if self.question["kind"] in ("single", "several", "points"):
            return [
                self.words.of(
                    "Majorité relative : les mieux classés sont élus, s'ils ont au moins une voix.",
                    "Relative majority: the best ranked are elected, if they have a vote at least.",
                )
            ]
        return [self.words.of("Les mieux classés sont élus.", "The best ranked are elected.")]

    def _colleges(self) -> list[str]:
        each = self.decision["colleges"]
        reached = sum(one["reached"] for one in each)
        college = self.words.of("Collège", "College")
        lines = [f"{college} {isolated(one['college'])}{self.words.colon()}{self._of(one)}" for one in each]
        total = self.decision["majority"]
        summed = self.words.of(
            f"La majorité devait être atteinte dans chacun des {len(each)} collèges{NO_BREAK}; elle l'est dans {reached}.",
            f"The majority had to be reached in each of the {len(each)} colleges; it is in {reached}.",
        )
        together = self.words.of(
            f"Tous collèges réunis, {self._had(total)} sur {self._base(total)}{NO_BREAK}: ce total ne décide pas.",
            f"All colleges together, {self._had(total)} of {self._base(total)}: this total does not decide.",
        )
        return [*lines, summed, together]

    def _of(self, majority: Mapping[str, Any]) -> str:
        ended = self._reached("majority", reached=majority["reached"])
        needed = self.words.number(majority["needed"])
        if majority["share"] is None:
            asked = self.words.of(
                f"il fallait plus de voix que «{NO_BREAK}{self._no}{NO_BREAK}», soit {needed}",
                f"more votes than “{self._no}” were needed, that is {needed}",
            )
        else:
            of = BASES[self.language][majority["base"]]
            share = share_in_words(majority["share"], of, self.language, strict=majority["strict"])
            asked = self.words.of(
                f"il fallait {share}, soit {needed} sur {self._base(majority)}",
                f"{share} were needed, that is {needed} of {self._base(majority)}",
            )
        return self.words.of(
            f"{asked}{NO_BREAK}; il y a eu {self._had(majority)}{NO_BREAK}: {ended}.",
            f"{asked}; there were {self._had(majority)}: {ended}.",
        )

    @property
    def _no(self) -> str:
        return isolated(self.question["choices"][1]["label"])

    def _had(self, majority: Mapping[str, Any]) -> str:
        """`4 voix « Oui »`, or of whoever leads."""
        number = self.words.number(majority["had"])
        votes = self.words.of("voix", "vote" if majority["had"] == 1 else "votes")
        if not self.is_yes_no:
            return self.words.of(f"{number} {votes} au premier", f"{number} {votes} for the first")
        yes = isolated(self.question["choices"][0]["label"])
        return self.words.of(f"{number} {votes} «{NO_BREAK}{yes}{NO_BREAK}»", f"{number} {votes} for “{yes}”")

    def _base(self, majority: Mapping[str, Any]) -> str:
        number = self.words.number(majority["of"])
        if majority["count"] == "weights":
            return f"{number} " + self.words.of("voix", "votes")
        french, english = UNITS[majority["base"]]
        return f"{number} " + self.words.of(french[majority["of"] > 1], english[majority["of"] != 1])

    def _reached(self, what: str, *, reached: bool) -> str:
        if what == "quorum":
            return self.words.of(
                f"le quorum {'est' if reached else 'n’est pas'} atteint",
                f"the quorum is {'' if reached else 'not '}reached",
            )
        return self.words.of(
            f"majorité {'' if reached else 'non '}atteinte", f"majority {'' if reached else 'not '}reached"
        )

    def tie(self) -> list[str]:
        tie = self.decision["tie"]
        if tie is None:
            return []
        seats = "" if self.is_yes_no else self._for_seats(tie["seats"])
        told = [
            self.words.of(
                f"Égalité entre {self._names(tie['choices'])}{seats}.",
                f"A tie between {self._names(tie['choices'])}{seats}.",
            )
        ]
        if tie["winners"]:
            how = self.words.of(*SETTLED_BY[tie["rule"]])
            told.append(
                self.words.of(
                    f"Départage {how}{NO_BREAK}: {self._names(tie['winners'])}.",
                    f"Settled {how}: {self._names(tie['winners'])}.",
                )
            )
        return told + self._lot(tie)

    def _for_seats(self, seats: int) -> str:
        plural = "s" if seats > 1 else ""
        return self.words.of(f" pour {seats} siège{plural}", f" for {seats} seat{plural}")

    def _lot(self, tie: Mapping[str, Any]) -> list[str]:
        if not tie["order"]:
            return []
        order = ", ".join(self.labels[choice] for choice in tie["order"])
        return [
            self.words.of(f"Ordre tiré au sort{NO_BREAK}: {order}.", f"Order drawn: {order}."),
            self.words.of(f"Graine du tirage{NO_BREAK}: {tie['seed']}.", f"Seed of the draw: {tie['seed']}."),
        ]

    def outcome(self) -> list[str]:
        found: str = self.decision["outcome"]
        parts = []
        if self.decision["winners"]:
            many = len(self.decision["winners"]) > 1
            won = self.words.of("l'emportent" if many else "l'emporte", "win" if many else "wins")
            parts.append(f"{self._names(self.decision['winners'])} {won}")
        if found in OUTCOMES:
            parts.append(self.words.of(*OUTCOMES[found]))
        if found == "run_off_needed":
            parts.append(self._run_off())
        said = self.words.of(f"{NO_BREAK}; ", "; ").join(parts)
        return [f"{self.words.of('Décision', 'Decision')}{self.words.colon()}{said}."]

    def _run_off(self) -> str:
        names = self._names(self.decision["run_off"])
        if self.is_yes_no:
            return self.words.of("un second vote est nécessaire", "a second vote is needed")
        return self.words.of(
            f"un second tour est nécessaire entre {names}", f"a run-off is needed between {names}"
        )

    def _names(self, choices: Sequence[str]) -> str:
        return self.words.names([self.labels[choice] for choice in choices])


def small_groups_in_words(manifest: Mapping[str, Any], language: str) -> list[str]:
    """Whose votes may be read in the ballots that are published, a line for each group; nothing where nobody's may."""
    return [_small_group(group, language) for group in small_groups(manifest).values()]


def _small_group(group: SmallGroup, language: str) -> str:
    words = Words(language)
    among = words.of(f"Poids {words.number(group.weight)}", f"Weight {words.number(group.weight)}")
    if group.colleges:
        among += ", " + " + ".join(map(isolated, group.colleges))
    many = group.electors > 1
    said = words.of(
        "inscrits, dont le vote peut être lu" if many else "inscrit, dont le vote peut être lu",
        "people on the roll, whose votes may be read"
        if many
        else "person on the roll, whose vote may be read",
    )
    return f"{among}{words.colon()}{group.electors} {said}."
