"""The questions of a votation: in order, each with its kind, its choices and the rule that decides."""

from typing import Any

from flask import Blueprint, abort, redirect, request
from flask.typing import ResponseReturnValue

from web.core.i18n import _
from web.core.notices import notice
from web.core.session import sign_in_required
from web.votation.labels import equality_sentence, limits_sentence, rule_sentences
from web.votation.office.question_form import FIELDS, examples, fields_of, next_id, place_of, question_of
from web.votation.office.question_kinds import KINDS, kind_choices, kind_label
from web.votation.office.workspace import Act, VotationOffice, frozen, open_votation, show
from web.workspace.reorder import moved

bp = Blueprint("bureau_questions", __name__)

HERE = "bureau_questions.index"


def told(question: Any) -> dict[str, Any]:
    """A question as its voters will read it."""
    return {
        "id": question["id"],
        "title": question["title"],
        "explanation": question["explanation"],
        "kind": kind_label(question["kind"]),
        "choices": question["choices"],
        "grades": question["grades"],
        "limits": limits_sentence(question),
        "rule": [*rule_sentences(question), equality_sentence(question)],
        "examples": examples(question),
    }


def _kept(_votation: Any) -> dict[str, Any]:
    return {}


@bp.route("/bureau/<uuid:votation_id>/questions", methods=["GET", "POST"])
@sign_in_required
def index(votation_id: object) -> ResponseReturnValue:
    """In the order of the ballot; a button puts one before or after its neighbour."""
    office = open_votation(votation_id)
    if not office.is_draft:
        return frozen(office, HERE)
    form = Act("move", office=office)
    if form.submitted:
        by_id = {each["id"]: each for each in office.votation["questions"]}
        order = [by_id[each] for each in moved(list(by_id), form["move"])]
        if form.patch({"questions": order}, _kept):
            notice(_("The order is changed."))
            return redirect(office.href(HERE), 303)
    return show(
        "questions",
        office,
        HERE,
        form,
        questions=[told(each) for each in office.votation["questions"]],
        breadcrumbs=[(_("Questions"), "")],
    )


@bp.route("/bureau/<uuid:votation_id>/questions/ajouter", methods=["GET", "POST"])
@sign_in_required
def choose(votation_id: object) -> ResponseReturnValue:
    """The kind first: everything else follows from it."""
    office = open_votation(votation_id)
    if not office.is_draft:
        return frozen(office, HERE)
    form = Act("kind", office=office)
    if form.submitted and form.require(kind=_("Choose a kind of question.")) and form["kind"] in KINDS:
        return redirect(office.href("bureau_questions.add", kind=form["kind"]), 303)
    breadcrumbs = [(_("Questions"), office.href(HERE)), (_("Add a question"), "")]
    return show("question_kind", office, HERE, form, kinds=kind_choices(), breadcrumbs=breadcrumbs)


@bp.route("/bureau/<uuid:votation_id>/questions/ajouter/<kind>", methods=["GET", "POST"])
@sign_in_required
def add(votation_id: object, kind: str) -> ResponseReturnValue:
    office = open_votation(votation_id)
    if not office.is_draft:
        return frozen(office, HERE)
    if kind not in KINDS:
        abort(404)
    return _edit(office, kind, None)


@bp.route("/bureau/<uuid:votation_id>/questions/<question_id>", methods=["GET", "POST"])
@sign_in_required
def edit(votation_id: object, question_id: str) -> ResponseReturnValue:
    office = open_votation(votation_id)
    if not office.is_draft:
        return frozen(office, HERE)
    question = _question(office, question_id)
    return _edit(office, question["kind"], question)


def _question(office: VotationOffice, question_id: str) -> Any:
    found = next((each for each in office.votation["questions"] if each["id"] == question_id), None)
    return found or abort(404)


def _edit(office: VotationOffice, kind: str, before: Any | None) -> ResponseReturnValue:
    questions = list(office.votation["questions"])
    form = Act(*FIELDS, office=office, stored=fields_of(before, kind))
    previewed = None
    if form.submitted:
        question = question_of(form, kind, before["id"] if before else next_id(questions), before)
        if question and request.form.get("preview"):
            previewed = told(question)
        elif question and before is None and _stands_last(question, questions):
            notice(_("This question is on the ballot already: it was added once."), "important")
            return redirect(office.href(HERE), 303)
        elif question:
            sent = [question if each is before else each for each in questions]
            sent += [] if before else [question]

            def stored(votation: Any) -> dict[str, Any]:
                now = next((each for each in votation["questions"] if each["id"] == question["id"]), None)
                return fields_of(now, kind)

            if form.patch({"questions": sent}, stored, places=place_of):
                notice(_("The question is saved."))
                return redirect(office.href(HERE), 303)
    breadcrumbs = [
        (_("Questions"), office.href(HERE)),
        (before["title"] if before else kind_label(kind), ""),
    ]
    return show(
        "question",
        office,
        HERE,
        form,
        kind=kind,
        kind_name=kind_label(kind),
        question=before,
        previewed=previewed,
        takes_share=kind in ("yes_no", "single", "several"),
        has_colleges=len(office.votation["colleges"]) > 1,
        weighted=any(each["weights"] != each["electors"] for each in office.votation["colleges"]),
        breadcrumbs=breadcrumbs,
    )


def _stands_last(question: Any, questions: list[Any]) -> bool:
    """Whether the question just added is added again: Back shows its form as it was filled."""
    return bool(questions) and questions[-1] | {"id": ""} == question | {"id": ""}


@bp.route("/bureau/<uuid:votation_id>/questions/<question_id>/retirer", methods=["GET", "POST"])
@sign_in_required
def remove(votation_id: object, question_id: str) -> ResponseReturnValue:
    office = open_votation(votation_id)
    if not office.is_draft:
        return frozen(office, HERE)
    question = _question(office, question_id)
    form = Act("confirmed", office=office)
    rest = [each for each in office.votation["questions"] if each["id"] != question_id]
    if form.submitted and form.patch({"questions": rest}, _kept):
        notice(_("The question is removed."))
        return redirect(office.href(HERE), 303)
    breadcrumbs = [(_("Questions"), office.href(HERE)), (_("Remove"), "")]
    return show("question_remove", office, HERE, form, question=question, breadcrumbs=breadcrumbs)
