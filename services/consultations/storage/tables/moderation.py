"""Reports, the moderators' work list, what they decided, and appeals."""

from sqlalchemy import ARRAY, TIMESTAMP, Boolean, Column, Integer, Table, Text, Uuid

from consultations.storage.tables import metadata

INSTANT = TIMESTAMP(timezone=True)

report = Table(
    "report", metadata,
    Column("id", Uuid, primary_key=True),
    Column("target", Text, nullable=False),  # contribution | argument | source, as in every table here
    Column("target_id", Uuid, nullable=False),
    Column("account_id", Uuid, nullable=False),
    Column("reason", Text, nullable=False),
    Column("details", Text, nullable=False),
    Column("reported_at", INSTANT, nullable=False),
)  # fmt: skip

moderation_case = Table(
    "moderation_case", metadata,
    Column("id", Uuid, primary_key=True),
    Column("organisation_id", Uuid, nullable=False),
    Column("project_id", Uuid, nullable=False),
    Column("step_id", Uuid, nullable=False),
    Column("contribution_id", Uuid, nullable=False),
    Column("target", Text, nullable=False),
    Column("target_id", Uuid, nullable=False),
    Column("reported", Boolean, nullable=False),
    Column("before_publication", Boolean, nullable=False),
    Column("flagged", Boolean, nullable=False),
    Column("appeal", Boolean, nullable=False),
    Column("flags", ARRAY(Text), nullable=False),
    Column("waiting_since", INSTANT, nullable=False),
    Column("version", Integer, nullable=False),
)  # fmt: skip

moderation_act = Table(
    "moderation_act", metadata,
    Column("id", Uuid, primary_key=True),
    Column("target", Text, nullable=False),
    Column("target_id", Uuid, nullable=False),
    Column("author_id", Uuid),
    Column("decision", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("moderator_id", Uuid, nullable=False),
    Column("after_appeal", Boolean, nullable=False),
    Column("decided_at", INSTANT, nullable=False),
    Column("latest", Boolean, nullable=False),
)  # fmt: skip

appeal = Table(
    "appeal", metadata,
    Column("target_id", Uuid, primary_key=True),
    Column("target", Text, nullable=False),
    Column("account_id", Uuid, nullable=False),
    Column("body", Text, nullable=False),
    Column("appealed_at", INSTANT, nullable=False),
)  # fmt: skip
