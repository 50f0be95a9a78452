"""What consultations can be asked."""

from contracts.base import Done, Nothing, Operations
from contracts.consultations import requests as takes
from contracts.consultations import views as answers

ask = Operations("consultations")

WRITING = (
    "not_open_yet",
    "closed",
    "requirements_unmet",
    "too_fast",
    "not_contributable",
)

list_export_columns = ask.query(
    "list_export_columns", Nothing, answers.ExportColumnsView, "What each column of each export holds."
)
list_templates = ask.query("list_templates", Nothing, answers.TemplatesView, "The project templates.")
create_project = ask.command(
    "create_project",
    takes.CreateProject,
    answers.ProjectView,
    "Create a draft project, from a template or bare.",
    ("time_zone_unknown",),
)
clone_project = ask.command(
    "clone_project",
    takes.CloneProject,
    answers.ProjectView,
    "Copy a project's set-up, without dates and without what people wrote.",
)
list_projects = ask.query(
    "list_projects", takes.ListProjects, answers.ProjectPage, "The projects one may see."
)
get_project = ask.query("get_project", takes.ProjectById, answers.ProjectView, "A project with its steps.")
change_project = ask.command(
    "change_project",
    takes.ChangeProject,
    answers.ProjectView,
    "Change a project's texts, themes, zones, authors.",
    ("stale_version", "time_zone_unknown"),
)
publish_project = ask.command(
    "publish_project",
    takes.PublishProject,
    answers.ProjectView,
    "Set who sees a project.",
    ("stale_version", "nothing_to_publish", "already_took_part", "group_missing"),
)
link_edition = ask.command(
    "link_edition",
    takes.LinkEdition,
    answers.ProjectView,
    "Say that a project is a later edition of another.",
)
add_step = ask.command(
    "add_step",
    takes.AddStep,
    answers.StepView,
    "Add a step at the end.",
    ("window_reversed", "not_a_votation_step"),
)
change_step = ask.command(
    "change_step",
    takes.ChangeStep,
    answers.StepView,
    "Change a step's texts, settings and requirements.",
    ("stale_version", "rules_frozen", "not_a_votation_step"),
)
move_window = ask.command(
    "move_window",
    takes.MoveWindow,
    answers.StepView,
    "Move a step's window; a reason is needed once it is published, and those who took part are told.",
    ("stale_version", "window_reversed", "end_has_passed", "reason_required"),
)
order_steps = ask.command(
    "order_steps",
    takes.OrderSteps,
    answers.ProjectView,
    "Put the steps in another order.",
    ("stale_version", "steps_mismatch"),
)
remove_step = ask.command(
    "remove_step",
    takes.StepById,
    answers.ProjectView,
    "Remove a step nobody took part in.",
    ("already_took_part",),
)
get_step = ask.query(
    "get_step", takes.StepById, answers.StepView, "A step with its sections and requirements."
)
record_outcome = ask.command(
    "record_outcome",
    takes.RecordOutcome,
    answers.StepView,
    "Write down the outcome of an offline stage.",
    ("stale_version", "not_an_offline_step"),
)
add_section = ask.command(
    "add_section", takes.AddSection, answers.SectionView, "Add a section to a step.", ("section_too_deep",)
)
change_section = ask.command(
    "change_section",
    takes.ChangeSection,
    answers.SectionView,
    "Change a section.",
    ("stale_version", "section_too_deep", "rules_frozen"),
)
remove_section = ask.command(
    "remove_section", takes.SectionById, Done, "Remove a section nobody wrote in.", ("already_took_part",)
)
define_theme = ask.command(
    "define_theme", takes.DefineLabel, answers.LabelView, "Add a theme to an organisation."
)
list_themes = ask.query("list_themes", takes.LabelsOf, answers.LabelsView, "An organisation's themes.")
define_zone = ask.command(
    "define_zone", takes.DefineLabel, answers.LabelView, "Add a zone to an organisation."
)
list_zones = ask.query("list_zones", takes.LabelsOf, answers.LabelsView, "An organisation's zones.")

