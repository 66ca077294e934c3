"""Store: the tables of objections. They belong to the bureau; grants on the matter show them."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Text,
    text,
)

from services.intake.store.tables import metadata
from shared.db.tables import tenant_table
from shared.db.types import Day, Id, Instant, Json

_NOT_WITHDRAWN = text("state <> 'withdrawn'")

objection = tenant_table(
    "objection",
    metadata,
    Column("id", Id, primary_key=True),
    Column("matter_id", Id, ForeignKey("matter.id"), nullable=False, index=True),
    Column("agency_org_id", Text, nullable=False),
    Column("objection_no", Text, nullable=False, unique=True),
    Column("contested_kind", Text, nullable=False),
    Column("contested_id", Id, nullable=False),
    Column("contested_letter_no", Text, nullable=False),
    Column("contested_on", Day, nullable=False),
    Column("contested_by", Text, nullable=False),
    Column("until_on", Day),
    Column("channel", Text, nullable=False),
    Column("statement_sealed", LargeBinary, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("posted_on", Day),
    Column("late", Boolean, nullable=False),
    Column("filed_by", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("result_no", Text, unique=True),
    Column("articles", Json, nullable=False),
    Column("reasons_sealed", LargeBinary),
    Column("decided_by", Text),
    Column("decided_at", Instant),
    Column("corrected_by_id", Id),
    Column("updated_at", Instant, nullable=False),
    Column("version", Integer, nullable=False),
    Index(
        "objection_once_per_decision",
        "contested_id",
        unique=True,
        postgresql_where=_NOT_WITHDRAWN,
        sqlite_where=_NOT_WITHDRAWN,
    ),
    Index("objection_by_state", "org_id", "state", "received_at"),
)

later_review = tenant_table(
    "later_review",
    metadata,
    Column("id", Id, primary_key=True),
    Column("matter_id", Id, ForeignKey("matter.id"), nullable=False),
    Column("objection_id", Id, ForeignKey("objection.id"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("body_name", Text, nullable=False),
    Column("document_no", Text),
    Column("received_on", Day, nullable=False),
    Column("recorded_by", Text, nullable=False),
    Column("recorded_at", Instant, nullable=False),
)
