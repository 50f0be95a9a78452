"""The register's tables that are written by column (the rest is SQL in its repository)."""

from sqlalchemy import BigInteger, Boolean, Column, DateTime, Integer, LargeBinary, MetaData, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData()
INSTANT = DateTime(timezone=True)

organisation = Table(
    "organisation",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("colour", Text),
    Column("version", Integer, nullable=False),
)

votation = Table(
    "votation",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("organisation_id", Uuid, nullable=False),
    Column("project_id", Uuid),
    Column("title", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("presentation", Text, nullable=False),
    Column("legal_basis", Text, nullable=False),
    Column("document", JSONB(none_as_null=True)),
    Column("language", Text, nullable=False),
    Column("time_zone", Text, nullable=False),
    Column("questions", JSONB, nullable=False),
    Column("opens_at", INSTANT),
    Column("closes_at", INSTANT),
    Column("announced_closes_at", INSTANT),
    Column("grace_seconds", Integer, nullable=False),
    Column("bureau", JSONB, nullable=False),
    Column("threshold", Integer, nullable=False),
    Column("proxies_per_holder", Integer, nullable=False),
    Column("accepts_small_cells", Boolean, nullable=False),
    Column("risk_answers", JSONB, nullable=False),
    Column("roll_by", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text),
    Column("election_key", Text),
    Column("shares", JSONB(none_as_null=True)),
    Column("manifest", Text),
    Column("manifest_hash", Text),
    Column("turnout_told", Integer, nullable=False),
    Column("result", Text),
    Column("sentence_fr", Text),
    Column("sentence_en", Text),
    Column("minutes_sha256", Text),
    Column("archive_sha256", Text),
    Column("created_at", INSTANT, nullable=False),
    Column("version", Integer, nullable=False),
)

elector = Table(
    "elector",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("votation_id", Uuid, nullable=False),
    Column("reference", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("email", Text),
    Column("phone", Text),
    Column("postal_code", Text),
    Column("account_id", Uuid),
    Column("college", Text, nullable=False),
    Column("weight", Integer, nullable=False),
    Column("cell", Text),
    Column("secret", LargeBinary, nullable=False),
    Column("mark", Text, nullable=False),
    Column("link_hash", LargeBinary, nullable=False),
    Column("proxy_to", Uuid),
)

roll_import = Table(
    "roll_import",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("votation_id", Uuid, nullable=False),
    Column("state", Text, nullable=False),
    Column("file_key", Text, nullable=False),
    Column("encoding", Text, nullable=False),
    Column("separator", Text, nullable=False),
    Column("has_header", Boolean, nullable=False),
    Column("columns", JSONB, nullable=False),
    Column("sample", JSONB, nullable=False),
    Column("job_id", Uuid),
    Column("lines", Integer, nullable=False),
    Column("good", Integer, nullable=False),
    Column("problems", Integer, nullable=False),
    Column("weights", BigInteger, nullable=False),
    Column("colleges", JSONB, nullable=False),
    Column("created_at", INSTANT, nullable=False),
)
