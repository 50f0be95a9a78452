"""Client organisations."""

from marshmallow import fields

from contracts.base import Request, View
from contracts.fields import Identifier, Line
from contracts.operations import ANYONE, Cached, Subject

api = Subject("consultations", "organisations", "Client organisations")


class DefineLabel(Request):
    organisation_id = Identifier(required=True)
    label = Line(max_length=80)


class LabelsOf(Request):
    organisation_id = Identifier(required=True)


class LabelView(View):
    """A theme or a zone of an organisation."""

    id = Identifier(required=True)
    label = Line(max_length=80)


class LabelsView(View):
    items = fields.List(fields.Nested(LabelView), required=True)


list_themes = api.get(
    "/organisations/{organisation_id}/themes",
    "list_themes",
    LabelsOf,
    LabelsView,
    "An organisation's themes.",
    access=ANYONE,
    cached=Cached(),
)
define_theme = api.post(
    "/organisations/{organisation_id}/themes",
    "define_theme",
    DefineLabel,
    LabelView,
    "Add a theme to an organisation.",
    access="manage",
    status=201,
)
list_zones = api.get(
    "/organisations/{organisation_id}/zones",
    "list_zones",
    LabelsOf,
    LabelsView,
    "An organisation's zones.",
    access=ANYONE,
    cached=Cached(),
)
define_zone = api.post(
    "/organisations/{organisation_id}/zones",
    "define_zone",
    DefineLabel,
    LabelView,
    "Add a zone to an organisation.",
    access="manage",
    status=201,
)
