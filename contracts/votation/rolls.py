"""Electoral rolls, proxies, and letters to electors."""

from marshmallow import fields

from contracts.base import Done, Paged, Request, View, page_of
from contracts.fields import Bool, Choice, EmailAddress, Identifier, Instant, Int, Line, Nested, Text
from contracts.operations import ANYONE, Subject
from contracts.votation.choices import (
    IMPORT_STATES,
    MAILING_KINDS,
    ROLL_COLUMNS,
    ROLL_ENCODINGS,
    ROLL_PROBLEMS,
)
from contracts.votation.votations import (
    SETTING_UP,
    CollegeView,
    EventsOf,
    VotationAct,
    VotationById,
    VotationView,
)

api = Subject("votation", "rolls", "Electoral rolls, proxies, and letters to electors")


class ReadRoll(Request):
    """A roll as a CSV file; `file` is put there by the gateway, which takes the upload."""

    votation_id = Identifier(required=True)
    file = Line(max_length=200)


class RollColumns(Request):
    """Which column, from 0, holds what. A field made of several columns is theirs, joined by spaces in this order."""

    reference = Int(max_value=200, load_default=None, allow_none=True)
    name = Int(max_value=200, load_default=None, allow_none=True)
    email = Int(max_value=200, load_default=None, allow_none=True)
    phone = Int(max_value=200, load_default=None, allow_none=True)
    postal_code = Int(max_value=200, load_default=None, allow_none=True)
    college = Int(max_value=200, load_default=None, allow_none=True)
    weight = Int(max_value=200, load_default=None, allow_none=True)
    name_2 = Int(max_value=200, load_default=None, allow_none=True)
    name_3 = Int(max_value=200, load_default=None, allow_none=True)
    reference_2 = Int(max_value=200, load_default=None, allow_none=True)
    college_2 = Int(max_value=200, load_default=None, allow_none=True)


class RollImportById(Request):
    import_id = Identifier(required=True)


class CheckRollImport(RollImportById):
    """How the file is to be read, confirmed or corrected; a dry report follows, nothing is written.

    The list, its header if it has one, begins on the file's line `first_line`; without it, where it was guessed.
    """

    encoding = Choice(ROLL_ENCODINGS, required=True)
    separator = Choice((";", ",", "\t", "|"), required=True)
    has_header = Bool(required=True)
    columns = Nested(RollColumns, required=True)
    first_line = Int(min_value=1, max_value=10_000, load_default=None, allow_none=True)


class RollProblemsOf(Paged):
    import_id = Identifier(required=True)


class FillRollFromGroup(VotationAct):
    group_id = Identifier(required=True)
    college = Line(max_length=80, min_length=0, load_default="")
    weight = Int(min_value=1, max_value=1_000_000, load_default=1)


class ElectorsOf(Paged):
    votation_id = Identifier(required=True)
    q = Line(max_length=200, min_length=0, load_default="")


class SignaturesOf(Paged):
    votation_id = Identifier(required=True)


class MarkOf(Request):
    """A mark of the register, as its elector was mailed it."""

    votation_id = Identifier(required=True)
    mark = Line(max_length=80, required=True)


class ElectorData(Request):
    reference = Line(max_length=80)
    name = Line(max_length=120, min_length=0, load_default="")
    email = EmailAddress(load_default=None, allow_none=True)
    phone = Line(max_length=30, load_default=None, allow_none=True)
    postal_code = Line(max_length=12, load_default=None, allow_none=True)
    college = Line(max_length=80, min_length=0, load_default="")
    weight = Int(min_value=1, max_value=1_000_000, load_default=1)


class AddElector(ElectorData):
    votation_id = Identifier(required=True)
    reason = Text(max_length=500, min_length=0, load_default="")


class CorrectElector(Request):
    elector_id = Identifier(required=True)
    name = Line(max_length=120, min_length=0, required=False)
    email = EmailAddress(allow_none=True)
    phone = Line(max_length=30, allow_none=True, required=False)
    postal_code = Line(max_length=12, allow_none=True, required=False)
    college = Line(max_length=80, min_length=0, required=False)
    weight = Int(min_value=1, max_value=1_000_000)
    reason = Text(max_length=500, min_length=3)


class ElectorById(Request):
    elector_id = Identifier(required=True)


class RemoveElector(Request):
    elector_id = Identifier(required=True)
    reason = Text(max_length=500, min_length=3)


class GiveProxy(Request):
    votation_id = Identifier(required=True)
    giver_id = Identifier(required=True)
    holder_id = Identifier(required=True)


class WithdrawProxy(Request):
    giver_id = Identifier(required=True)


