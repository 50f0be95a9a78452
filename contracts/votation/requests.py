"""What the register's operations take. `version` is the one the caller read (If-Match at the gateway)."""

from marshmallow import fields

from contracts.base import Request
from contracts.fields import (
    EmailAddress,
    Flag,
    Identifier,
    Instant,
    Line,
    Part,
    Several,
    Text,
    Whole,
    Word,
    paging,
)
from contracts.votation import words


class Paged(Request):
    cursor = paging()["cursor"]
    limit = paging()["limit"]


class CreateVotation(Request):
    organisation_id = Identifier(required=True)
    project_id = Identifier(load_default=None, allow_none=True)
    title = Line(most=200, least=3)
    summary = Text(most=1000, least=0, load_default="")
    language = Word(("fr", "en"), load_default="fr")
    time_zone = Line(most=60, load_default="Europe/Paris")


class VotationById(Request):
    votation_id = Identifier(required=True)


class VotationAct(Request):
    """An act on a votation as its caller last saw it."""

    votation_id = Identifier(required=True)
    version = Whole(required=True)


class FreezeVotation(VotationAct):
    """`readable`: of how many people, in groups that are too small, the organiser accepts that votes may be read."""

    readable = Whole(least=0, load_default=0)


class ReasonedAct(VotationAct):
    reason = Text(most=1000, least=3)


class ListVotations(Paged):
    organisation_id = Identifier(load_default=None, allow_none=True)
    project_id = Identifier(load_default=None, allow_none=True)
    state = Word(words.STATES, load_default=None, allow_none=True)


class ChoiceData(Request):
    id = Line(most=40)
    label = Line(most=300)
    explanation = Text(most=4000, least=0, load_default="")


class LimitsData(Request):
    min = Whole(most=200)
    max = Whole(most=200)
    total = Whole(most=1_000_000)
    exact = Flag()
    most_each = Whole(most=1_000_000)
    least = Whole(least=-1000, most=1000)
    most = Whole(least=-1000, most=1000)


class ShareOf(Request):
    of = Word(words.QUORUM_OF, required=True)
    share = Several(Whole(least=1, most=10_000), most=2, least=2, required=True)
    strict = Flag(load_default=False)


class OutcomeWords(Request):
    adopted = Line(most=200, least=0, load_default="")
    rejected = Line(most=200, least=0, load_default="")


class RuleData(Request):
    count = Word(words.COUNTED_BY, load_default="heads")
    base = Word(words.BASES, load_default="expressed")
    share = Several(Whole(least=1, most=10_000), most=2, least=2, load_default=None, allow_none=True)
    strict = Flag(load_default=True)
    quorum = Part(ShareOf, load_default=None, allow_none=True)
    colleges = Word(words.COLLEGE_RULES, load_default="together")
    tie = Word(words.TIE_RULES, load_default="none")
    outcomes = Part(OutcomeWords, load_default=lambda: {"adopted": "", "rejected": ""})


class QuestionData(Request):
    """A question as `docs/votation-formats.md` describes it; its coherence is judged by the service."""

    id = Line(most=40)
    kind = Word(words.QUESTION_KINDS, required=True)
    title = Line(most=300, least=3)
    explanation = Text(most=4000, least=0, load_default="")
    choices = Several(Part(ChoiceData), most=200, least=2, required=True)
    blank = Flag(load_default=True)
    limits = Part(LimitsData, load_default=dict)
    grades = Several(Line(most=60), most=10, load_default=list)
    method = Word(words.RANKING_METHODS, load_default=None, allow_none=True)
    ties_allowed = Flag(load_default=False)
    complete = Flag(load_default=False)
    seats = Whole(least=1, most=200, load_default=1)
    rule = Part(RuleData, required=True)


class DocumentData(Request):
    """The text decided on: its name and the SHA-256 of its bytes."""

    name = Line(most=200)
    sha256 = Line(most=64, least=64)


class ChangeVotation(VotationAct):
    project_id = Identifier(allow_none=True)
    title = Line(most=200, least=3, required=False)
    summary = Text(most=1000, least=0, required=False)
    presentation = Text(most=20000, least=0, required=False)
    legal_basis = Text(most=2000, least=0, required=False)
    document = Part(DocumentData, allow_none=True)
    questions = Several(Part(QuestionData), most=20)
    opens_at = Instant(allow_none=True)
    closes_at = Instant(allow_none=True)
    grace_minutes = Whole(least=0, most=30)
    bureau = Several(Line(most=120, least=2), most=20)
    threshold = Whole(least=1, most=20)
    proxies_per_holder = Whole(least=0, most=20)
    accepts_small_cells = Flag()
    risk_answers = fields.Dict(keys=fields.String(), values=fields.Boolean())


class BureauMemberShare(Request):
    """One member of the bureau and the SHA-256 of the share they hold and entered again."""

    name = Line(most=120, least=2)
    share = Line(most=64, least=64)
    acknowledged = Flag(required=True)


class RecordCeremony(VotationAct):
    """The public part of a ceremony held in a browser or off line: no share and no private key ever comes here."""

    election_key = Line(most=43, least=43)
    members = Several(Part(BureauMemberShare), most=20, least=1, required=True)
    threshold = Whole(least=1, most=20, required=True)
    test_opened = Flag(required=True)


class ExtendVotation(ReasonedAct):
    closes_at = Instant(required=True)


