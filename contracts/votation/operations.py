"""What the register can be asked."""

from contracts.base import Done, Operations
from contracts.votation import requests as takes
from contracts.votation import views as answers

ask = Operations("votation")

SETTING_UP = ("stale_version", "rules_frozen")
VOTING = ("not_open_yet", "closed", "suspended", "cancelled")
ELECTOR = ("link_unknown", "not_on_roll")

create_votation = ask.command(
    "create_votation",
    takes.CreateVotation,
    answers.VotationView,
    "Draft a votation.",
    ("time_zone_unknown", "not_printable"),
)
list_votations = ask.query(
    "list_votations", takes.ListVotations, answers.VotationPage, "The votations one may see."
)
get_votation = ask.query(
    "get_votation", takes.VotationById, answers.VotationView, "A votation with its rules."
)
change_votation = ask.command(
    "change_votation",
    takes.ChangeVotation,
    answers.VotationView,
    "Change a draft: its texts, questions, window, bureau, proxies.",
    (*SETTING_UP, "window_reversed", "question_invalid", "not_printable"),
)
freeze_votation = ask.command(
    "freeze_votation",
    takes.FreezeVotation,
    answers.VotationView,
    "Freeze rules and roll, so that the ceremony may begin. Small colleges are merged unless each college decides.",
    (
        *SETTING_UP,
        "incomplete",
        "not_printable",
        "cells_too_small",
        "colleges_missing",
        "electors_unreachable",
        "proxy_too_many",
    ),
)
reopen_draft = ask.command(
    "reopen_draft",
    takes.VotationAct,
    answers.VotationView,
    "Go back to the draft before sealing; keys are discarded.",
    SETTING_UP,
)
record_ceremony = ask.command(
    "record_ceremony",
    takes.RecordCeremony,
    answers.VotationView,
    "Record the public key made at the ceremony, and who holds a share.",
    (*SETTING_UP, "not_ready", "share_not_acknowledged", "bureau_mismatch", "key_invalid"),
)
seal_votation = ask.command(
    "seal_votation",
    takes.VotationAct,
    answers.VotationView,
    "Seal: prove the box empty, publish the manifest. Nothing that matters changes from now on.",
    (*SETTING_UP, "not_keyed", "opening_passed", "box_not_empty"),
)
suspend_votation = ask.command(
    "suspend_votation",
    takes.ReasonedAct,
    answers.VotationView,
    "Suspend voting.",
    ("stale_version", "not_open", "not_printable"),
)
resume_votation = ask.command(
    "resume_votation",
    takes.VotationAct,
    answers.VotationView,
    "Resume voting.",
    ("stale_version", "not_suspended"),
)
extend_votation = ask.command(
    "extend_votation",
    takes.ExtendVotation,
    answers.VotationView,
    "Put the closing off; it is never brought forward.",
    ("stale_version", "not_open", "closing_earlier", "not_printable"),
)
cancel_votation = ask.command(
    "cancel_votation",
    takes.ReasonedAct,
    answers.VotationView,
    "Cancel; the box is destroyed unopened.",
    ("stale_version", "result_frozen"),
)
record_event = ask.command(
    "record_event",
    takes.RecordEvent,
    answers.RegisterEventView,
    "Write down an incident, an observation, or what came after the proclamation.",
    ("stale_version", "not_announced", "not_proclaimed", "not_printable"),
)
list_events = ask.query(
    "list_events", takes.EventsOf, answers.RegisterEventPage, "Incidents, suspensions, extensions, in order."
)
list_audit = ask.query(
    "list_audit", takes.EventsOf, answers.AuditLinePage, "The audit chain, for anyone once announced."
)

read_roll = ask.command(
    "read_roll",
    takes.ReadRoll,
    answers.RollImportView,
    "Guess how a roll file is to be read.",
    (*SETTING_UP, "roll_not_readable"),
)
check_roll_import = ask.command(
    "check_roll_import",
    takes.CheckRollImport,
    answers.RollImportView,
    "Read the file as told and report line by line; nothing is written.",
    ("rules_frozen", "import_busy", "reference_column_missing"),
)
get_roll_import = ask.query(
    "get_roll_import", takes.RollImportById, answers.RollImportView, "How far a roll import is."
)
list_roll_problems = ask.query(
    "list_roll_problems", takes.RollProblemsOf, answers.RollProblemPage, "The lines that cannot be taken."
)
apply_roll_import = ask.command(
    "apply_roll_import",
    takes.RollImportById,
    answers.RollImportView,
    "Make the file's electors the roll, in place of what was there.",
    ("rules_frozen", "import_busy", "import_not_read", "roll_has_problems"),
)
fill_roll_from_group = ask.command(
    "fill_roll_from_group",
    takes.FillRollFromGroup,
    answers.VotationView,
    "Make the accounts of a group the roll.",
    SETTING_UP,
)
list_electors = ask.query("list_electors", takes.ElectorsOf, answers.ElectorPage, "The roll.")
add_elector = ask.command(
    "add_elector", takes.AddElector, answers.ElectorView, "Add an elector.", ("rules_frozen", "elector_twice")
)
correct_elector = ask.command(
    "correct_elector",
    takes.CorrectElector,
    answers.ElectorView,
    "Correct an elector; after freezing only how to reach them.",
    ("rules_frozen", "elector_twice"),
)
remove_elector = ask.command(
    "remove_elector", takes.RemoveElector, Done, "Take an elector off the roll.", ("rules_frozen",)
)
give_proxy = ask.command(
    "give_proxy",
    takes.GiveProxy,
    answers.ElectorView,
    "Record that an elector votes by another.",
    ("proxy_not_allowed", "proxy_too_many", "proxy_chained", "already_signed", "voting_over"),
)
withdraw_proxy = ask.command(
    "withdraw_proxy",
    takes.WithdrawProxy,
    answers.ElectorView,
    "Take a proxy back, as long as it was not used.",
    ("already_signed", "voting_over"),
)
check_roll = ask.command(
    "check_roll", takes.CheckRoll, Done, "Ask by mail whether an address is on the roll.", ("not_announced",)
)
list_signatures = ask.query(
    "list_signatures",
    takes.SignaturesOf,
    answers.SignaturePage,
    "The list of signatures, once the votation is closed, for those who may inspect it.",
    ("voting_goes_on", "roll_wiped"),
)
find_mark = ask.query(
    "find_mark",
    takes.MarkOf,
    answers.MarkView,
    "What the register says of a mark: on the roll, signed or not.",
    ("not_announced", "roll_wiped"),
)
get_my_place = ask.query(
    "get_my_place", takes.VotationById, answers.PlaceView, "Whether the account signed in is on the roll."
)

