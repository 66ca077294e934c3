"""Store: the tables of documents, and of their service and notifications, on intake's metadata."""

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, Text, UniqueConstraint

from services.intake.store.tables import metadata
from shared.db.tables import tenant_table
from shared.db.types import Id, Instant

document = tenant_table(
    "document",
    metadata,
    Column("id", Id, primary_key=True),
    Column("matter_id", Id, ForeignKey("matter.id"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("text_version", Integer, nullable=False),
    Column("source_id", Id, index=True),  # the application, decision or objection behind it
    Column("addressee_org_id", Text),
    Column("language", Text, nullable=False),
    Column("verify_code", Text, nullable=False, unique=True),
    Column("facts_sealed", LargeBinary, nullable=False),
    Column("gaps", Integer, nullable=False),
    Column("digest", Text),
    Column("issued_at", Instant, nullable=False),
    Column("issued_by", Text, nullable=False),
    Column("withdrawn_at", Instant),
    Column("withdrawal_code", Text),
    Column("version", Integer, nullable=False),
    UniqueConstraint("org_id", "kind", "number", name="document_number"),
)
