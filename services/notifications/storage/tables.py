"""The tables as the migrations made them."""

from sqlalchemy import TIMESTAMP, BigInteger, Boolean, Column, Computed, Integer, MetaData, Table, Text, Uuid

metadata = MetaData()
INSTANT = TIMESTAMP(timezone=True)

fan_out = Table(
    "fan_out", metadata,
    Column("id", Uuid, primary_key=True),
    Column("cause", Text, nullable=False),
    Column("kind", Text, nullable=False),  # moved | closing
    Column("organisation_id", Uuid, nullable=False),
    Column("project_id", Uuid, nullable=False),
    Column("step_id", Uuid, nullable=False),
    Column("step_version", BigInteger, nullable=False),
    Column("opens_at", INSTANT),
    Column("closes_at", INSTANT),
    Column("closes_at_before", INSTANT),
    Column("after", Uuid),  # the last account turned into messages
    Column("asked_at", INSTANT, nullable=False),
    Column("finished_at", INSTANT),
)  # fmt: skip

mailing = Table(
    "mailing", metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),  # of its messages
    Column("votation_id", Uuid, nullable=False),
    Column("organisation_id", Uuid, nullable=False),
    Column("project_id", Uuid),
    Column("expires_at", INSTANT, nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("after", Uuid),  # the last letter turned into a message
    Column("asked_at", INSTANT, nullable=False),
    Column("due_at", INSTANT, nullable=False),
    Column("finished_at", INSTANT),
)  # fmt: skip

message = Table(
    "message", metadata,
    Column("id", Uuid, primary_key=True),
    Column("cause", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("account_id", Uuid),
    Column("credential_request_id", Uuid),
    Column("letter_id", Uuid),  # stands for an elector
    Column("votation_id", Uuid),
    Column("recipient_id", Uuid, Computed("coalesce(account_id, credential_request_id)", persisted=True)),
    Column("organisation_id", Uuid),
    Column("project_id", Uuid),
    Column("step_id", Uuid),
    Column("target", Text),
    Column("target_id", Uuid),
    Column("decision", Text),
    Column("fan_out_id", Uuid),
    Column("urgent", Boolean, nullable=False),
    Column("useless_after", INSTANT),
    Column("state", Text, nullable=False),
    Column("due_at", INSTANT, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("claim_id", Uuid),  # who sends it now
    Column("claimed_at", INSTANT),
    Column("handed_at", INSTANT),  # from here on it may have left
    Column("queued_at", INSTANT, nullable=False),
    Column("sent_at", INSTANT),
    Column("last_error", Text),
)  # fmt: skip

participation = Table(
    "participation", metadata,
    Column("project_id", Uuid, nullable=False),
    Column("step_id", Uuid, primary_key=True),
    Column("account_id", Uuid, primary_key=True),
    Column("left_waiting", Boolean, nullable=False),  # something was unpublished when it was sent
    Column("seen_published", Boolean, nullable=False),  # something was published: the address is confirmed
)  # fmt: skip

step_window = Table(
    "step_window", metadata,
    Column("step_id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("opens_at", INSTANT),
    Column("closes_at", INSTANT),
)  # fmt: skip

organisation = Table(
    "organisation", metadata,
    Column("id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("colour", Text),
    Column("contact", Text),
)  # fmt: skip