class RecordEvent(VotationAct):
    kind = Word(("incident", "observation", "later_event"), required=True)
    text = Text(most=4000, least=3)


class ReadRoll(Request):
    """A roll as a CSV file; `file` is put there by the gateway, which takes the upload."""

    votation_id = Identifier(required=True)
    file = Line(most=200)


class RollColumns(Request):
    """Which column, from 0, holds what. A field made of several columns is theirs, joined by spaces in this order."""

    reference = Whole(most=200, load_default=None, allow_none=True)
    name = Whole(most=200, load_default=None, allow_none=True)
    email = Whole(most=200, load_default=None, allow_none=True)
    phone = Whole(most=200, load_default=None, allow_none=True)
    postal_code = Whole(most=200, load_default=None, allow_none=True)
    college = Whole(most=200, load_default=None, allow_none=True)
    weight = Whole(most=200, load_default=None, allow_none=True)
    name_2 = Whole(most=200, load_default=None, allow_none=True)
    name_3 = Whole(most=200, load_default=None, allow_none=True)
    reference_2 = Whole(most=200, load_default=None, allow_none=True)
    college_2 = Whole(most=200, load_default=None, allow_none=True)


class RollImportById(Request):
    import_id = Identifier(required=True)


class CheckRollImport(RollImportById):
    """How the file is to be read, confirmed or corrected; a dry report follows, nothing is written.

    The list, its header if it has one, begins on the file's line `first_line`; without it, where it was guessed.
    """

    encoding = Word(words.ROLL_ENCODINGS, required=True)
    separator = Word((";", ",", "\t", "|"), required=True)
    has_header = Flag(required=True)
    columns = Part(RollColumns, required=True)
    first_line = Whole(least=1, most=10_000, load_default=None, allow_none=True)


class RollProblemsOf(Paged):
    import_id = Identifier(required=True)


class FillRollFromGroup(VotationAct):
    group_id = Identifier(required=True)
    college = Line(most=80, least=0, load_default="")
    weight = Whole(least=1, most=1_000_000, load_default=1)


class ElectorsOf(Paged):
    votation_id = Identifier(required=True)
    q = Line(most=200, least=0, load_default="")


class SignaturesOf(Paged):
    votation_id = Identifier(required=True)


class MarkOf(Request):
    """A mark of the register, as its elector was mailed it."""

    votation_id = Identifier(required=True)
    mark = Line(most=80, required=True)


class ElectorData(Request):
    reference = Line(most=80)
    name = Line(most=120, least=0, load_default="")
    email = EmailAddress(load_default=None, allow_none=True)
    phone = Line(most=30, load_default=None, allow_none=True)
    postal_code = Line(most=12, load_default=None, allow_none=True)
    college = Line(most=80, least=0, load_default="")
    weight = Whole(least=1, most=1_000_000, load_default=1)


class AddElector(ElectorData):
    votation_id = Identifier(required=True)
    reason = Text(most=500, least=0, load_default="")


class CorrectElector(Request):
    elector_id = Identifier(required=True)
    name = Line(most=120, least=0, required=False)
    email = EmailAddress(allow_none=True)
    phone = Line(most=30, allow_none=True, required=False)
    postal_code = Line(most=12, allow_none=True, required=False)
    college = Line(most=80, least=0, required=False)
    weight = Whole(least=1, most=1_000_000)
    reason = Text(most=500, least=3)


class ElectorById(Request):
    elector_id = Identifier(required=True)


class RemoveElector(Request):
    elector_id = Identifier(required=True)
    reason = Text(most=500, least=3)


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


class BoothOf(Request):
    """An elector by their personal link, or by the account they are signed in with."""

    votation_id = Identifier(required=True)
    link = Line(most=60, load_default=None, allow_none=True)


class AskCode(Request):
    votation_id = Identifier(required=True)
    link = Line(most=60)


class IssueRight(BoothOf):
    """`code` is the one mailed, for who comes by a link; `for_elector_id` is who gave the elector their proxy."""

    code = Line(most=12, load_default=None, allow_none=True)
    for_elector_id = Identifier(load_default=None, allow_none=True)


class ConsumeRight(Request):
    votation_id = Identifier(required=True)
    right_hash = Line(most=64, least=64)


class SignRegister(Request):
    """The rights of one batch of the board, without any order: their electors sign, the rights are forgotten."""

    votation_id = Identifier(required=True)
    rights = Several(Line(most=64, least=64), most=2000, required=True)


class AskMailing(VotationAct):
    kind = Word(("invitation", "reminder", "result"), required=True)


class MailingPageOf(Request):
    mailing_id = Identifier(required=True)
    after = Identifier(load_default=None, allow_none=True)
    limit = Whole(least=1, most=500, load_default=200)


class SampleLetter(Request):
    votation_id = Identifier(required=True)
    kind = Word(words.SHOWN_BEFORE_SENDING, required=True)


class MintLetter(Request):
    letter_id = Identifier(required=True)


class TieSettlement(Request):
    question_id = Line(most=40)
    winners = Several(Line(most=40), most=200, least=1, required=True)
    by = Word(words.SETTLED_BY, required=True)


class Proclaim(VotationAct):
    """`settlements` where a frozen rule leaves a tie to the eldest or to the president."""

    observations = Text(most=4000, least=0, load_default="")
    settlements = Several(Part(TieSettlement), most=20, load_default=list)


class EventsOf(Paged):
    votation_id = Identifier(required=True)
