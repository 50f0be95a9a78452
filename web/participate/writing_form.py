"""What the forms of writing share: who signs in first, what a text may answer, what became of it."""

from contracts.consultations import contributions
from web.core.api import read
from web.core.forms import Form
from web.core.i18n import _
from web.core.notices import notice
from web.core.session import address_confirmed, signed_in
from web.participate.step_page import (
    ANSWERED_ROLE,
    StepPage,
    View,
)

CHOICES_MOST = 100


def to_sign_in(form: Form) -> bool:
    """Whether the reader has to sign in first: nobody is signed in, or the session is over."""
    return not signed_in() or bool(form.refusal and form.refusal.status == 401)


def answer_choices(step_page: StepPage, section: View, chosen: list[str]) -> list[dict[str, str]]:
    """What a cause or a solution may answer: the most supported first, and those already chosen."""
    wanted = ANSWERED_ROLE.get(section["role"])
    found: dict[str, str] = {}
    for target in step_page.sections_of(wanted) if wanted else ():
        asked = {"section_id": target["id"], "sort": "votes", "limit": CHOICES_MOST}
        for card in read(contributions.list_contributions, step_id=step_page.step["id"], **asked)["items"]:
            found[card["id"]] = card["title"]
    first = [each for each in chosen if each in found]
    return [
        {"value": each, "label": found[each]}
        for each in [*first, *(key for key in found if key not in first)]
    ]


def say_it_stood_there(at: str = "") -> None:
    """The same text was sent again: it is there once."""
    notice(
        _(
            "You had already sent this text: here it is, once. If you do want to send it twice, "
            "change something in it, or wait an hour."
        ),
        "important",
        at=at,
    )


def tell_what_happened(state: str, step: View, at: str = "") -> None:
    """The sentence of the next page: published, kept as a draft, or waiting, and for what."""
    if state == "draft":
        notice(_("Your draft is kept. Only you can see it: publish it before the step closes."), at=at)
    elif state == "published":
        notice(_("Your contribution is published. Thank you!"), at=at)
    elif not address_confirmed():
        notice(
            _(
                "Your text is kept. It will be published as soon as you press the link in the mail we sent "
                "you, if that is before the step closes."
            ),
            "important",
            at,
        )
    elif step["moderated_before"]:
        notice(_("Your text is kept. The moderators read it before it is published."), "important", at)
    else:
        notice(_("Your text is kept."), at=at)
