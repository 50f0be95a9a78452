"""The workspace of one votation: what its organiser and bureau see of it, the menu, acts on the version one has read."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import g, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from contracts.identity import organisations
from contracts.operations import Operation
from contracts.votation import votations
from web.core.api import api, bypass_cache_briefly
from web.core.forms import Form, whole_number
from web.core.gateway_client import Answer, GatewayError, Refusal
from web.core.i18n import _
from web.workspace.editing import Edit
from web.workspace.workspace import View, Workspace, roles_in

NOT_SEALED = frozenset({"draft", "ready", "keyed"})
VOTING = frozenset({"open", "suspended", "closing"})
COUNTED = frozenset({"counted", "proclaimed", "archived", "destroyed"})
PROCLAIMED = frozenset({"proclaimed", "archived", "destroyed"})


@dataclass(frozen=True)
class VotationOffice:
    """A votation, and what the reader may do with it."""

    workspace: Workspace
    votation: Any

    @property
    def id(self) -> str:
        return str(self.votation["id"])

    @property
    def state(self) -> str:
        return str(self.votation["state"])

    @property
    def zone(self) -> str:
        return str(self.votation["time_zone"])

    @property
    def manages(self) -> bool:
        return self.workspace.may("organise")

    @property
    def is_draft(self) -> bool:
        return self.state == "draft"

    @property
    def is_announced(self) -> bool:
        return self.votation.get("manifest_hash") is not None

    def href(self, endpoint: str, **values: Any) -> str:
        return url_for(endpoint, votation_id=self.id, **values)

    def again(self) -> Any:
        """The votation as it stands now."""
        return api(votations.get_votation, votation_id=self.id).data


def open_votation(votation_id: object, right: str = "organise") -> VotationOffice:
    """The workspace of a votation, for who has that right on it. Its pages speak in the votation's time zone."""
    votation = api(votations.get_votation, votation_id=votation_id).data
    organisation = api(organisations.get_organisation, organisation=votation["organisation_id"]).data
    g.time_zone = votation["time_zone"]
    workspace = Workspace(organisation, roles_in(organisation["id"], votation["project_id"]))
    workspace.need(right)
    return VotationOffice(workspace, votation)


# --- acts


class Act(Edit):
    """A form on a votation: it names the version it was made from, and its refusals say where to go on."""

    def __init__(
        self,
        *names: str,
        office: VotationOffice,
        stored: View | None = None,
        lists: tuple[str, ...] = (),
    ) -> None:
        super().__init__(*names, stored=stored or {}, version=int(office.votation["version"]), lists=lists)
        self.office = office

    def do(
        self,
        ask: Callable[[], Answer],
        stored: Callable[[Any], View] = lambda _votation: {},
        places: Callable[[str], str | None] = lambda _path: None,
    ) -> bool:
        """Send. `stored` reads the fields' values off a votation, `places` says where the complaint of a field goes."""
        self._places = places

        def now() -> tuple[View, int]:
            votation = self.office.again()
            return stored(votation), int(votation["version"])

        return self.save(ask, now)

    def refuse(self, refusal: Refusal) -> None:
        placed = {(self._places(path) or path): said for path, said in refusal.fields.items()}
        super().refuse(Refusal(refusal.code, refusal.status, refusal.detail, placed, refusal.details))

    def post(self, operation: Operation, /, **fields: Any) -> bool:
        """One act that takes no field of its own."""
        return self.do(lambda: self._ask(operation, fields))

    def patch(self, fields: View, stored: Callable[[Any], View], **more: Any) -> bool:
        return self.do(lambda: self._ask(votations.change_votation, fields), stored, **more)

    def _ask(self, operation: Operation, fields: View) -> Answer:
        return api(operation, key=self.key, etag=self.etag, votation_id=self.office.id, **fields)

    def advise(self) -> None:
        guide(self)


def send(form: Form, ask: Callable[[], Answer]) -> bool:
    """Send what has no version; a refusal says what to do next."""
    if form.send(ask):
        bypass_cache_briefly()
        return True
    guide(form)
    return False


def guide(form: Form) -> None:
    """Add to a refusal what to do next."""
    refusal = form.refusal
    if refusal is None or form.problem != refusal.detail:
        return
    if sentence := advice().get(refusal.code):
        form.problem = f"{refusal.detail} {sentence}"


