"""The decision in one sentence, in French and in English."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from votation.tests.oracle.decide import Poll

JSON = dict[str, Any]
NARROW, NO_BREAK = "\u202f", "\u00a0"
COLON = {"fr": f"{NO_BREAK}: ", "en": ": "}
SEMICOLON = {"fr": f"{NO_BREAK}; ", "en": "; "}
SETTLED = {
    "eldest": {"fr": "au bénéfice de l'âge", "en": "as the eldest"},
    "president": {"fr": "par la voix du président", "en": "by the president's vote"},
    "draw": {"fr": "par tirage au sort", "en": "by lot"},
}
TO_SETTLE = {
    "eldest": {"fr": "le plus âgé l'emporte", "en": "the eldest wins"},
    "president": {"fr": "la voix du président départage", "en": "the president's vote decides"},
    "draw": {"fr": "un tirage au sort départage", "en": "a lot decides"},
}


def sentence(poll: "Poll", decided: JSON) -> dict[str, str]:
    return {language: _Words(language, poll, decided).sentence() for language in ("fr", "en")}


class _Words:
    def __init__(self, language: str, poll: "Poll", decided: JSON) -> None:
        self.language, self.poll, self.decided = language, poll, decided

    def say(self, fr: str, en: str) -> str:
        return fr if self.language == "fr" else en

    def number(self, value: int) -> str:
        return f"{value:,}".replace(",", self.say(NARROW, ","))

    def listed(self, ids: list[str]) -> str:
        labels = {choice["id"]: choice["label"] for choice in self.poll.question["choices"]}
        names = [str(labels[one]) for one in ids]
        if len(names) < 2:
            return "".join(names)
        return ", ".join(names[:-1]) + self.say(" et ", " and ") + names[-1]

    def sentence(self) -> str:
        voters = self.poll.voters["heads"]
        start = self.number(voters) + self.say(
            " votant" if voters < 2 else " votants", " voter" if voters == 1 else " voters"
        )
        if self.decided["outcome"] == "quorum_not_reached":
            return start + COLON[self.language] + self._quorum()
        if self.poll.question["kind"] == "yes_no":
            return start + self._side() + self._settled() + COLON[self.language] + self._outcome()
        if not self.poll.bases["expressed"]:
            return start + COLON[self.language] + self.say("aucun suffrage exprimé", "no vote expressed")
        return start + COLON[self.language] + SEMICOLON[self.language].join(self._parts())

    def _quorum(self) -> str:
        quorum = self.decided["quorum"]
        needed, had = self.number(quorum["needed"]), self.number(quorum["had"])
        if quorum["of"] == "electors":
            return self.say(
                f"le quorum n'est pas atteint ({needed} requis)",
                f"the quorum is not reached ({needed} required)",
            )
        return self.say(
            f"le quorum n'est pas atteint ({had} voix sur {needed} requises)",
            f"the quorum is not reached ({had} of {needed} votes required)",
        )

    def _settled(self) -> str:
        tie = self.decided["tie"]
        if tie is None or not tie["winners"]:
            return ""
        return ", " + SETTLED[tie["rule"]][self.language]

    def _side(self) -> str:
        yes, no = (self.poll.counted.votes or [0, 0])[:2]
        if yes == no:
            each = self.number(yes)
            return self.say(f", {each} voix de chaque côté", f", {each} votes on each side") if yes else ""
        label = self.poll.question["choices"][0 if yes > no else 1]["label"]
        return f", {self._part(max(yes, no))} {label[:1].lower()}{label[1:]}"

    def _part(self, votes: int) -> str:
        whole = self.poll.bases[self.poll.rule["base"]]
        hundred = (2 * votes * 100 + whole) // (2 * whole)
        if self._true(hundred, 100, votes, whole):
            return self.say(f"{hundred}{NARROW}%", f"{hundred}%")
        fine = (2 * votes * 10_000 + whole) // (2 * whole)
        if self._true(fine, 10_000, votes, whole):
            digits = f"{fine // 100}.{fine % 100:02}"
            return self.say(digits.replace(".", ",") + f"{NARROW}%", f"{digits}%")
        return self.number(votes) + self.say(" sur ", " of ") + self.number(whole)

    def _true(self, figure: int, of: int, votes: int, whole: int) -> bool:
        """Whether the figure is on the same side of what matters as the votes."""
        marks = [(0, 1), (1, 2), (1, 1)]
        if self.poll.rule["share"] is not None:
            marks.append(tuple(self.poll.rule["share"]))
        return all(_side_of(figure, of, *mark) == _side_of(votes, whole, *mark) for mark in marks)

    def _outcome(self) -> str:
        outcome = self.decided["outcome"]
        if outcome == "run_off_needed":
            return self.say("un second vote est nécessaire", "a second vote is needed")
        if outcome == "tie_to_settle":
            return self.say("égalité, ", "a tie, ") + TO_SETTLE[self.poll.rule["tie"]][self.language]
        usual = {"adopted": self.say("adopté", "adopted"), "rejected": self.say("rejeté", "rejected")}
        return str(self.poll.rule["outcomes"][outcome] or usual[outcome])

    def _parts(self) -> list[str]:
        parts = []
        winners = self.decided["winners"]
        if winners:
            usual = self.say("l'emporte", "wins") if len(winners) == 1 else self.say("l'emportent", "win")
            won = self.poll.rule["outcomes"]["adopted"] or usual
            parts.append(f"{self.listed(winners)} {won}{self._settled()}")
        match self.decided["outcome"]:
            case "none_elected":
                parts.append(self.say("personne n'a de voix", "nobody has a vote"))
            case "run_off_needed":
                between = self.listed(self.decided["run_off"])
                parts.append(
                    self.say(
                        f"un second tour est nécessaire entre {between}",
                        f"a run-off is needed between {between}",
                    )
                )
            case "ex_aequo":
                parts.append(self._tie())
            case "tie_to_settle":
                parts.append(f"{self._tie()}, {TO_SETTLE[self.poll.rule['tie']][self.language]}")
        return parts

    def _tie(self) -> str:
        between = self.listed(self.decided["tie"]["choices"])
        return self.say(f"égalité entre {between}", f"a tie between {between}")


def _side_of(n: int, d: int, p: int, q: int) -> int:
    return (n * q > p * d) - (n * q < p * d)