submit_contribution = ask.command(
    "submit_contribution",
    takes.SubmitContribution,
    answers.ContributionView,
    "Write a contribution; it waits unseen until the author's address is confirmed.",
    (*WRITING, "orphan", "answers_wrong_section", "official_only"),
)
submit_event_idea = ask.command(
    "submit_event_idea",
    takes.SubmitEventIdea,
    answers.ContributionView,
    "Type an idea for someone without an account, at an event.",
    ("not_open_yet", "closed", "not_contributable", "not_an_event"),
)
edit_contribution = ask.command(
    "edit_contribution",
    takes.EditContribution,
    answers.ContributionView,
    "Edit one's contribution.",
    (*WRITING, "stale_version", "votes_would_be_reset", "orphan", "answers_wrong_section", "not_editable"),
)
erase_contribution = ask.command(
    "erase_contribution",
    takes.ContributionById,
    Done,
    "Erase one's contribution; a placeholder stays where others answered it.",
)
list_contributions = ask.query(
    "list_contributions",
    takes.ListContributions,
    answers.ContributionPage,
    "List and search a step's contributions.",
)
get_contribution = ask.query(
    "get_contribution",
    takes.ContributionById,
    answers.ContributionView,
    "A contribution, or a version with its word diff.",
)
cast_opinion_vote = ask.command(
    "cast_opinion_vote",
    takes.CastOpinionVote,
    answers.VoteView,
    "Vote agree, mixed or disagree; a second vote replaces the first.",
    ("not_open_yet", "closed", "requirements_unmet", "votes_off", "not_votable"),
)
withdraw_opinion_vote = ask.command(
    "withdraw_opinion_vote",
    takes.ContributionById,
    answers.VoteView,
    "Take one's vote back.",
    ("not_open_yet", "closed"),
)
add_argument = ask.command(
    "add_argument",
    takes.AddArgument,
    answers.ArgumentView,
    "Argue for or against, or comment.",
    (*WRITING, "arguments_off", "not_votable"),
)
list_arguments = ask.query(
    "list_arguments", takes.ListArguments, answers.ArgumentPage, "Arguments of a contribution."
)
erase_argument = ask.command("erase_argument", takes.ArgumentById, Done, "Erase one's argument.")
vote_argument = ask.command(
    "vote_argument",
    takes.ArgumentById,
    answers.SupportView,
    "Vote for someone else's argument.",
    ("not_open_yet", "closed", "requirements_unmet", "own_argument", "not_votable"),
)
unvote_argument = ask.command(
    "unvote_argument",
    takes.ArgumentById,
    answers.SupportView,
    "Take that vote back.",
    ("not_open_yet", "closed"),
)
add_source = ask.command(
    "add_source",
    takes.AddSource,
    answers.SourceView,
    "Add a source.",
    (*WRITING, "sources_off", "not_votable"),
)
list_sources = ask.query("list_sources", takes.ListOf, answers.SourcePage, "Sources of a contribution.")
erase_source = ask.command("erase_source", takes.SourceById, Done, "Erase one's source.")
vote_source = ask.command(
    "vote_source",
    takes.SourceById,
    answers.SupportView,
    "Vote for someone else's source.",
    ("not_open_yet", "closed", "requirements_unmet", "own_source", "not_votable"),
)
unvote_source = ask.command(
    "unvote_source", takes.SourceById, answers.SupportView, "Take that vote back.", ("not_open_yet", "closed")
)
propose_version = ask.command(
    "propose_version",
    takes.ProposeVersion,
    answers.ContributionView,
    "Propose a rewritten text with its reasons.",
    (*WRITING, "versions_off", "not_votable"),
)
list_versions = ask.query(
    "list_versions", takes.ListOf, answers.ContributionPage, "Versions of a contribution."
)
get_my_participation = ask.query(
    "get_my_participation",
    takes.StepById,
    answers.MyParticipationView,
    "What one did in a step, drafts included.",
)
get_graph = ask.query(
    "get_graph", takes.StepById, answers.GraphView, "Problems, causes and solutions as a graph."
)
search_contributions = ask.query(
    "search_contributions",
    takes.SearchContributions,
    answers.FoundContributionPage,
    "Published contributions of all projects one may see, by their words.",
)
list_my_acts = ask.query(
    "list_my_acts", takes.ListMyActs, answers.MyActPage, "What one wrote, drafted or voted, in all projects."
)
get_site_figures = ask.query(
    "get_site_figures", Nothing, answers.SiteFiguresView, "Participation in all public projects together."
)
get_figures = ask.query("get_figures", takes.FiguresOf, answers.FiguresView, "Participation figures.")

report = ask.command(
    "report",
    takes.ReportSomething,
    Done,
    "Report something to the moderators, once per person.",
    ("already_reported", "stale_version"),
)
list_moderation = ask.query(
    "list_moderation", takes.ModerationListOf, answers.ModerationPage, "What waits for a moderator."
)
moderate = ask.command(
    "moderate",
    takes.Moderate,
    answers.ModerationActsView,
    "Keep, trash in view, or hide; the authors are told.",
    ("reason_required", "stale_version"),
)
list_my_moderated = ask.query(
    "list_my_moderated", takes.Paged, answers.MyModeratedPage, "One's own writing that was moderated."
)
appeal = ask.command(
    "appeal", takes.Appeal, Done, "Ask for a moderation to be looked at again.", ("already_appealed",)
)

request_export = ask.command("request_export", takes.RequestExport, answers.ExportView, "Ask for an export.")
list_exports = ask.query("list_exports", takes.InProject, answers.ExportPage, "A project's exports.")
get_export = ask.query("get_export", takes.ExportById, answers.ExportView, "How far an export is.")
open_export = ask.query(
    "open_export",
    takes.ExportById,
    answers.ExportFileView,
    "Where the file of a finished export is.",
    ("not_ready",),
)
list_project_audit = ask.query(
    "list_project_audit", takes.InProject, answers.ProjectAuditPage, "Who did what to a project."
)
owner_of_project = ask.query(
    "owner_of_project",
    takes.OwnerOfProject,
    answers.OwnerOfProjectView,
    "Which organisation a project is of, draft or not.",
    internal=("votation",),
)
names_of = ask.query(
    "names_of",
    takes.NamesOf,
    answers.ProjectNamesView,
    "Titles that a mail names.",
    internal=("notifications",),
)
