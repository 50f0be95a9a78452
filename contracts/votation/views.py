"""What the register answers."""

from marshmallow import fields

from contracts.base import View, page_of
from contracts.fields import Flag, Identifier, Instant, Line, Several, Text, Whole, Word
from contracts.votation import words


class CollegeView(View):
    college = Line(most=80, least=0)
    electors = Whole()
    weights = Whole()


class DocumentView(View):
    name = Line(most=200)
    sha256 = Line(most=64)


class VotationSummaryView(View):
    """A votation as a card of a list. `state` is read off the clock where the clock decides."""

    id = Identifier(required=True)
    organisation_id = Identifier(required=True)
    organisation_name = Line(most=120, allow_none=True, required=False)
    organisation_colour = Line(most=7, allow_none=True, required=False)
    project_id = Identifier(allow_none=True)
    title = Line(most=200)
    summary = Text(most=1000, least=0)
    language = Word(("fr", "en"))
    time_zone = Line(most=60)
    state = Word(words.STATES, required=True)
    opens_at = Instant(allow_none=True)
    closes_at = Instant(allow_none=True)
    electors = Whole()
    sentence_fr = Text(most=1000, allow_none=True, required=False)
    sentence_en = Text(most=1000, allow_none=True, required=False)


class SmallGroupView(View):
    """Electors whose ballots are published together: of a weight, or of a weight in a college where each decides."""

    college = Line(most=200, least=0)
    weight = Whole()
    electors = Whole()


class VotationView(VotationSummaryView):
    """A votation with its rules. `questions` are in the format of the manifest."""

    mode = Line(most=20)
    presentation = Text(most=20000, least=0)
    legal_basis = Text(most=2000, least=0)
    document = fields.Nested(DocumentView, allow_none=True)
    questions = fields.List(fields.Dict())
    grace_minutes = Whole()
    announced_closes_at = Instant(allow_none=True)
    bureau = fields.List(fields.String())
    threshold = Whole()
    proxies_per_holder = Whole()
    accepts_small_cells = Flag()
    # Whether register and box shared a server of databases as it was sealed: its log then joins what it holds.
    one_server = Flag(allow_none=True, required=False)
    risk_answers = fields.Dict(keys=fields.String(), values=fields.Boolean())
    risk_level = Whole()
    roll_by = Word(("none", "import", "accounts"))
    colleges = fields.List(fields.Nested(CollegeView))
    # Who is counted in groups so small that votes may be read in the published ballots, and which colleges are told of
    # nobody so that fewer are (named until the votation is sealed).
    small_groups = fields.List(fields.Nested(SmallGroupView), required=False)
    merged_colleges = fields.List(fields.String(), required=False)
    manifest_hash = Line(most=64, allow_none=True)
    reason = Text(most=1000, allow_none=True, required=False)
    missing = fields.List(fields.String())
    has_archive = Flag()
    proclaiming = Flag()
    version = Whole(required=True)


VotationPage = page_of(VotationSummaryView, "VotationPage")


class ManifestView(View):
    """The frozen rules: `manifest` is canonical JSON as text, whose SHA-256 is `hash`."""

    manifest = fields.String(required=True)
    hash = Line(most=64)


class CollegeTurnoutView(View):
    """Turnout of a college, by steps, so that nobody's vote shows. Absent for a small one until closing."""

    college = Line(most=80, least=0)
    electors = Whole()
    signed_at_least = Whole(allow_none=True)


class TurnoutView(View):
    """How many signed the register: rounded down to `step` while the votation lasts, exact once it is closed."""

    votation_id = Identifier(required=True)
    state = Word(words.STATES)
    electors = Whole()
    signed_at_least = Whole()
    step = Whole()
    exact = Flag()
    colleges = fields.List(fields.Nested(CollegeTurnoutView))


class RegisterEventView(View):
    """What happened to a votation that everyone may know: incident, suspension, extension, later event."""

    id = Identifier(required=True)
    kind = Word(words.EVENT_KINDS)
    text = Text(most=4000)
    happened_at = Instant()


RegisterEventPage = page_of(RegisterEventView, "RegisterEventPage")


