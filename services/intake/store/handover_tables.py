"""Store: the tables of hand-overs - transfers, cooperation between agencies, mediation."""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, Text

from services.intake.store.tables import metadata
from shared.db.tables import tenant_table
from shared.db.types import Day, Id, Instant, Json

# The stub stays with the agency that handed over; the receiver sees it by a grant on its id.
transfer = tenant_table(
    "transfer",
    metadata,
    Column("id", Id, primary_key=True),
    Column("matter_id", Id, nullable=False, index=True),
    Column("to_org_id", Text, index=True),
    Column("to_name", Text, nullable=False),
    Column("cause_code", Text, nullable=False),
    Column("reference_no", Text),
    Column("first_received_at", Instant, nullable=False),
    Column("reason_code", Text, nullable=False),
    Column("transferred_at", Instant, nullable=False),
    Column("transferred_by", Text, nullable=False),
    Column("held_before", Json, nullable=False),
    Column("package_digest", Text),
    Column("package_sealed", LargeBinary),
    Column("state", Text, nullable=False),
    Column("received_at", Instant),
    Column("received_by", Text),
    Column("paper_receipt_no", Text),
    object_column="id",
)

cooperation = tenant_table(
    "cooperation",
    metadata,
    Column("id", Id, primary_key=True),
    Column("matter_id", Id, ForeignKey("matter.id"), index=True),
    Column("from_org_id", Text),
    Column("to_org_id", Text, index=True),
    Column("other_name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("due_on", Day, nullable=False),
    Column("letter_sealed", LargeBinary, nullable=False),
    Column("requested_at", Instant, nullable=False),
    Column("requested_by", Text, nullable=False),
    Column("outcome", Text),
    Column("reply_sealed", LargeBinary),
    Column("answered_at", Instant),
    Column("answered_by", Text),
    object_column="id",
)

mediation = tenant_table(
    "mediation",
    metadata,
    Column("id", Id, primary_key=True),
    Column("matter_id", Id, ForeignKey("matter.id"), nullable=False, index=True),
    Column("direction", Text, nullable=False),
    Column("body_kind", Text, nullable=False),
    Column("body_name", Text, nullable=False),
    Column("limitation_on", Day),
    Column("referred_on", Day, nullable=False),
    Column("referred_by", Text, nullable=False),
    Column("outcome", Text),
    Column("agreement_no", Text),
    Column("concluded_on", Day),
    Column("recorded_at", Instant, nullable=False),
    Column("version", Integer, nullable=False),
)
Index("mediation_by_limitation", mediation.c.org_id, mediation.c.outcome, mediation.c.limitation_on)
