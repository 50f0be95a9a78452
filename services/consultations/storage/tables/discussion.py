"""What people write and vote. Counters are exact only with their pending deltas: see `storage.counters`."""

from sqlalchemy import TIMESTAMP, Boolean, Column, Integer, SmallInteger, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from consultations.storage.tables import metadata

INSTANT = TIMESTAMP(timezone=True)

author = Table(
    "author", metadata,
    Column("account_id", Uuid, primary_key=True),
    Column("display_name", Text, nullable=False),
    Column("confirmed", Boolean, nullable=False),
    Column("seen_at", INSTANT, nullable=False),
)  # fmt: skip

contribution = Table(
    "contribution", metadata,
    Column("id", Uuid, primary_key=True),
    Column("organisation_id", Uuid, nullable=False),
    Column("project_id", Uuid, nullable=False),
    Column("step_id", Uuid, nullable=False),
    Column("section_id", Uuid, nullable=False),
    Column("version_of", Uuid),  # the contribution that this rewrites
    Column("number", Integer, nullable=False),  # within the step, for people to say
    Column("author_id", Uuid),  # absent for what a facilitator typed
    Column("author_name", Text),  # the first name that the facilitator typed
    Column("age_band", Text),
    Column("facilitator_id", Uuid),
    Column("type_id", Uuid),  # the author's participant type when writing
    Column("title", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("reasons", Text),
    Column("rewrites_revision", Integer),  # the revision of `version_of` that was rewritten
    Column("diff", JSONB),  # no longer written: differences are computed when they are read
    Column("state", Text, nullable=False),
    Column("confirmed", Boolean, nullable=False),  # the author's address is
    Column("cleared", Boolean, nullable=False),  # by moderation before publication, where there is one
    Column("official", Boolean, nullable=False),
    # Kept by a trigger: published, and so is what it rewrites. What stands beneath counts only while this does.
    Column("counted", Boolean, nullable=False),
    Column("trash_reason", Text),
    Column("epoch", Integer, nullable=False),  # votes of another epoch were reset
    Column("agree", Integer, nullable=False),
    Column("mixed", Integer, nullable=False),
    Column("disagree", Integer, nullable=False),
    Column("arguments_for", Integer, nullable=False),
    Column("arguments_against", Integer, nullable=False),
    Column("comments", Integer, nullable=False),
    Column("sources", Integer, nullable=False),
    Column("versions", Integer, nullable=False),
    Column("votes", Integer, nullable=False),  # generated: the three values together
    Column("discussed", Integer, nullable=False),  # generated
    Column("shuffle", Integer, nullable=False),
    Column("revision", Integer, nullable=False),  # of the text
    Column("version", Integer, nullable=False),
    Column("created_at", INSTANT, nullable=False),
    Column("published_at", INSTANT),
    Column("edited_at", INSTANT),
)  # fmt: skip

contribution_text = Table(
    "contribution_text", metadata,
    Column("contribution_id", Uuid, primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("title", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("edited_at", INSTANT, nullable=False),  # when this text was replaced
)  # fmt: skip

answer_link = Table(
    "answer_link", metadata,
    Column("contribution_id", Uuid, primary_key=True),
    Column("answers_id", Uuid, primary_key=True),
)  # fmt: skip

opinion_vote = Table(
    "opinion_vote", metadata,
    Column("contribution_id", Uuid, primary_key=True),
    Column("account_id", Uuid, primary_key=True),
    Column("step_id", Uuid, nullable=False),
    Column("value", SmallInteger),  # 1 agree, 0 mixed, -1 disagree, null withdrawn
    Column("previous", SmallInteger),
    Column("epoch", Integer, nullable=False),
    Column("counted", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Column("cast_at", INSTANT, nullable=False),
)  # fmt: skip

# A view: the votes that count, one row each. Counters, figures and exports agree by reading this alone.
counted_opinion_vote = Table(
    "counted_opinion_vote", metadata,
    Column("contribution_id", Uuid, primary_key=True),
    Column("account_id", Uuid, primary_key=True),
    Column("step_id", Uuid, nullable=False),
    Column("value", SmallInteger, nullable=False),
    Column("cast_at", INSTANT, nullable=False),
)  # fmt: skip

event_vote = Table(
    "event_vote", metadata,
    Column("contribution_id", Uuid, primary_key=True),
    Column("votes", Integer, nullable=False),  # hands shown, counted by the facilitator: added to `agree`
)  # fmt: skip


def _remark(name: str, *columns: Column[str]) -> Table:
    """Arguments and sources are alike but for what they say."""
    return Table(
        name, metadata,
        Column("id", Uuid, primary_key=True),
        Column("organisation_id", Uuid, nullable=False),
        Column("project_id", Uuid, nullable=False),
        Column("step_id", Uuid, nullable=False),
        Column("contribution_id", Uuid, nullable=False),
        Column("author_id", Uuid, nullable=False),
        Column("type_id", Uuid),
        *columns,
        Column("state", Text, nullable=False),
        Column("confirmed", Boolean, nullable=False),
        Column("cleared", Boolean, nullable=False),
        Column("trash_reason", Text),
        Column("votes", Integer, nullable=False),
        Column("version", Integer, nullable=False),
        Column("created_at", INSTANT, nullable=False),
        Column("published_at", INSTANT),
    )  # fmt: skip


argument = _remark("argument", Column("side", Text, nullable=False), Column("body", Text, nullable=False))
source = _remark(
    "source",
    Column("title", Text, nullable=False),
    Column("link", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("body", Text, nullable=False),
)

support = Table(
    "support", metadata,
    Column("target_id", Uuid, primary_key=True),
    Column("account_id", Uuid, primary_key=True),
    Column("target", Text, nullable=False),  # argument | source
    Column("step_id", Uuid, nullable=False),
    Column("contribution_id", Uuid, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("counted", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Column("given_at", INSTANT, nullable=False),
)  # fmt: skip

accepted_checkbox = Table(
    "accepted_checkbox", metadata,
    Column("step_id", Uuid, primary_key=True),
    Column("account_id", Uuid, primary_key=True),
    Column("requirement_id", Uuid, primary_key=True),
    Column("accepted_at", INSTANT, nullable=False),
)  # fmt: skip
