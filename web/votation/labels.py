"""A votation in words: its state, the rule that decides, what the booth and the check of a receipt say."""

from collections.abc import Callable, Mapping
from typing import Any

from web.core.formats import percent
from web.core.i18n import _, gettext_noop, ngettext, number

View = Mapping[str, Any]
Question = Mapping[str, Any]

STATES = {
    "draft": gettext_noop("In preparation"),
    "ready": gettext_noop("In preparation"),
    "keyed": gettext_noop("In preparation"),
    "sealed": gettext_noop("Announced"),
    "open": gettext_noop("Voting is open"),
    "suspended": gettext_noop("Suspended"),
    "closing": gettext_noop("Closing"),
    "closed": gettext_noop("Closed, to be counted"),
    "counted": gettext_noop("Counted, to be proclaimed"),
    "proclaimed": gettext_noop("Result proclaimed"),
    "archived": gettext_noop("Result proclaimed"),
    "destroyed": gettext_noop("Result proclaimed"),
    "cancelled": gettext_noop("Cancelled"),
}
TAGS = {
    "open": "open",
    "closing": "open",
    "sealed": "upcoming",
    "suspended": "warning",
    "cancelled": "warning",
}
BEFORE = {"draft", "ready", "keyed"}
VOTING = {"open", "suspended", "closing"}
OVER = {"closed", "counted", "proclaimed", "archived", "destroyed"}
PROCLAIMED = {"proclaimed", "archived", "destroyed"}


def state_name(state: str) -> str:
    return _(STATES[state])


def state_tag(state: str) -> str:
    return TAGS.get(state, "closed")


# --- the rule

FRACTIONS: dict[tuple[int, int, bool], str] = {
    (1, 2, True): gettext_noop("more than half"),
    (1, 2, False): gettext_noop("at least half"),
    (2, 3, True): gettext_noop("more than two thirds"),
    (2, 3, False): gettext_noop("at least two thirds"),
    (3, 5, True): gettext_noop("more than three fifths"),
    (3, 5, False): gettext_noop("at least three fifths"),
    (3, 4, True): gettext_noop("more than three quarters"),
    (3, 4, False): gettext_noop("at least three quarters"),
    (1, 3, True): gettext_noop("more than one third"),
    (1, 3, False): gettext_noop("at least one third"),
    (1, 4, True): gettext_noop("more than one quarter"),
    (1, 4, False): gettext_noop("at least one quarter"),
    (1, 1, False): gettext_noop("all"),
}
BASES = {
    "expressed": gettext_noop("of the votes cast (blank and null ones apart)"),
    "voters": gettext_noop("of the ballots cast, blank and null ones included"),
    "roll": gettext_noop("of the votes of the whole roll, absent people included"),
}
TIES = {
    "none": gettext_noop("If there is a tie, nobody is preferred: both are told equal."),
    "eldest": gettext_noop("If there is a tie, the eldest wins."),
    "president": gettext_noop("If there is a tie, the president's vote decides."),
    "run_off": gettext_noop("If there is a tie, a second vote decides between those who are equal."),
    "draw": gettext_noop(
        "If there is a tie, a lot decides; its seed is sealed before the vote, so anyone can draw it again."
    ),
}
METHODS = {
    "single": gettext_noop("The choice with the most votes comes first."),
    "several": gettext_noop("The choice with the most votes comes first."),
    "points": gettext_noop("The choice with the most points comes first."),
    "score": gettext_noop("The choice whose scores add up to the most comes first."),
    "majority_judgment": gettext_noop(
        "Majority judgment: the choice whose median grade is the best comes first. Half of the voters give it "
        "at least this grade."
    ),
    "schulze": gettext_noop(
        "Condorcet's way (Schulze method): choices are compared two by two. Whoever is preferred to each of "
        "the others comes first."
    ),
    "instant_runoff": gettext_noop(
        "Instant run-off: the choice with the fewest first places is eliminated and its ballots go to "
        "their next choice, until one remains."
    ),
    "stv": gettext_noop(
        "Single transferable vote: whoever reaches the quota is elected and what they have beyond it goes to the "
        "next choice of their ballots; where nobody does, the last is eliminated, until the seats are filled."
    ),
    "borda": gettext_noop(
        "Each place gives points, the first place the most; the choice with the most comes first."
    ),
}
# What a rule does where votes are equal, and whether it is proportional: for whoever chooses it.
EQUAL = {
    "yes_no": gettext_noop("It is a tie where both have exactly as many votes."),
    "majority_judgment": gettext_noop("Choices tie only where their grades are the same, one by one."),
    "schulze": gettext_noop(
        "Choices tie where neither beats the other, even through others: rare, but possible."
    ),
    "instant_runoff": gettext_noop(
        "One is eliminated at a time: where several are last together and who goes first changes who wins, "
        "those who may win are tied."
    ),
    "stv": gettext_noop(
        "One is elected or eliminated at a time: where several are equal and who goes first changes who is "
        "elected, those who may be elected are tied."
    ),
    "other": gettext_noop("Choices with exactly as many votes or points are tied."),
}
PROPORTIONAL = gettext_noop("The seats are shared in proportion to the groups that voters form.")
NOT_PROPORTIONAL = gettext_noop("It is not proportional: one majority may fill all the seats.")
KINDS = {
    "yes_no": gettext_noop("One answer"),
    "single": gettext_noop("One choice among several"),
    "several": gettext_noop("Several choices"),
    "points": gettext_noop("Points to share out"),
    "ranking": gettext_noop("A ranking"),
    "score": gettext_noop("A score for each choice"),
    "majority_judgment": gettext_noop("A grade for each choice"),
}


