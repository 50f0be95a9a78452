"""The fields of the audit trail in words, and those of their values that are codes of a closed list."""

from collections.abc import Callable, Mapping

from web.core.i18n import _
from web.core.request_context import LANGUAGES
from web.organise.section_tree import choices
from web.workspace.labels import (
    contribution_states,
    decision_names,
    drawing_names,
    export_formats,
    export_shapes,
    organisation_kind_names,
    role_names,
    step_kind_names,
    template_names,
    visibility_names,
)


def field_names() -> dict[str, str]:
    return {
        "title": _("title"),
        "summary": _("summary"),
        "body": _("text"),
        "cover": _("picture"),
        "authors": _("authors"),
        "language": _("language"),
        "time_zone": _("time zone"),
        "themes": _("themes"),
        "zones": _("zones"),
        "visibility": _("who sees it"),
        "opens_at": _("opening"),
        "closes_at": _("closing"),
        "reason": _("reason"),
        "name": _("name"),
        "colour": _("colour"),
        "website": _("website"),
        "small_group_size": _("small group size"),
        "role": _("role"),
        "email": _("address"),
        "requirements": _("conditions"),
        "outcome": _("outcome"),
        "help_text": _("help text"),
        "position": _("place"),
        "state": _("state"),
        "decision": _("decision"),
        "published_at": _("published"),
        "kind": _("kind"),
        "step": _("step"),
        "template": _("template"),
        "edition_label": _("edition"),
        "shape": _("content"),
        "format": _("file"),
        "slug": _("address of the page"),
        "previous": _("previous edition"),
        "label_fr": _("French name"),
        "label_en": _("English name"),
        "retired": _("withdrawn"),
        "contact_email": _("e-mail address for the public"),
        "phone": _("telephone"),
        "postal_address": _("postal address"),
        "publication_director": _("director of publication"),
        "strict_graph": _("causes follow problems, solutions follow causes"),
        "event_mode": _("open to workshops"),
        "moderated_before": _("read by a moderator before publication"),
        "votation_id": _("votation shown"),
        "pictogram": _("pictogram"),
        "contributable": _("people may write in it"),
        "votes": _("votes"),
        "arguments": _("arguments"),
        "sources": _("sources"),
        "versions": _("proposed versions"),
        "sort": _("order of the list"),
        "threshold": _("threshold of votes"),
    }


def _chosen(name: str) -> dict[str, str]:
    return {each["value"]: each["label"] for each in choices()[name]}


# A field may mean several things: the role of a person or of a section, the kind of a step or of an organisation.
CODED: Mapping[str, Callable[[], Mapping[str, str]]] = {
    "role": lambda: role_names() | _chosen("role"),
    "kind": lambda: organisation_kind_names() | step_kind_names(),
    "template": template_names,
    "visibility": visibility_names,
    "state": contribution_states,
    "decision": decision_names,
    "shape": export_shapes,
    "format": export_formats,
    "language": lambda: LANGUAGES,
    "cover": drawing_names,
    "pictogram": lambda: _chosen("pictogram"),
    "arguments": lambda: _chosen("arguments"),
    "sort": lambda: _chosen("sort"),
}