class AuditLineView(View):
    """One link of the audit chain (`docs/votation-formats.md`)."""

    seq = Whole()
    at = Instant()
    act = Line(most=60)
    by = Line(most=120)
    details = fields.Dict()
    previous = Line(most=64)
    hash = Line(most=64)


AuditLinePage = page_of(AuditLineView, "AuditLinePage")


class WeightsReadView(View):
    """How a column of weights was read: the signs that part thousands and decimals, with a cell that they tell."""

    least = Whole(required=True)
    most = Whole(required=True)
    thousands = Line(most=9, least=0)
    decimals = Line(most=9, least=0)
    example = Line(most=80, least=0)
    example_weight = Whole()


class SpellingView(View):
    spelling = Line(most=80, least=0)
    electors = Whole()


class MergedCollegeView(View):
    """A college that the file writes in several ways, which are taken for one."""

    college = Line(most=80, least=0)
    spellings = fields.List(fields.Nested(SpellingView))


class RollImportView(View):
    """How a roll file was understood, and how far its reading is.

    `sample` holds the rows of `sample_lines`. `invisible`: lines from which signs were taken that nobody sees.
    """

    id = Identifier(required=True)
    votation_id = Identifier(required=True)
    state = Word(words.IMPORT_STATES, required=True)
    progress = Whole()
    encoding = Line(most=20)
    separator = Line(most=3)
    has_header = Flag()
    columns = fields.Dict(keys=fields.String(), values=fields.Integer(allow_none=True))
    sample = fields.List(fields.List(fields.String()))
    lines = Whole()
    good = Whole()
    problems = Whole()
    weights = Whole()
    colleges = fields.List(fields.Nested(CollegeView))
    first_line = Whole()
    sample_lines = fields.List(fields.Integer())
    weights_read = fields.Nested(WeightsReadView, allow_none=True)
    merged = fields.List(fields.Nested(MergedCollegeView))
    invisible = Whole()


class RollProblemView(View):
    """One line that cannot be taken, and why. `line` is that of the file, from 1."""

    line = Whole()
    column = Word((*words.ROLL_COLUMNS, "line"))
    code = Word(words.ROLL_PROBLEMS)
    excerpt = Line(most=80, least=0)
    other_line = Whole(allow_none=True)


RollProblemPage = page_of(RollProblemView, "RollProblemPage")


class ElectorView(View):
    """An elector as the organiser sees them on the roll. Whether they voted is not here."""

    id = Identifier(required=True)
    reference = Line(most=80)
    name = Line(most=120, least=0)
    email = Line(most=254, allow_none=True)
    phone = Line(most=30, allow_none=True)
    postal_code = Line(most=12, allow_none=True)
    college = Line(most=80, least=0)
    weight = Whole()
    proxy_to = Identifier(allow_none=True)
    proxies_held = Whole()


ElectorPage = page_of(ElectorView, "ElectorPage")


class SignatureView(View):
    """A line of the list of signatures: who is on the roll, and whether they signed. Without a time."""

    reference = Line(most=80)
    name = Line(most=120, least=0)
    college = Line(most=80, least=0)
    signed = Flag(required=True)


SignaturePage = page_of(SignatureView, "SignaturePage")


class MarkView(View):
    """What the register says of a mark. While one may still vote it says only what batches of past days say.

    `signed` is null where that is not said yet; `final` is true once the votation is closed.
    """

    mark = Line(most=64)
    on_roll = Flag(required=True)
    signed = Flag(allow_none=True)
    final = Flag(required=True)


class PlaceView(View):
    """Whether one is on the roll, and as what."""

    on_roll = Flag(required=True)
    reference = Line(most=80, allow_none=True)
    college = Line(most=80, least=0, allow_none=True)
    weight = Whole(allow_none=True)


class ProxyView(View):
    """Someone whose vote one holds. `readable_among` as of oneself."""

    elector_id = Identifier(required=True)
    name = Line(most=120, least=0)
    signed = Flag()
    readable_among = Whole(allow_none=True, required=False)


