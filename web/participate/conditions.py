"""The conditions to take part in a step, in words: what is asked, why, and what to do when it is not met."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from flask import url_for

from web.core.forms import Form
from web.core.i18n import _


class Condition(NamedTuple):
    """`met` is None for someone who is not signed in: nothing is known of them."""

    id: str
    kind: str
    text: str
    why: str
    way: str
    href: str | None
    met: bool | None


def conditions(step: Mapping[str, Any], mine: Mapping[str, Any] | None) -> list[Condition]:
    unmet = {each["id"] for each in mine["unmet_requirements"]} if mine else set()
    return [
        Condition(
            each["id"],
            each["kind"],
            *_words(each),
            _link(each["kind"]),
            None if mine is None else each["id"] not in unmet,
        )
        for each in step["requirements"]
    ]


def boxes(found: Sequence[Condition]) -> list[dict[str, str]]:
    """The boxes still to tick, for the form."""
    return [
        {"value": each.id, "label": each.text} for each in found if each.kind == "checkbox" and not each.met
    ]


def in_the_way(found: Sequence[Condition]) -> list[Condition]:
    """What someone must do elsewhere before they may take part here."""
    return [each for each in found if each.met is False and each.kind != "checkbox"]


def name_missing(form: Form, found: Sequence[Condition]) -> None:
    """Say with a refusal for want of a condition which one it is, and what to do. A box to tick has its own place."""
    refusal = form.refusal
    if refusal is None or refusal.code != "requirements_unmet":
        return
    ids = refusal.details.get("requirement_ids") or [each.id for each in in_the_way(found)]
    missing = [each for each in found if each.id in ids and each.kind != "checkbox"]
    form.problem = " ".join([refusal.detail, *(f"{each.text}. {each.way}" for each in missing)])


def _words(each: Mapping[str, Any]) -> tuple[str, str, str]:
    says = {
        "email_confirmed": _email, "age": _age, "postcode": _postcode, "group": _group, "checkbox": _checkbox,
    }  # fmt: skip
    return says[each["kind"]](each)


def _email(_each: Mapping[str, Any]) -> tuple[str, str, str]:
    return (
        _("A confirmed e-mail address"),
        _("So that each person counts once."),
        _("Press the link in the mail we sent you, or ask for another one."),
    )


def _age(each: Mapping[str, Any]) -> tuple[str, str, str]:
    least, most = each.get("age_least"), each.get("age_most")
    if least is not None and most is not None:
        text = _("To be %(least)s to %(most)s years old", least=least, most=most)
    elif least is not None:
        text = _("To be at least %(least)s years old", least=least)
    else:
        text = _("To be at most %(most)s years old", most=most)
    why = _("The organiser asks people of that age.")
    return (
        text,
        why,
        _("Give your date of birth in your account, or correct it there. It is shown to nobody."),
    )


def _postcode(each: Mapping[str, Any]) -> tuple[str, str, str]:
    codes = ", ".join(each["postcodes"][:12]) + ("…" if len(each["postcodes"]) > 12 else "")
    return (
        _("To live in one of these postcodes: %(codes)s", codes=codes),
        _("The project is about these places."),
        _("Give your postcode in your account, or correct it there. It is shown to nobody."),
    )


def _group(_each: Mapping[str, Any]) -> tuple[str, str, str]:
    return (
        _("To belong to the group that was invited"),
        _("The organiser asks the members of that group."),
        _("Ask the organiser to add the e-mail address of your account to the group."),
    )


def _checkbox(each: Mapping[str, Any]) -> tuple[str, str, str]:
    return str(each.get("wording") or ""), "", _("Tick the box when you take part.")


def _link(kind: str) -> str | None:
    endpoints = {
        "email_confirmed": "sign_in.check_mail", "age": "account.profile", "postcode": "account.profile",
    }  # fmt: skip
    return url_for(endpoints[kind]) if kind in endpoints else None
