"""Conditions to take part: the fields of one form, from and to what the API keeps."""

from collections.abc import Mapping, Sequence
from typing import Any

from web.core.forms import Form, whole_number

SINGLE = ("email_confirmed", "age", "postcode", "group")


def _first(requirements: Sequence[Mapping[str, Any]], kind: str) -> Mapping[str, Any]:
    return next((each for each in requirements if each["kind"] == kind), {})


def fields_of(requirements: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    age, postcode = _first(requirements, "age"), _first(requirements, "postcode")
    wordings = [each.get("wording") or "" for each in requirements if each["kind"] == "checkbox"]
    return {
        "email_confirmed": "yes" if _first(requirements, "email_confirmed") else "",
        "age_least": _text(age.get("age_least")),
        "age_most": _text(age.get("age_most")),
        "postcodes": ", ".join(postcode.get("postcodes") or []),
        "group_id": _text(_first(requirements, "group").get("group_id")),
        "wording": "\n".join(wordings),
    }


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def asked_requirements(form: Form, known: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What the form asks. Conditions that it cannot show (a second group, say) are kept as they are."""
    asked: list[dict[str, Any]] = []
    if form["email_confirmed"] == "yes":
        asked.append({"kind": "email_confirmed"})
    ages = {name: _whole(form, name) for name in ("age_least", "age_most") if form[name]}
    if ages:
        asked.append({"kind": "age", **ages})
    postcodes = [
        code for code in form["postcodes"].replace(";", ",").replace("\n", ",").split(",") if code.strip()
    ]
    if postcodes:
        asked.append({"kind": "postcode", "postcodes": [code.strip() for code in postcodes]})
    if form["group_id"]:
        asked.append({"kind": "group", "group_id": form["group_id"]})
    lines = [line.strip() for line in form["wording"].split("\n")]
    asked += [{"kind": "checkbox", "wording": line} for line in lines if line]
    return asked + _others(known)


def _whole(form: Form, name: str) -> int | str:
    """A number; anything else is sent as typed, and refused beside its field."""
    typed: str = form[name]
    number = whole_number(typed)
    return typed if number is None else number


def _others(known: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    seen: set[str] = set()
    others = []
    for each in known:
        if each["kind"] in SINGLE and each["kind"] in seen:
            others.append({name: each[name] for name in KEPT if each.get(name)})
        seen.add(each["kind"])
    return others


KEPT = ("kind", "age_least", "age_most", "postcodes", "group_id")
