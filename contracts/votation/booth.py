"""The booth: who one is on the roll, a one-time right, and the box."""

from marshmallow import fields

from contracts.base import Request, View
from contracts.fields import Bool, Identifier, Instant, Int, Line
from contracts.operations import ANYONE, Subject

api = Subject("votation", "booth", "The booth: who one is on the roll, a one-time right, and the box")

VOTING = ("not_open_yet", "closed", "suspended", "cancelled")


ELECTOR = ("link_unknown", "not_on_roll")


class BoothOf(Request):
    """An elector by their personal link, or by the account they are signed in with."""

    votation_id = Identifier(required=True)
    link = Line(max_length=60, load_default=None, allow_none=True)


class AskCode(Request):
    votation_id = Identifier(required=True)
    link = Line(max_length=60)


class IssueRight(BoothOf):
    """`code` is the one mailed, for who comes by a link; `for_elector_id` is who gave the elector their proxy."""

    code = Line(max_length=12, load_default=None, allow_none=True)
    for_elector_id = Identifier(load_default=None, allow_none=True)


class ProxyView(View):
    """Someone whose vote one holds. `readable_among` as of oneself."""

    elector_id = Identifier(required=True)
    name = Line(max_length=120, min_length=0)
    signed = Bool()
    readable_among = Int(allow_none=True, required=False)


class BoothView(View):
    """What an elector finds in the booth: who they are on the roll, and what is left to do.

    `readable_among`: where the ballots published with one's own are of so few people that votes may be read in them,
    how many people, oneself included; else null.
    """

    elector_id = Identifier(required=True)
    name = Line(max_length=120, min_length=0)
    reference = Line(max_length=80)
    college = Line(max_length=80, min_length=0)
    weight = Int()
    readable_among = Int(allow_none=True, required=False)
    signed = Bool()
    proxy_given = Bool()
    proxies = fields.List(fields.Nested(ProxyView))
    needs_code = Bool()
    address_hint = Line(max_length=80, allow_none=True)


class CodeSentView(View):
    address_hint = Line(max_length=80)
    expires_at = Instant()


class RightView(View):
    """A one-time right: 32 bytes in base64url. It is never kept, never written into an address, never mailed."""

    right = Line(max_length=43)


get_booth = api.post(
    "/votations/{votation_id}/booth",
    "get_booth",
    BoothOf,
    BoothView,
    "Who one is in the booth, and what is left to do.",
    ELECTOR,
    access=ANYONE,
    kind="query",
)
request_code = api.post(
    "/votations/{votation_id}/codes",
    "request_code",
    AskCode,
    CodeSentView,
    "Mail a one-time code to the elector of a link.",
    (*ELECTOR, *VOTING, "already_signed", "code_too_often"),
    access=ANYONE,
    stores_response=False,
    status=202,
)
issue_right = api.post(
    "/votations/{votation_id}/rights",
    "issue_right",
    IssueRight,
    RightView,
    "Hand an elector their one-time right to put a ballot in the box.",
    (*ELECTOR, *VOTING, "already_signed", "code_wrong", "code_expired", "proxy_given", "proxy_not_yours"),
    access=ANYONE,
    stores_response=False,
    status=201,
)
