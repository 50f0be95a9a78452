"""The tables as statements need them; their constraints are in the migrations."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Identity,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData()
Instant = DateTime(timezone=True)

account = Table(
    "account",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("email", Text, nullable=False),
    Column("email_confirmed_at", Instant),
    Column("pending_email", Text),
    Column("display_name", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("birth_on", Date),
    Column("postcode", Text),
    Column("password_hash", Text, nullable=False),
    Column("registration_key", LargeBinary),
    Column("created_at", Instant, nullable=False),
    Column("version", Integer, nullable=False),
)

session = Table(
    "session",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("account_id", Uuid, nullable=False),
    Column("device", Text, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("last_used_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("generation", Integer, nullable=False),
    Column("rotated_at", Instant),
)

session_token = Table(
    "session_token",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("session_id", Uuid, nullable=False),
    Column("generation", Integer, nullable=False),
)

organisation = Table(
    "organisation",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("slug", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("colour", Text),
    Column("website", Text),
    Column("small_group_size", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("version", Integer, nullable=False),
    Column("contact_email", Text),
    Column("phone", Text),
    Column("postal_address", Text),
    Column("publication_director", Text),
)

project = Table(
    "project",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("organisation_id", Uuid, nullable=False),
)

role_grant = Table(
    "role_grant",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("account_id", Uuid, nullable=False),
    Column("role", Text, nullable=False),
    Column("organisation_id", Uuid),
    Column("project_id", Uuid),
    Column("given_at", Instant, nullable=False),
)

participant_type = Table(
    "participant_type",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("organisation_id", Uuid, nullable=False),
    Column("label_fr", Text, nullable=False),
    Column("label_en", Text, nullable=False),
    Column("defined_at", Instant, nullable=False),
    Column("retired_at", Instant),
    Column("version", Integer, nullable=False),
)

account_participant_type = Table(
    "account_participant_type",
    metadata,
    Column("account_id", Uuid, primary_key=True),
    Column("organisation_id", Uuid, primary_key=True),
    Column("participant_type_id", Uuid, nullable=False),
)

account_group = Table(
    "account_group",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("organisation_id", Uuid, nullable=False),
    Column("name", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
)

group_address = Table(
    "group_address",
    metadata,
    Column("group_id", Uuid, primary_key=True),
    Column("email", Text, primary_key=True),
    Column("added_at", Instant, nullable=False),
)

invitation = Table(
    "invitation",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("organisation_id", Uuid, nullable=False),
    Column("email", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("project_id", Uuid),
    Column("invited_by", Uuid, nullable=False),
    Column("language", Text, nullable=False),
    Column("sent_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("accepted_at", Instant),
    Column("accepted_by", Uuid),
    Column("revoked_at", Instant),
)

credential_request = Table(
    "credential_request",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("account_id", Uuid),
    Column("invitation_id", Uuid),
    Column("address", Text),
    Column("expires_at", Instant, nullable=False),
    Column("secret_hash", LargeBinary),
    Column("minted_at", Instant),
    Column("used_at", Instant),
    Column("cancelled_at", Instant),
    Column("requested_at", Instant),
    Column("device", Text),
)

throttle_hit = Table(
    "throttle_hit",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("bucket", Text, nullable=False),
    Column("hit_at", Instant, nullable=False),
)

consent_entry = Table(
    "consent_entry",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("account_id", Uuid, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("granted", Boolean, nullable=False),
    Column("text_version", Text, nullable=False),
    Column("decided_at", Instant, nullable=False),
)

audit_entry = Table(
    "audit_entry",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("organisation_id", Uuid),
    Column("actor_account_id", Uuid),
    Column("act", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("before", JSONB(none_as_null=True)),
    Column("after", JSONB(none_as_null=True)),
    Column("happened_at", Instant, nullable=False),
)
