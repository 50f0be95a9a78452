"""The audit trail in sentences that anyone reads: who did what, before and after."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from web.core.formats import day_and_hour, excerpt, local_iso, moment, zone_place
from web.core.i18n import _
from web.core.labels import label, missing
from web.organise.audit_values import CODED, field_names
from web.workspace.labels import contribution_state, role_name, role_names, target_name, visibility_name

View = Mapping[str, Any]


class AuditLine(NamedTuple):
    """An entry in words. `sentence` follows the name in `who`."""

    at: str
    when: str
    who: str
    sentence: str
    before: str
    after: str


def told(entry: View, names: Mapping[str, str]) -> AuditLine:
    before, after = entry.get("before") or {}, entry.get("after") or {}
    subject = str(entry.get("subject") or "")
    sentence = _sentence(entry["act"], names.get(subject, subject), before, after)
    return AuditLine(
        at=local_iso(entry["happened_at"]),
        when=day_and_hour(entry["happened_at"]),
        who=entry.get("actor_name") or _("Someone who left"),
        sentence=sentence,
        before=_values(before),
        after=_values(after),
    )


def _sentence(act: str, subject: str, before: View, after: View) -> str:
    if act == "moderate":
        return _moderated(subject, after)
    for sentences in (_of_organisations, _of_projects, _of_steps):
        found = sentences(subject, before, after).get(act)
        if found:
            return found
    missing(act, "acts")
    return _("changed something that this page cannot name")


def _moderated(subject: str, after: View) -> str:
    kind, _sep, _id = subject.partition(" ")
    state = contribution_state(str(after.get("state") or ""))
    return _("moderated: %(target)s, %(state)s", target=target_name(kind).lower(), state=state.lower())


def _person(subject: str) -> str:
    return _("an account") if subject.startswith("account/") else subject


def _group(subject: str) -> str:
    return _("a group") if subject.startswith("group/") else _("the group “%(name)s”", name=subject)


def _of_organisations(subject: str, before: View, after: View) -> dict[str, str]:
    said = str(after.get("role") or before.get("role") or "")
    role = role_name(said) if said in role_names() else ""  # sections have a role of another kind
    email = str(after.get("email") or before.get("email") or "")
    kind = str(after.get("label_fr") or subject)
    return {
        "create_organisation": _("opened the space of the organisation"),
        "change_organisation": _("changed the page of the organisation"),
        "invite_member": _("invited %(email)s as %(role)s", email=email or _("someone"), role=role),
        "revoke_invitation": _("took back the invitation of %(email)s", email=email or _("someone")),
        "accept_invitation": _("accepted an invitation"),
        "give_role": _("gave %(person)s the role of %(role)s", person=_person(subject), role=role),
        "take_role": _("took the role of %(role)s from %(person)s", person=_person(subject), role=role),
        "create_group": _(
            "created %(group)s", group=_("the group “%(name)s”", name=after.get("name") or subject)
        ),
        "add_group_member": _("added %(email)s to %(group)s", email=email, group=_group(subject)),
        "remove_group_member": _("removed %(email)s from %(group)s", email=email, group=_group(subject)),
        "define_participant_type": _("added the kind of participants “%(label)s”", label=kind),
        "retire_participant_type": _("withdrew the kind of participants “%(label)s”", label=subject),
        "define_theme": _("added the theme “%(label)s”", label=subject),
        "define_zone": _("added the zone “%(label)s”", label=subject),
    }


def _of_projects(subject: str, _before: View, after: View) -> dict[str, str]:
    seen = visibility_name(str(after.get("visibility") or "draft"))
    return {
        "create_project": _("created the project “%(title)s”", title=subject),
        "clone_project": _("made “%(title)s” as a copy of another project", title=subject),
        "change_project": _("changed the texts or settings of the project"),
        "publish_project": _("changed who sees the project. %(seen)s", seen=seen),
        "link_edition": _("linked the project to the edition “%(title)s”", title=after.get("previous") or ""),
        "order_steps": _("changed the order of the steps"),
        "request_export": _("asked for an export"),
    }


def _of_steps(subject: str, _before: View, _after: View) -> dict[str, str]:
    return {
        "add_step": _("added the step “%(title)s”", title=subject),
        "change_step": _("changed the step “%(title)s”", title=subject),
        "move_window": _("moved the dates of the step “%(title)s”", title=subject),
        "remove_step": _("removed the step “%(title)s”", title=subject),
        "record_outcome": _("recorded the outcome of the step “%(title)s”", title=subject),
        "add_section": _("added the section “%(title)s”", title=subject),
        "change_section": _("changed the section “%(title)s”", title=subject),
        "remove_section": _("removed the section “%(title)s”", title=subject),
    }


HIDDEN = {"version", "project_id", "step_ids", "source_id", "group_id", "parent_id", "step_id"}


def _values(values: View) -> str:
    return "; ".join(
        _("%(name)s: %(said)s", name=label(field_names(), name, "fields"), said=_value(name, value))
        for name, value in values.items()
        if name not in HIDDEN
    )


def _value(name: str, value: Any) -> str:
    if value is None or value in ("", []):
        return _("nothing")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name in CODED:
        return label(CODED[name](), value, name)
    if isinstance(value, list):
        return (
            str(len(value)) if any(isinstance(each, dict) for each in value) else ", ".join(map(str, value))
        )
    if name == "time_zone":
        return zone_place(str(value))
    return _instant(value) or excerpt(str(value), 160)


def _instant(value: Any) -> str | None:
    if not isinstance(value, str) or len(value) < 19 or value[4:5] != "-" or "T" not in value:
        return None
    try:
        return day_and_hour(moment(value))
    except ValueError:
        return None