class BoothView(View):
    """What an elector finds in the booth: who they are on the roll, and what is left to do.

    `readable_among`: where the ballots published with one's own are of so few people that votes may be read in them,
    how many people, oneself included; else null.
    """

    elector_id = Identifier(required=True)
    name = Line(most=120, least=0)
    reference = Line(most=80)
    college = Line(most=80, least=0)
    weight = Whole()
    readable_among = Whole(allow_none=True, required=False)
    signed = Flag()
    proxy_given = Flag()
    proxies = fields.List(fields.Nested(ProxyView))
    needs_code = Flag()
    address_hint = Line(most=80, allow_none=True)


class CodeSentView(View):
    address_hint = Line(most=80)
    expires_at = Instant()


class RightView(View):
    """A one-time right: 32 bytes in base64url. It is never kept, never written into an address, never mailed."""

    right = Line(most=43)


class CellView(View):
    """Who the consumed right's ballot is counted with: a college and weight class, nobody in particular."""

    cell = Line(most=20)


class OwnerOfVotationView(View):
    organisation_id = Identifier(required=True)


class RegisterView(View):
    """What the box compares itself with before it is opened, and the last hash of the log, which its batches bear."""

    is_closed = Flag(required=True)
    cells = fields.Dict(keys=fields.String(), values=fields.Integer())
    log = Line(most=64)


class RightsUsedView(View):
    """Those of the rights asked for that were used, as they were given."""

    used = Several(Line(most=64), most=2000)


class SignedView(View):
    signed = Whole(required=True)


class MailingView(View):
    """One sending. Its letters are `written` a moment later; how many is known then.

    By steps where their number is that of who had not voted.
    """

    id = Identifier(required=True)
    kind = Word(words.MAILING_KINDS)
    letters = Whole()
    written = Flag()
    asked_at = Instant()


MailingPage = page_of(MailingView, "MailingPage")


class MailingSliceView(View):
    """Letters of a mailing after one, by id; none left when fewer than asked come back."""

    votation_id = Identifier(required=True)
    organisation_id = Identifier(required=True)
    letters = fields.List(fields.UUID(), required=True)


class LetterView(View):
    """What one mail needs at the moment it is sent. `wanted` is false when its reason is gone.

    `has_signed`: what the register says of its elector, in the letter that everyone gets after closing.
    """

    wanted = Flag(required=True)
    kind = Word(words.MAILING_KINDS, required=True)
    email = Line(most=254, allow_none=True)
    language = Word(("fr", "en"))
    votation_id = Identifier(required=True)
    organisation_id = Identifier(required=True)
    title = Line(most=200)
    opens_at = Instant(allow_none=True)
    closes_at = Instant(allow_none=True)
    time_zone = Line(most=60)
    link = Line(most=60, allow_none=True)
    code = Line(most=12, allow_none=True)
    reference = Line(most=80, allow_none=True)
    college = Line(most=80, least=0, allow_none=True)
    mark = Line(most=64, allow_none=True)
    has_signed = Flag(allow_none=True, required=False)
    sentence = Text(most=1000, allow_none=True)
    on_roll = Flag()


class SampleLetterView(LetterView):
    """With the project, whose organisers may read it."""

    project_id = Identifier(allow_none=True)


class ResultView(View):
    """The result as `docs/votation-formats.md` describes it, once proclaimed; before, for its bureau only."""

    votation_id = Identifier(required=True)
    proclaimed = Flag()
    manifest_hash = Line(most=64)
    result = fields.Dict(required=True)
    to_settle = fields.List(fields.Dict())


class FileView(View):
    """Where a file is, for the gateway to send."""

    file_key = Line(most=200)
    file_name = Line(most=200)
    media_type = Line(most=100)
    sha256 = Line(most=64)


class RiskQuestionView(View):
    """One question of the CNIL's grid (délibération 2019-053)."""

    id = Line(most=40)
    fr = Text(most=600)
    en = Text(most=600)
    raises_to = Whole()


class RiskGridView(View):
    """The grid, its source, and the level this mode meets."""

    source = Line(most=200)
    valid_until = Line(most=40)
    level_met = Whole()
    questions = fields.List(fields.Nested(RiskQuestionView))
