"""Arguments and sources, and votes for them."""

from marshmallow import fields

from contracts.base import Done, Request, View, page_of
from contracts.consultations.choices import CONTRIBUTION_STATES, SIDES, SOURCE_CATEGORIES
from contracts.consultations.contributions import WRITING, ListOf
from contracts.consultations.steps import AuthorView
from contracts.fields import Bool, BoundedList, Choice, Identifier, Instant, Int, Line, Text, WebLink
from contracts.operations import ANYONE, Cached, Subject

api = Subject("consultations", "debate", "Arguments and sources, and votes for them")


class AddArgument(Request):
    contribution_id = Identifier(required=True)
    side = Choice(SIDES, required=True)
    body = Text(max_length=2000, min_length=3)
    accepted_checkboxes = BoundedList(Identifier(), max_items=20, load_default=list)


class AddSource(Request):
    contribution_id = Identifier(required=True)
    title = Line(max_length=200, min_length=3)
    link = WebLink(required=True)
    category = Choice(SOURCE_CATEGORIES, required=True)
    body = Text(max_length=2000, min_length=0, load_default="")
    accepted_checkboxes = BoundedList(Identifier(), max_items=20, load_default=list)


class ListArguments(ListOf):
    side = Choice(SIDES, load_default=None, allow_none=True)


class ArgumentById(Request):
    argument_id = Identifier(required=True)


class SourceById(Request):
    source_id = Identifier(required=True)


class ArgumentView(View):
    id = Identifier(required=True)
    contribution_id = Identifier()
    side = Choice(SIDES)
    body = Text(max_length=2000)
    author = fields.Nested(AuthorView)
    votes = Int()
    state = Choice(CONTRIBUTION_STATES)
    trash_reason = Text(max_length=500, allow_none=True, required=False)
    published_at = Instant(allow_none=True)
    repeated = Bool(
        required=False,
        metadata={
            "description": "In the answer to a writing: nothing was added, the same text stood here already."
        },
    )


class SourceView(View):
    id = Identifier(required=True)
    contribution_id = Identifier()
    title = Line(max_length=200)
    link = fields.String()
    category = Choice(SOURCE_CATEGORIES)
    body = Text(max_length=2000, min_length=0)
    author = fields.Nested(AuthorView)
    votes = Int()
    state = Choice(CONTRIBUTION_STATES)
    trash_reason = Text(max_length=500, allow_none=True, required=False)
    published_at = Instant(allow_none=True)
    repeated = Bool(
        required=False,
        metadata={
            "description": "In the answer to a writing: nothing was added, the same text stood here already."
        },
    )


class SupportView(View):
    """One's vote on an argument or a source, and its count after it."""

    id = Identifier(required=True)
    supported = Bool()
    counted = Bool()
    votes = Int()


ArgumentPage = page_of(ArgumentView, "ArgumentPage")
SourcePage = page_of(SourceView, "SourcePage")


list_arguments = api.get(
    "/contributions/{contribution_id}/arguments",
    "list_arguments",
    ListArguments,
    ArgumentPage,
    "Arguments of a contribution.",
    access=ANYONE,
    cached=Cached(),
)
add_argument = api.post(
    "/contributions/{contribution_id}/arguments",
    "add_argument",
    AddArgument,
    ArgumentView,
    "Argue for or against, or comment.",
    (*WRITING, "arguments_off", "not_votable"),
    status=201,
)
erase_argument = api.delete(
    "/arguments/{argument_id}", "erase_argument", ArgumentById, Done, "Erase one's argument."
)
vote_argument = api.put(
    "/arguments/{argument_id}/support",
    "vote_argument",
    ArgumentById,
    SupportView,
    "Vote for someone else's argument.",
    ("not_open_yet", "closed", "requirements_unmet", "own_argument", "not_votable"),
)
unvote_argument = api.delete(
    "/arguments/{argument_id}/support",
    "unvote_argument",
    ArgumentById,
    SupportView,
    "Take that vote back.",
    ("not_open_yet", "closed"),
)
list_sources = api.get(
    "/contributions/{contribution_id}/sources",
    "list_sources",
    ListOf,
    SourcePage,
    "Sources of a contribution.",
    access=ANYONE,
    cached=Cached(),
)
add_source = api.post(
    "/contributions/{contribution_id}/sources",
    "add_source",
    AddSource,
    SourceView,
    "Add a source.",
    (*WRITING, "sources_off", "not_votable"),
    status=201,
)
erase_source = api.delete("/sources/{source_id}", "erase_source", SourceById, Done, "Erase one's source.")
vote_source = api.put(
    "/sources/{source_id}/support",
    "vote_source",
    SourceById,
    SupportView,
    "Vote for someone else's source.",
    ("not_open_yet", "closed", "requirements_unmet", "own_source", "not_votable"),
)
unvote_source = api.delete(
    "/sources/{source_id}/support",
    "unvote_source",
    SourceById,
    SupportView,
    "Take that vote back.",
    ("not_open_yet", "closed"),
)