class CheckRoll(Request):
    """Asks by mail whether an address is on the roll: the answer never tells whoever asks."""

    votation_id = Identifier(required=True)
    email = EmailAddress(required=True)


class AskMailing(VotationAct):
    kind = Choice(("invitation", "reminder", "result"), required=True)


class WeightsReadView(View):
    """How a column of weights was read: the signs that part thousands and decimals, with a cell that they tell."""

    least = Int(required=True)
    most = Int(required=True)
    thousands = Line(max_length=9, min_length=0)
    decimals = Line(max_length=9, min_length=0)
    example = Line(max_length=80, min_length=0)
    example_weight = Int()


class SpellingView(View):
    spelling = Line(max_length=80, min_length=0)
    electors = Int()


class MergedCollegeView(View):
    """A college that the file writes in several ways, which are taken for one."""

    college = Line(max_length=80, min_length=0)
    spellings = fields.List(fields.Nested(SpellingView))


class RollImportView(View):
    """How a roll file was understood, and how far its reading is.

    `sample` holds the rows of `sample_lines`. `invisible`: lines from which signs were taken that nobody sees.
    """

    id = Identifier(required=True)
    votation_id = Identifier(required=True)
    state = Choice(IMPORT_STATES, required=True)
    progress = Int()
    encoding = Line(max_length=20)
    separator = Line(max_length=3)
    has_header = Bool()
    columns = fields.Dict(keys=fields.String(), values=fields.Integer(allow_none=True))
    sample = fields.List(fields.List(fields.String()))
    lines = Int()
    good = Int()
    problems = Int()
    weights = Int()
    colleges = fields.List(fields.Nested(CollegeView))
    first_line = Int()
    sample_lines = fields.List(fields.Integer())
    weights_read = fields.Nested(WeightsReadView, allow_none=True)
    merged = fields.List(fields.Nested(MergedCollegeView))
    invisible = Int()


class RollProblemView(View):
    """One line that cannot be taken, and why. `line` is that of the file, from 1."""

    line = Int()
    column = Choice((*ROLL_COLUMNS, "line"))
    code = Choice(ROLL_PROBLEMS)
    excerpt = Line(max_length=80, min_length=0)
    other_line = Int(allow_none=True)


RollProblemPage = page_of(RollProblemView, "RollProblemPage")


class ElectorView(View):
    """An elector as the organiser sees them on the roll. Whether they voted is not here."""

    id = Identifier(required=True)
    reference = Line(max_length=80)
    name = Line(max_length=120, min_length=0)
    email = Line(max_length=254, allow_none=True)
    phone = Line(max_length=30, allow_none=True)
    postal_code = Line(max_length=12, allow_none=True)
    college = Line(max_length=80, min_length=0)
    weight = Int()
    proxy_to = Identifier(allow_none=True)
    proxies_held = Int()


ElectorPage = page_of(ElectorView, "ElectorPage")


class SignatureView(View):
    """A line of the list of signatures: who is on the roll, and whether they signed. Without a time."""

    reference = Line(max_length=80)
    name = Line(max_length=120, min_length=0)
    college = Line(max_length=80, min_length=0)
    signed = Bool(required=True)


SignaturePage = page_of(SignatureView, "SignaturePage")


class MarkView(View):
    """What the register says of a mark. While one may still vote it says only what batches of past days say.

    `signed` is null where that is not said yet; `final` is true once the votation is closed.
    """

    mark = Line(max_length=64)
    on_roll = Bool(required=True)
    signed = Bool(allow_none=True)
    final = Bool(required=True)


class PlaceView(View):
    """Whether one is on the roll, and as what."""

    on_roll = Bool(required=True)
    reference = Line(max_length=80, allow_none=True)
    college = Line(max_length=80, min_length=0, allow_none=True)
    weight = Int(allow_none=True)


class MailingView(View):
    """One sending. Its letters are `written` a moment later; how many is known then.

    By steps where their number is that of who had not voted.
    """

    id = Identifier(required=True)
    kind = Choice(MAILING_KINDS)
    letters = Int()
    written = Bool()
    asked_at = Instant()


MailingPage = page_of(MailingView, "MailingPage")