get_booth = ask.query(
    "get_booth", takes.BoothOf, answers.BoothView, "Who one is in the booth, and what is left to do.", ELECTOR
)
request_code = ask.command(
    "request_code",
    takes.AskCode,
    answers.CodeSentView,
    "Mail a one-time code to the elector of a link.",
    (*ELECTOR, *VOTING, "already_signed", "code_too_often"),
)
issue_right = ask.command(
    "issue_right",
    takes.IssueRight,
    answers.RightView,
    "Hand an elector their one-time right to put a ballot in the box.",
    (*ELECTOR, *VOTING, "already_signed", "code_wrong", "code_expired", "proxy_given", "proxy_not_yours"),
)
consume_right = ask.command(
    "consume_right",
    takes.ConsumeRight,
    answers.CellView,
    "Use a right up: its elector signs. The same right answers the same for ever.",
    (*VOTING, "right_not_valid"),
    internal=("box",),
    private=True,
)
owner_of_votation = ask.query(
    "owner_of_votation",
    takes.VotationById,
    answers.OwnerOfVotationView,
    "Which organisation a votation is of, draft or not.",
    internal=("consultations",),
)
get_register = ask.query(
    "get_register",
    takes.VotationById,
    answers.RegisterView,
    "Whether nobody can vote any more, and how many signed, by cell.",
    internal=("box",),
)
rights_used = ask.command(
    "rights_used",
    takes.SignRegister,
    answers.RightsUsedView,
    "Which rights of a batch that is to go on the board were used.",
    internal=("box",),
    private=True,
)
sign_register = ask.command(
    "sign_register",
    takes.SignRegister,
    answers.SignedView,
    "Write the signatures of a batch and forget its rights.",
    internal=("box",),
    private=True,
)

ask_mailing = ask.command(
    "ask_mailing",
    takes.AskMailing,
    answers.MailingView,
    "Send invitations or reminders to those who have not voted, or the result to all.",
    ("stale_version", "not_announced", "voting_over", "not_proclaimed", "mailing_too_soon"),
)
write_to_elector = ask.command(
    "write_to_elector",
    takes.ElectorById,
    Done,
    "Send one elector their invitation again; whoever has voted gets none.",
    ("not_announced", "voting_over", "elector_unreachable", "mailing_too_soon"),
)
list_mailings = ask.query("list_mailings", takes.EventsOf, answers.MailingPage, "What was sent, by mailing.")
mailing_slice = ask.query(
    "mailing_slice",
    takes.MailingPageOf,
    answers.MailingSliceView,
    "The letters of a mailing, by id.",
    internal=("notifications",),
)
sample_letter = ask.query(
    "sample_letter",
    takes.SampleLetter,
    answers.SampleLetterView,
    "What letters of a kind hold, with an elector who does not exist.",
    internal=("notifications",),
)
mint_letter = ask.command(
    "mint_letter",
    takes.MintLetter,
    answers.LetterView,
    "What a letter holds, made at the moment it is sent.",
    internal=("notifications",),
)

get_manifest = ask.query(
    "get_manifest",
    takes.VotationById,
    answers.ManifestView,
    "The frozen rules, byte for byte.",
    ("not_announced",),
)
get_turnout = ask.query(
    "get_turnout", takes.VotationById, answers.TurnoutView, "How many signed, by steps.", ("not_announced",)
)
get_result = ask.query(
    "get_result", takes.VotationById, answers.ResultView, "The result.", ("not_counted", "not_proclaimed")
)
proclaim_votation = ask.command(
    "proclaim_votation",
    takes.Proclaim,
    answers.VotationView,
    "Proclaim the result and sign the minutes. Neither changes any more.",
    ("stale_version", "not_counted", "result_frozen", "tie_to_settle", "settlement_invalid", "not_printable"),
)
open_minutes = ask.query(
    "open_minutes",
    takes.VotationById,
    answers.FileView,
    "The signed minutes.",
    ("not_proclaimed", "not_ready_yet"),
)
open_archive = ask.query(
    "open_archive",
    takes.VotationById,
    answers.FileView,
    "Everything that is needed to check the votation.",
    ("not_proclaimed", "not_ready_yet"),
)
archive_votation = ask.command(
    "archive_votation", takes.VotationAct, answers.VotationView, "Close the time to contest.",
    ("stale_version", "not_proclaimed", "not_ready_yet"),
)  # fmt: skip
destroy_votation = ask.command(
    "destroy_votation",
    takes.VotationAct,
    answers.VotationView,
    "Wipe ballots and roll; manifest, counts and minutes stay. Of what was cancelled: wipe the roll.",
    ("stale_version", "not_archived", "cancelled"),
)
get_risk_grid = ask.query(
    "get_risk_grid",
    takes.VotationById,
    answers.RiskGridView,
    "The CNIL's questions and the level this mode meets.",
)
