"""The frame of a consultation: organisations as heard, projects, steps, sections, labels, participation,
audit.
"""

from sqlalchemy import ARRAY, TIMESTAMP, Boolean, Column, Integer, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from consultations.storage.tables import metadata

INSTANT = TIMESTAMP(timezone=True)

organisation = Table(
    "organisation",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("slug", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("colour", Text),
    Column("small_group_size", Integer, nullable=False),
    Column("version", Integer, nullable=False),  # the aggregate version last heard
)

participant_type = Table(
    "participant_type",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("organisation_id", Uuid, nullable=False),
    Column("label_fr", Text, nullable=False),
    Column("label_en", Text, nullable=False),
    Column("version", Integer, nullable=False),
)

label = Table(
    "label",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("organisation_id", Uuid, nullable=False),
    Column("kind", Text, nullable=False),  # theme | zone
    Column("label", Text, nullable=False),
    Column("created_at", INSTANT, nullable=False),
)

project = Table(
    "project",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("organisation_id", Uuid, nullable=False),
    Column("slug", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("cover", Text),
    Column("language", Text, nullable=False),
    Column("time_zone", Text, nullable=False),
    Column("visibility", Text, nullable=False),
    Column("group_id", Uuid),
    Column("authors", ARRAY(Text), nullable=False),
    Column("series_id", Uuid),  # shared by the editions of a same project
    Column("edition_rank", Integer, nullable=False),
    Column("edition_label", Text),
    Column("created_at", INSTANT, nullable=False),
    Column("published_at", INSTANT),
    Column("version", Integer, nullable=False),
)

project_label = Table(
    "project_label",
    metadata,
    Column("project_id", Uuid, primary_key=True),
    Column("label_id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
)

step = Table(
    "step",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("project_id", Uuid, nullable=False),
    Column("organisation_id", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("opens_at", INSTANT),
    Column("closes_at", INSTANT),
    Column("strict_graph", Boolean, nullable=False),
    Column("event_mode", Boolean, nullable=False),
    Column("moderated_before", Boolean, nullable=False),
    Column("outcome", Text),
    Column("outcome_recorded_at", INSTANT),
    Column("votation_id", Uuid),
    Column("votation_version", Integer),  # the version that told when it closes
    Column("closing_told_for", INSTANT),  # the closing time that was announced
    Column("version", Integer, nullable=False),
)

requirement = Table(
    "requirement",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("step_id", Uuid, nullable=False),
    Column("position", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("age_least", Integer),
    Column("age_most", Integer),
    Column("postcodes", ARRAY(Text), nullable=False),
    Column("group_id", Uuid),
    Column("wording", Text),
)

window_move = Table(
    "window_move",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("step_id", Uuid, nullable=False),
    Column("moved_at", INSTANT, nullable=False),
    Column("moved_by", Uuid, nullable=False),
    Column("reason", Text, nullable=False),
    Column("opens_at_before", INSTANT),
    Column("closes_at_before", INSTANT),
    Column("opens_at", INSTANT),
    Column("closes_at", INSTANT),
)

section = Table(
    "section",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("step_id", Uuid, nullable=False),
    Column("project_id", Uuid, nullable=False),
    Column("parent_id", Uuid),
    Column("depth", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("help_text", Text, nullable=False),
    Column("colour", Text),
    Column("pictogram", Text),
    Column("role", Text, nullable=False),
    Column("contributable", Boolean, nullable=False),
    Column("votes", Boolean, nullable=False),
    Column("arguments", Text, nullable=False),
    Column("sources", Boolean, nullable=False),
    Column("versions", Boolean, nullable=False),
    Column("sort", Text, nullable=False),
    Column("threshold", Integer),
    Column("version", Integer, nullable=False),
)

participation = Table(
    "participation",
    metadata,
    Column("step_id", Uuid, primary_key=True),
    Column("account_id", Uuid, primary_key=True),
    Column("project_id", Uuid, nullable=False),
    Column("type_id", Uuid),
    Column("zone_id", Uuid),
    Column("first_at", INSTANT, nullable=False),
)

audit_entry = Table(
    "audit_entry",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("organisation_id", Uuid, nullable=False),
    Column("project_id", Uuid),
    Column("actor_account_id", Uuid),
    Column("actor_name", Text),
    Column("act", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("before", JSONB),
    Column("after", JSONB),
    Column("happened_at", INSTANT, nullable=False),
)
