"""Store: the tables of documents, and of their service and notifications, on intake's metadata."""

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Text,
    UniqueConstraint,
    text,
)

from services.intake.store.tables import metadata
from shared.db.tables import tenant_table
from shared.db.types import Day, Id, Instant

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

Index(
    "document_unprinted",
    document.c.issued_at,
    postgresql_where=text("digest IS NULL"),
    sqlite_where=text("digest IS NULL"),
)

# The grant is on the record itself: a custody place sees what it is asked to serve, not the matter.
service_record = tenant_table(
    "service_record",
    metadata,
    Column("id", Id, primary_key=True),
    Column("document_id", Id, ForeignKey("document.id"), nullable=False, index=True),
    Column("matter_id", Id, nullable=False, index=True),
    Column("way", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("issued_on", Day, nullable=False),
    Column("tracking_no", Text),
    Column("custody_org_id", Text),
    Column("queued_at", Instant, nullable=False),
    Column("queued_by", Text, nullable=False),
    Column("served_on", Day),
    Column("proof_kind", Text),
    Column("proof_digest", Text),
    Column("failure_code", Text),
    Column("ended_at", Instant),
    Column("version", Integer, nullable=False),
    object_column="id",
)

electronic_consent = tenant_table(
    "electronic_consent",
    metadata,
    Column("matter_id", Id, primary_key=True),
    Column("method", Text, nullable=False),
    Column("given_at", Instant, nullable=False),
    Column("recorded_by", Text, nullable=False),
    Column("withdrawn_at", Instant),
)

notification = tenant_table(
    "notification",
    metadata,
    Column("id", Id, primary_key=True),
    Column("matter_id", Id, nullable=False, index=True),
    Column("template", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("not_before", Instant, nullable=False),  # in business time: the person's hours
    Column("state", Text, nullable=False),
    Column("place", Integer, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("channel", Text),
    Column("failure_code", Text),
    Column("ended_at", Instant),
    Column("claimed_until", Instant, nullable=False),  # in database time: who has it in hand
)
Index(
    "notification_waiting",
    notification.c.not_before,
    postgresql_where=text("state = 'queued'"),
    sqlite_where=text("state = 'queued'"),
)