def advice() -> dict[str, str]:
    return {
        "rules_frozen": _(
            "Before sealing you may go back to the draft, from the step “Freeze”. After sealing, what may still "
            "change is the closing, which can be put off, and how to reach people."
        ),
        "incomplete": _("The path of the votation shows what is left, step by step."),
        "cells_too_small": _(
            "Merge weights on the roll, or tick the box below if the people concerned know it."
        ),
        "opening_passed": _("Go back to the draft, set other dates, then hold the ceremony again."),
        "box_not_empty": _(
            "Do not open this vote: write to the people who run the service, they will look at the box with you."
        ),
        "not_ready": _("Freeze first; if a key was already made, seal the votation or go back to the draft."),
        "not_keyed": _("Hold the key ceremony, then come back here."),
        "bureau_mismatch": _("Hold the ceremony again with the members and the threshold shown here."),
        "key_invalid": _("Hold the ceremony again: this key opens nothing."),
        "share_not_acknowledged": _("Have each member enter their share, then tick the box."),
        "not_open": _("Look at the path: it shows where the votation is now."),
        "not_suspended": _("Look at the path: voting may have resumed meanwhile."),
        "voting_over": _("Letters that call to vote are no longer of use. The next step is the count."),
        "not_announced": _("Seal the votation first: nothing is sent before that."),
        "elector_twice": _("Search this number or this address on the roll and correct that line."),
        "proxy_not_allowed": _("Before freezing, say in “Dates and proxies” how many one person may hold."),
        "proxy_too_many": _("Choose another person to vote."),
        "proxy_chained": _("Choose someone who votes themselves and has given no proxy."),
        "already_signed": _("Nothing has to be done: this person's vote is in the box."),
        "not_closed": _(
            "Wait for the closing and for the end of the grace: the page of the count says when."
        ),
        "shares_too_few": _("Have another member give their share, then send again."),
        "share_invalid": _("Give the shares again, each in its own field, as written on its sheet."),
        "count_running": _("Wait a moment: this page shows how far it is."),
        "already_counted": _("Look at the result."),
        "tie_to_settle": _("Say below who wins each tie."),
        "not_counted": _("Hold the count first; the result is ready a moment later."),
        "result_frozen": _("What happened since is added as a later event, beside the result."),
        "roll_has_problems": _("Correct them in your file and send it again, or choose other columns."),
        "import_not_read": _("Confirm how the file is to be read; the report comes next."),
        "import_busy": _("Wait until it is done: this page shows how far it is."),
        "too_many_attempts": _("Nothing is lost: wait, then send this form again."),
        "forbidden": _("Ask an organiser of the organisation, or sign in with another account."),
    }


def optional(operation: Operation, /, **fields: Any) -> Any | None:
    """A part that a page can do without."""
    try:
        return api(operation, **fields).data
    except GatewayError:
        return None


def whole(form: Form, name: str, least: int, most: int) -> int:
    """A whole number typed in a field; a complaint beside it when it is not one in the limits."""
    typed = str(form[name]).replace("\u202f", "").replace("\u00a0", "").replace(" ", "").replace("−", "-")
    number = whole_number(typed)
    if number is not None and least <= number <= most:
        return number
    form.fail(name, _("Write a whole number from %(least)s to %(most)s.", least=least, most=most))
    return least


# --- pages


def menu(office: VotationOffice, current: str) -> list[dict[str, Any]]:
    entries = [
        ("bureau.show", _("The path"), True),
        ("bureau_rules.texts", _("Texts"), office.manages),
        ("bureau_questions.index", _("Questions"), office.manages),
        ("bureau_rules.window", _("Dates and proxies"), office.manages),
        ("bureau_roll.index", _("Electoral roll"), office.manages),
        ("bureau_keys.members", _("Members of the bureau"), office.manages),
        ("bureau_rules.risk", _("Level of risk"), office.manages),
        ("bureau_voting.letters", _("Letters"), office.manages and office.is_announced),
        ("bureau_voting.follow", _("Follow-up"), office.is_announced),
        ("bureau_result.count", _("Count"), office.manages and office.state in {"closing", "closed"}),
        ("bureau_result.result", _("Result"), office.state in COUNTED),
    ]
    return [
        {"href": office.href(name), "label": label, "current": name == current}
        for name, label, shown in entries
        if shown
    ]


def show(
    template: str, /, office: VotationOffice, current: str, form: Form | None = None, **context: Any
) -> ResponseReturnValue:
    """A page of the votation's workspace; never kept by anyone."""
    crumbs = [
        {"label": office.workspace.organisation["name"], "href": office.workspace.href("organiser.home")},
        {"label": _("Votations"), "href": office.workspace.href("bureau.index")},
        {"label": office.votation["title"], "href": office.href("bureau.show")},
        *({"label": label, "href": href} for label, href in context.pop("breadcrumbs", [])),
    ]
    crumbs[-1] = {"label": crumbs[-1]["label"], "href": ""}
    shared = {
        "office": office,
        "votation": office.votation,
        "organisation": office.workspace.brand,
        "workspace_title": office.votation["title"],
        "workspace_links": menu(office, current),
        "crumbs": crumbs,
        "sent_here": request.method == "POST",
    }
    if form is not None:
        return form.page(f"votation/office/{template}.html", **{**shared, **context})
    answer = make_response(render_template(f"votation/office/{template}.html", **{**shared, **context}))
    answer.headers["Cache-Control"] = "no-store"
    return answer


def frozen(office: VotationOffice, current: str) -> ResponseReturnValue:
    """In place of an edit, once rules are frozen: the rules in words, and the way back if there is one."""
    return show("frozen", office, current, reopens=office.state in NOT_SEALED)
