"""What sibling services ask."""

from marshmallow import fields

from contracts.base import Request, View
from contracts.fields import Bool, BoundedList, Choice, Identifier, Instant, Int, Line, Text
from contracts.operations import Subject
from contracts.votation.booth import VOTING
from contracts.votation.choices import MAILING_KINDS, SHOWN_BEFORE_SENDING
from contracts.votation.votations import VotationById

api = Subject("votation", "internal", "What sibling services ask")


class ConsumeRight(Request):
    votation_id = Identifier(required=True)
    right_hash = Line(max_length=64, min_length=64)


class SignRegister(Request):
    """The rights of one batch of the board, without any order: their electors sign, the rights are forgotten."""

    votation_id = Identifier(required=True)
    rights = BoundedList(Line(max_length=64, min_length=64), max_items=2000, required=True)


class MailingPageOf(Request):
    mailing_id = Identifier(required=True)
    after = Identifier(load_default=None, allow_none=True)
    limit = Int(min_value=1, max_value=500, load_default=200)


class SampleLetter(Request):
    votation_id = Identifier(required=True)
    kind = Choice(SHOWN_BEFORE_SENDING, required=True)


class MintLetter(Request):
    letter_id = Identifier(required=True)


class CellView(View):
    """Who the consumed right's ballot is counted with: a college and weight class, nobody in particular."""

    cell = Line(max_length=20)


class OwnerOfVotationView(View):
    organisation_id = Identifier(required=True)


class RegisterView(View):
    """What the box compares itself with before it is opened, and the last hash of the log, which its batches bear."""

    is_closed = Bool(required=True)
    cells = fields.Dict(keys=fields.String(), values=fields.Integer())
    log = Line(max_length=64)


class RightsUsedView(View):
    """Those of the rights asked for that were used, as they were given."""

    used = BoundedList(Line(max_length=64), max_items=2000)


class SignedView(View):
    signed = Int(required=True)


class MailingSliceView(View):
    """Letters of a mailing after one, by id; none left when fewer than asked come back."""

    votation_id = Identifier(required=True)
    organisation_id = Identifier(required=True)
    letters = fields.List(fields.UUID(), required=True)


class LetterView(View):
    """What one mail needs at the moment it is sent. `wanted` is false when its reason is gone.

    `has_signed`: what the register says of its elector, in the letter that everyone gets after closing.
    """

    wanted = Bool(required=True)
    kind = Choice(MAILING_KINDS, required=True)
    email = Line(max_length=254, allow_none=True)
    language = Choice(("fr", "en"))
    votation_id = Identifier(required=True)
    organisation_id = Identifier(required=True)
    title = Line(max_length=200)
    opens_at = Instant(allow_none=True)
    closes_at = Instant(allow_none=True)
    time_zone = Line(max_length=60)
    link = Line(max_length=60, allow_none=True)
    code = Line(max_length=12, allow_none=True)
    reference = Line(max_length=80, allow_none=True)
    college = Line(max_length=80, min_length=0, allow_none=True)
    mark = Line(max_length=64, allow_none=True)
    has_signed = Bool(allow_none=True, required=False)
    sentence = Text(max_length=1000, allow_none=True)
    on_roll = Bool()


class SampleLetterView(LetterView):
    """With the project, whose organisers may read it."""

    project_id = Identifier(allow_none=True)


consume_right = api.internal(
    "command",
    "consume_right",
    ConsumeRight,
    CellView,
    "Use a right up: its elector signs. The same right answers the same for ever.",
    (*VOTING, "right_not_valid"),
    callers=("box",),
    stores_response=False,
    private=True,
)
owner_of_votation = api.internal(
    "query",
    "owner_of_votation",
    VotationById,
    OwnerOfVotationView,
    "Which organisation a votation is of, draft or not.",
    callers=("consultations",),
)
get_register = api.internal(
    "query",
    "get_register",
    VotationById,
    RegisterView,
    "Whether nobody can vote any more, and how many signed, by cell.",
    callers=("box",),
)
rights_used = api.internal(
    "command",
    "rights_used",
    SignRegister,
    RightsUsedView,
    "Which rights of a batch that is to go on the board were used.",
    callers=("box",),
    stores_response=False,
    private=True,
)
sign_register = api.internal(
    "command",
    "sign_register",
    SignRegister,
    SignedView,
    "Write the signatures of a batch and forget its rights.",
    callers=("box",),
    stores_response=False,
    private=True,
)
mailing_slice = api.internal(
    "query",
    "mailing_slice",
    MailingPageOf,
    MailingSliceView,
    "The letters of a mailing, by id.",
    callers=("notifications",),
)
sample_letter = api.internal(
    "query",
    "sample_letter",
    SampleLetter,
    SampleLetterView,
    "What letters of a kind hold, with an elector who does not exist.",
    callers=("notifications",),
)
mint_letter = api.internal(
    "command",
    "mint_letter",
    MintLetter,
    LetterView,
    "What a letter holds, made at the moment it is sent.",
    callers=("notifications",),
    stores_response=False,
)