def share_words(share: Any, strict: bool) -> str:
    """« plus de la moitié », "at least 55%"."""
    p, q = share
    known = FRACTIONS.get((p, q, strict))
    if known:
        return _(known)
    written = percent(p, q) if 100 * p % q == 0 else f"{p}/{q}"
    return _("more than %(share)s", share=written) if strict else _("at least %(share)s", share=written)


def rule_sentences(question: Question) -> list[str]:
    """How a question is decided, each part in a sentence of its own."""
    rule = question["rule"]
    said = [_yes_no(question) if question["kind"] == "yes_no" else _election(question)]
    if rule.get("quorum"):
        said.append(_quorum(rule["quorum"]))
    if rule.get("colleges") == "each":
        said.append(_("This must be so in each college taken apart."))
    if rule.get("count") == "weights":
        said.append(_("Ballots count by their weight: an elector of weight 3 counts for three."))
    said.append(
        _("Blank ballots are possible. They are counted apart and are not votes cast.")
        if question.get("blank", True)
        else _("There is no blank vote on this question: the organiser has decided so.")
    )
    tie = rule.get("tie", "none")
    if question["kind"] == "yes_no" and (tie == "none" or rule.get("colleges") == "each"):
        said.append(_("If there is a tie, it is rejected."))
    else:
        said.append(_(TIES[tie]))
    return said


def equality_sentence(question: Question) -> str:
    """What the rule does with equal votes, and whether it shares several seats in proportion."""
    method = question.get("method") or question["kind"]
    said = [_(EQUAL.get(method, EQUAL["other"]))]
    if method == "stv":
        said.append(_(PROPORTIONAL))
    elif question.get("seats", 1) > 1:
        said.append(_(NOT_PROPORTIONAL))
    return " ".join(said)


def _yes_no(question: Question) -> str:
    rule, yes = question["rule"], question["choices"][0]["label"]
    outcomes = rule.get("outcomes") or {}
    adopted = outcomes.get("adopted") or _("adopted")
    rejected = outcomes.get("rejected") or _("rejected")
    if rule.get("share"):
        return _(
            "%(adopted)s if %(share)s %(base)s say “%(yes)s”; if not: %(rejected)s.",
            adopted=_upper(adopted),
            rejected=rejected,
            share=share_words(rule["share"], rule.get("strict", True)),
            base=_(BASES[rule.get("base", "expressed")]),
            yes=yes,
        )
    return _(
        "%(adopted)s if “%(yes)s” gets more votes than “%(no)s”; if not: %(rejected)s.",
        adopted=_upper(adopted),
        rejected=rejected,
        yes=yes,
        no=question["choices"][1]["label"],
    )


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _election(question: Question) -> str:
    rule = question["rule"]
    said = [_(METHODS[question.get("method") or question["kind"]])]
    seats = question.get("seats", 1)
    if seats > 1 and question.get("method") != "stv":
        said.append(ngettext("The first %(num)s is elected.", "The first %(num)s are elected.", seats))
    if question.get("method") == "stv":
        said.append(ngettext("%(num)s seat is filled.", "%(num)s seats are filled.", seats))
    if rule.get("share"):
        said.append(
            _(
                "To win, it takes %(share)s %(base)s.",
                share=share_words(rule["share"], rule.get("strict", True)),
                base=_(BASES[rule.get("base", "expressed")]),
            )
        )
    return " ".join(said)


def _quorum(quorum: Mapping[str, Any]) -> str:
    share = share_words(quorum["share"], quorum.get("strict", False))
    if quorum["of"] == "weights":
        return _(
            "Quorum: the vote decides something only if voters hold %(share)s of the weights of the roll.",
            share=share,
        )
    return _(
        "Quorum: the vote decides something only if %(share)s of the people on the roll vote.", share=share
    )


def limits_sentence(question: Question) -> str:
    """What is asked of the voter, in a sentence above the choices."""
    asked = ASKS.get(question["kind"])
    return asked(question) if asked else ""


def _asks_several(question: Question) -> str:
    least, most = question["limits"]["min"], question["limits"]["max"]
    if least == most:
        return ngettext("Choose exactly %(num)s.", "Choose exactly %(num)s.", least)
    if least == 0:
        return ngettext("Choose up to %(num)s.", "Choose up to %(num)s.", most)
    return _("Choose from %(min)s to %(max)s.", min=least, max=most)


def _asks_points(question: Question) -> str:
    limits = question["limits"]
    total, most = number(limits["total"]), number(limits["most_each"])
    said = [
        _("Share out exactly %(total)s points.", total=total)
        if limits["exact"]
        else _("Share out up to %(total)s points.", total=total)
    ]
    if limits["most_each"] < limits["total"]:
        said.append(_("A choice gets %(most)s at most.", most=most))
    return " ".join(said)


def _asks_ranking(question: Question) -> str:
    said = [_("Put 1 beside your preferred choice, 2 beside the next one, and so on.")]
    if question.get("ties_allowed"):
        said.append(_("Two choices may have the same rank."))
    if not question.get("complete"):
        said.append(_("You may leave some without a rank: they come after the others."))
    return " ".join(said)


def _asks_score(question: Question) -> str:
    limits = question["limits"]
    return _("Give each a score from %(least)s to %(most)s.", least=limits["least"], most=limits["most"])


def _asks_grades(_question: Question) -> str:
    return _("Give each choice a grade; the same grade may serve several times.")


ASKS: dict[str, Callable[[Question], str]] = {
    "several": _asks_several,
    "points": _asks_points,
    "ranking": _asks_ranking,
    "score": _asks_score,
    "majority_judgment": _asks_grades,
}
