"""The ten steps of a votation: which are done, which one comes next, and the one thing to do now."""

from dataclasses import dataclass

from contracts.votation import rolls
from web.core.formats import day_and_hour, period
from web.core.i18n import _, ngettext, number
from web.core.labels import label
from web.votation.office.workspace import COUNTED, PROCLAIMED, VotationOffice, optional

ORDER = (
    *("draft", "ready", "keyed", "sealed", "open", "closing"),
    *("closed", "counted", "proclaimed", "archived", "destroyed"),
)
VOTED = ("closed", "counted", "proclaimed", "archived", "destroyed")


@dataclass(frozen=True)
class Stage:
    """`state` is done, now or later."""

    label: str
    says: str
    href: str
    state: str


@dataclass(frozen=True)
class Path:
    """`act` is the label and address of the main action; `wait` says for what one waits when there is none."""

    stages: list[Stage]
    act: tuple[str, str] | None
    wait: str

    @property
    def done(self) -> int:
        return sum(stage.state == "done" for stage in self.stages)


def missing_words(missing: list[str]) -> list[dict[str, str]]:
    """What a draft lacks, in words, with the page where it is given."""
    words = {
        "questions": (_("a question"), "bureau_questions.index"),
        "window": (_("the dates of opening and closing"), "bureau_rules.window"),
        "roll": (_("the electoral roll"), "bureau_roll.index"),
        "bureau": (_("the members of the bureau"), "bureau_keys.members"),
    }
    return [
        {"name": name, "label": words.get(name, (name, ""))[0], "endpoint": words.get(name, ("", "bureau.show"))[1]}
        for name in missing
    ]  # fmt: skip


def past(state: str, than: str) -> bool:
    """Whether a state comes after another on the way."""
    here = "open" if state == "suspended" else state
    return here in ORDER and ORDER.index(here) > ORDER.index(than)


def path_of(office: VotationOffice) -> Path:
    letters = (
        optional(rolls.list_mailings, votation_id=office.id, limit=20)
        if office.is_announced and office.manages
        else None
    )
    invited = any(each["kind"] == "invitation" for each in (letters or {}).get("items", []))
    done = _done(office, invited=invited)
    says = _says(office)
    names = _names()
    now = next((name for name in names if not done[name]), None) if office.state != "cancelled" else None
    stages = [
        Stage(
            label,
            says[name],
            office.href(endpoint),
            "done" if done[name] else "now" if name == now else "later",
        )
        for name, (label, endpoint) in names.items()
    ]
    return Path(stages, _act(office, now), _wait(office))


def _names() -> dict[str, tuple[str, str]]:
    return {
        "write": (_("Write it"), "bureau_rules.texts"),
        "roll": (_("Electoral roll"), "bureau_roll.index"),
        "bureau": (_("Bureau"), "bureau_keys.members"),
        "freeze": (_("Freeze"), "bureau_keys.freeze"),
        "ceremony": (_("Key ceremony"), "bureau_keys.ceremony"),
        "seal": (_("Seal"), "bureau_keys.seal"),
        "convoke": (_("Call to vote"), "bureau_voting.letters"),
        "follow": (_("Follow the vote"), "bureau_voting.follow"),
        "count": (_("Count the ballots"), "bureau_result.count"),
        "proclaim": (_("Proclaim"), "bureau_result.result"),
    }


def _done(office: VotationOffice, *, invited: bool) -> dict[str, bool]:
    votation, state, missing = office.votation, office.state, set(office.votation["missing"])
    return {
        "write": not missing & {"questions", "window"},
        "roll": "roll" not in missing,
        "bureau": "bureau" not in missing and bool(votation["bureau"]),
        "freeze": past(state, "draft"),
        "ceremony": past(state, "ready"),
        "seal": past(state, "keyed"),
        "convoke": invited or past(state, "open"),
        "follow": state in VOTED,
        "count": state in COUNTED,
        "proclaim": state in PROCLAIMED,
    }


