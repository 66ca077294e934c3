"""Store: payment batches, their orders, and what the bank answered."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    Text,
    UniqueConstraint,
    text,
)

from services.payment.domain.batches import BatchState, LineState
from services.payment.store.tables import metadata, states
from shared.db.tables import tenant_table
from shared.db.types import Day, Fen, Id, Instant, Json

batch = tenant_table(
    "batch",
    metadata,
    Column("id", Id, primary_key=True),
    Column("state", Text, nullable=False),
    Column("claim_count", Integer, nullable=False),
    Column("total_fen", Fen, nullable=False),
    Column("people_min", Integer, nullable=False),
    Column("people_rule", Text, nullable=False),
    Column("prepared_by", Text, nullable=False),
    Column("reviewed_by", Text),
    Column("approved_by", Text),
    Column("released_by", Text),
    Column("released_at", Instant),
    Column("left_out", Json, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("version", Integer, nullable=False),
    states("batch", BatchState),
    CheckConstraint("people_min >= 2", name="batch_never_one_person"),
    CheckConstraint(
        "(reviewed_by IS NULL OR reviewed_by <> prepared_by)"
        " AND (approved_by IS NULL OR approved_by <> prepared_by)"
        " AND (released_by IS NULL OR released_by <> prepared_by)",
        name="batch_people",
    ),
    CheckConstraint(
        "people_min < 3 OR released_by IS NULL OR released_by <> reviewed_by",
        name="batch_checker_not_releaser",
    ),
    object_column=None,
)

batch_line = tenant_table(
    "batch_line",
    metadata,
    Column("id", Id, primary_key=True),
    Column("batch_id", Id, ForeignKey("batch.id"), nullable=False, index=True),
    Column("order_no", Text, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("claim_id", Id, ForeignKey("claim.id"), nullable=False),
    Column("provider_id", Id, nullable=False),
    Column("payee_id", Id, nullable=False),
    Column("amount_fen", Fen, nullable=False),
    Column("state", Text, nullable=False),
    Column("bank_reference", Text),
    Column("paid_on", Day),
    Column("reason", Text),
    states("batch_line", LineState),
    CheckConstraint("amount_fen > 0", name="batch_line_amount"),
    UniqueConstraint("order_no", "attempt", name="batch_line_attempt_once"),
    Index(
        "batch_line_order_never_twice",
        "order_no",
        unique=True,
        postgresql_where=text("state NOT IN ('failed', 'withdrawn')"),
        sqlite_where=text("state NOT IN ('failed', 'withdrawn')"),
    ),
    object_column=None,
)

receipt = tenant_table(
    "receipt",
    metadata,
    Column("id", Id, primary_key=True),
    Column("batch_id", Id, ForeignKey("batch.id"), nullable=False),
    Column("digest", Text, nullable=False),
    Column("line_count", Integer, nullable=False),
    Column("imported_by", Text, nullable=False),
    Column("imported_at", Instant, nullable=False),
    UniqueConstraint("batch_id", "digest", name="receipt_once"),
    object_column=None,
)

receipt_line = tenant_table(
    "receipt_line",
    metadata,
    Column("id", Id, primary_key=True),
    Column("receipt_id", Id, ForeignKey("receipt.id"), nullable=False, index=True),
    Column("line", Integer, nullable=False),
    Column("order_no", Text, nullable=False),
    Column("amount_fen", Fen, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("bank_reference", Text, nullable=False),
    Column("paid_on", Day),
    Column("verdict", Text, nullable=False),
    Column("problem_code", Text),
    object_column=None,
)
