"""Exports asked for, and how far they are."""

from sqlalchemy import BigInteger, Boolean, Column, Integer, Table, Text, Uuid

from consultations.storage.tables import metadata
from consultations.storage.tables.frame import INSTANT

export = Table(
    "export",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("project_id", Uuid, nullable=False),
    Column("organisation_id", Uuid, nullable=False),
    Column("step_id", Uuid),
    Column("asked_by", Uuid, nullable=False),
    Column("shape", Text, nullable=False),
    Column("format", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("progress", Integer, nullable=False),
    Column("rows", Integer),
    Column("votes", Integer),
    Column("size_bytes", BigInteger),
    Column("sha256", Text),
    Column("asked_at", INSTANT, nullable=False),
    Column("done_at", INSTANT),
    Column("expires_at", INSTANT),
    Column("file_forgotten", Boolean, nullable=False),
)
