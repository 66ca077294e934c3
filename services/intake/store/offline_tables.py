"""Store: the tables of offline packs: each reserved number is used once, or void with its pack."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, Text, UniqueConstraint

from services.intake.store.tables import metadata
from shared.db.tables import tenant_table
from shared.db.types import Id, Instant

offline_pack = tenant_table(
    "offline_pack",
    metadata,
    Column("id", Id, primary_key=True),
    Column("agency_org_id", Text, nullable=False),
    Column("year", Integer, nullable=False),
    Column("first", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    Column("issued_by", Text, nullable=False),
    Column("issued_at", Instant, nullable=False),
    Column("usable_until", Instant, nullable=False),
    Column("state", Text, nullable=False),
    Column("closed_at", Instant),
    Column("version", Integer, nullable=False),
    CheckConstraint("first <= last", name="offline_pack_range"),
    CheckConstraint("state IN ('open', 'closed')", name="offline_pack_state"),
    object_column="id",
)

offline_number = tenant_table(
    "offline_number",
    metadata,
    Column("pack_id", Id, ForeignKey("offline_pack.id"), primary_key=True),
    Column("serial", Integer, primary_key=True),
    Column("key", Text, nullable=False),
    Column("content_digest", Text, nullable=False),
    Column("application_id", Id, ForeignKey("application.id"), nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("merged_at", Instant, nullable=False),
    UniqueConstraint("pack_id", "key", name="offline_number_key"),
    object_column="pack_id",
)