read_roll = api.post(
    "/votations/{votation_id}/roll-imports",
    "read_roll",
    ReadRoll,
    RollImportView,
    "Guess how a roll file is to be read.",
    (*SETTING_UP, "roll_not_readable"),
    access="manage_votation",
    status=201,
    takes_file=True,
)
get_roll_import = api.get(
    "/roll-imports/{import_id}",
    "get_roll_import",
    RollImportById,
    RollImportView,
    "How far a roll import is.",
    access="manage_votation",
)
check_roll_import = api.put(
    "/roll-imports/{import_id}/reading",
    "check_roll_import",
    CheckRollImport,
    RollImportView,
    "Read the file as told and report line by line; nothing is written.",
    ("rules_frozen", "import_busy", "reference_column_missing"),
    access="manage_votation",
    status=202,
)
list_roll_problems = api.get(
    "/roll-imports/{import_id}/problems",
    "list_roll_problems",
    RollProblemsOf,
    RollProblemPage,
    "The lines that cannot be taken.",
    access="manage_votation",
)
apply_roll_import = api.post(
    "/roll-imports/{import_id}/application",
    "apply_roll_import",
    RollImportById,
    RollImportView,
    "Make the file's electors the roll, in place of what was there.",
    ("rules_frozen", "import_busy", "import_not_read", "roll_has_problems"),
    access="manage_votation",
    status=202,
)
fill_roll_from_group = api.post(
    "/votations/{votation_id}/roll-from-group",
    "fill_roll_from_group",
    FillRollFromGroup,
    VotationView,
    "Make the accounts of a group the roll.",
    SETTING_UP,
    access="manage_votation",
    deadline=8.0,
)
list_electors = api.get(
    "/votations/{votation_id}/electors",
    "list_electors",
    ElectorsOf,
    ElectorPage,
    "The roll.",
    access="manage_votation",
)
add_elector = api.post(
    "/votations/{votation_id}/electors",
    "add_elector",
    AddElector,
    ElectorView,
    "Add an elector.",
    ("rules_frozen", "elector_twice"),
    access="manage_votation",
    status=201,
)
correct_elector = api.patch(
    "/electors/{elector_id}",
    "correct_elector",
    CorrectElector,
    ElectorView,
    "Correct an elector; after freezing only how to reach them.",
    ("rules_frozen", "elector_twice"),
    access="manage_votation",
)
remove_elector = api.delete(
    "/electors/{elector_id}",
    "remove_elector",
    RemoveElector,
    Done,
    "Take an elector off the roll.",
    ("rules_frozen",),
    access="manage_votation",
)
write_to_elector = api.post(
    "/electors/{elector_id}/letter",
    "write_to_elector",
    ElectorById,
    Done,
    "Send one elector their invitation again; whoever has voted gets none.",
    ("not_announced", "voting_over", "elector_unreachable", "mailing_too_soon"),
    access="manage_votation",
    status=202,
)
give_proxy = api.post(
    "/votations/{votation_id}/proxies",
    "give_proxy",
    GiveProxy,
    ElectorView,
    "Record that an elector votes by another.",
    ("proxy_not_allowed", "proxy_too_many", "proxy_chained", "already_signed", "voting_over"),
    access="manage_votation",
    status=201,
)
withdraw_proxy = api.delete(
    "/electors/{giver_id}/proxy",
    "withdraw_proxy",
    WithdrawProxy,
    ElectorView,
    "Take a proxy back, as long as it was not used.",
    ("already_signed", "voting_over"),
    access="manage_votation",
)
list_signatures = api.get(
    "/votations/{votation_id}/signatures",
    "list_signatures",
    SignaturesOf,
    SignaturePage,
    "The list of signatures, once the votation is closed, for those who may inspect it.",
    ("voting_goes_on", "roll_wiped"),
    access="manage_votation",
)
find_mark = api.post(
    "/votations/{votation_id}/marks",
    "find_mark",
    MarkOf,
    MarkView,
    "What the register says of a mark: on the roll, signed or not.",
    ("not_announced", "roll_wiped"),
    access=ANYONE,
    kind="query",
)
check_roll = api.post(
    "/votations/{votation_id}/roll-checks",
    "check_roll",
    CheckRoll,
    Done,
    "Ask by mail whether an address is on the roll.",
    ("not_announced",),
    access=ANYONE,
    status=202,
)
get_my_place = api.get(
    "/votations/{votation_id}/my-place",
    "get_my_place",
    VotationById,
    PlaceView,
    "Whether the account signed in is on the roll.",
)
ask_mailing = api.post(
    "/votations/{votation_id}/mailings",
    "ask_mailing",
    AskMailing,
    MailingView,
    "Send invitations or reminders to those who have not voted, or the result to all.",
    ("stale_version", "not_announced", "voting_over", "not_proclaimed", "mailing_too_soon"),
    access="manage_votation",
    status=202,
    deadline=8.0,
)
list_mailings = api.get(
    "/votations/{votation_id}/mailings",
    "list_mailings",
    EventsOf,
    MailingPage,
    "What was sent, by mailing.",
    access="manage_votation",
)