def _says(office: VotationOffice) -> dict[str, str]:
    votation, state = office.votation, office.state
    questions, electors, bureau = len(votation["questions"]), votation["electors"], votation["bureau"]
    written = [
        ngettext("%(num)s question", "%(num)s questions", questions, num=number(questions))
        if questions
        else _("No question yet"),
        period(votation["opens_at"], votation["closes_at"], office.zone)
        if votation["opens_at"] and votation["closes_at"]
        else _("no dates yet"),
    ]
    return {
        "write": ", ".join(written),
        "roll": ngettext("%(num)s elector", "%(num)s electors", electors, num=number(electors))
        if electors
        else _("Nobody is on it yet: send a file, take a group, or add people one by one."),
        "bureau": _(
            "%(names)s; %(needed)s of %(all)s open the box",
            names=", ".join(bureau), needed=votation["threshold"], all=len(bureau),
        )
        if bureau
        else _("The people who hold the keys of the box and open it together."),
        "freeze": _("Rules, roll and bureau stop changing while the key is made."),
        "ceremony": _("The key of the box is made, cut into shares, one for each member."),
        "seal": _("Fingerprint of the rules: %(hash)s", hash=votation["manifest_hash"][:16])
        if votation["manifest_hash"]
        else _("The box is proved empty, the rules are published, nothing changes any more."),
        "convoke": _("Each elector receives their own link by e-mail."),
        "follow": _follow_says(office),
        "count": _("After closing, the members give their shares and the ballots are opened together."),
        "proclaim": str(votation.get("sentence_fr" if votation["language"] == "fr" else "sentence_en") or "")
        if state in PROCLAIMED
        else _("The minutes are signed and everyone sees the result at once."),
    }  # fmt: skip


def _follow_says(office: VotationOffice) -> str:
    closes_at = office.votation["closes_at"]
    if office.state == "suspended":
        return _("Voting is suspended.")
    if office.state in ("open", "closing"):
        return _("Voting closes on %(when)s.", when=day_and_hour(closes_at, office.zone))
    return _("Turnout, incidents, suspension, closing put off. Never any result.")


def _act(office: VotationOffice, now: str | None) -> tuple[str, str] | None:
    if not office.manages:
        return None
    state = office.state
    missing = missing_words(office.votation["missing"])
    if state == "draft" and missing:
        first = missing[0]
        return _("Give %(what)s", what=first["label"]), office.href(first["endpoint"])
    acts = {
        "draft": (_("Freeze the rules"), "bureau_keys.freeze"),
        "ready": (_("Hold the key ceremony"), "bureau_keys.ceremony"),
        "keyed": (_("Seal the votation"), "bureau_keys.seal"),
        "sealed": (_("Send the invitations"), "bureau_voting.letters"),
        "open": (_("Send the invitations"), "bureau_voting.letters")
        if now == "convoke"
        else (_("Follow the vote"), "bureau_voting.follow"),
        "suspended": (_("Resume voting"), "bureau_voting.resume"),
        "closed": (_("Count the ballots"), "bureau_result.count"),
        "counted": (_("See the result and proclaim it"), "bureau_result.result"),
        "proclaimed": (_("See the result and its documents"), "bureau_result.result"),
    }
    if state == "sealed" and now != "convoke":
        return _("See the letters sent"), office.href("bureau_voting.letters")
    found = acts.get(state)
    return (found[0], office.href(found[1])) if found else None


def _wait(office: VotationOffice) -> str:
    votation = office.votation
    if office.state == "sealed":
        return _("Voting opens by itself on %(when)s.", when=day_and_hour(votation["opens_at"], office.zone))
    if office.state == "open":
        return _(
            "Voting closes by itself on %(when)s.", when=day_and_hour(votation["closes_at"], office.zone)
        )
    if office.state == "closing":
        return ngettext(
            "Voting is over. Ballots begun before the closing may still arrive: %(num)s minute of grace at most. "
            "The count comes next.",
            "Voting is over. Ballots begun before the closing may still arrive: %(num)s minutes of grace at most. "
            "The count comes next.",
            votation["grace_minutes"],
        )
    return ""


def state_name(state: str) -> str:
    """A state as its organiser needs to hear it."""
    names = {
        "draft": _("Draft"),
        "ready": _("Frozen, key to be made"),
        "keyed": _("Key made, to be sealed"),
        "sealed": _("Sealed, opens soon"),
        "open": _("Voting is under way"),
        "suspended": _("Voting suspended"),
        "closing": _("Closing"),
        "closed": _("Closed, ballots to count"),
        "counted": _("Counted, result to proclaim"),
        "proclaimed": _("Proclaimed"),
        "archived": _("Archived"),
        "destroyed": _("Archived, ballots and roll wiped"),
        "cancelled": _("Cancelled"),
    }
    return label(names, state, "state_name")


def state_kind(state: str) -> str:
    if state in ("draft", "ready", "keyed"):
        return "plain"
    kinds = {"open": "open", "closing": "open", "sealed": "upcoming"}
    return kinds.get(state, "warning" if state in ("suspended", "cancelled") else "closed")
