"""Store: the tables of what partners push - versions, updates, named attachments, batches."""

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Text,
    UniqueConstraint,
)

from services.intake.store.tables import metadata
from shared.db.tables import tenant_table
from shared.db.types import Day, Id, Instant, Json

# Every version of a notice, a duty request or an update; ``opens_with`` is what a grant opens it by.
push_version = tenant_table(
    "push_version",
    metadata,
    Column("object_id", Id, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("opens_with", Id, nullable=False),
    Column("object_kind", Text, nullable=False),
    Column("changed", Json, nullable=False),
    Column("content_sealed", LargeBinary, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("received_by", Text, nullable=False),
    object_column="opens_with",
)

organ_update = tenant_table(
    "organ_update",
    metadata,
    Column("id", Id, primary_key=True),
    Column("notice_id", Id, ForeignKey("notice.id"), nullable=False, index=True),
    Column("matter_id", Id, ForeignKey("matter.id"), nullable=False, index=True),
    Column("organ_org_id", Text, nullable=False),
    Column("reference", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("occurred_on", Day, nullable=False),
    Column("detail", Json, nullable=False),
    Column("content_digest", Text, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("filed_by", Text, nullable=False),
    UniqueConstraint("organ_org_id", "reference", "notice_id", name="organ_update_key"),
)

# A paper named by its digest; it may arrive before or after the push that names it.
named_attachment = tenant_table(
    "named_attachment",
    metadata,
    Column("object_id", Id, primary_key=True),
    Column("digest", Text, primary_key=True),
    Column("matter_id", Id, nullable=False),
    Column("named_at", Instant, nullable=False),
    Column("material_id", Id),
)

# A batch belongs to the partner that sent it; its content is gone once every item is dealt with.
partner_batch = tenant_table(
    "partner_batch",
    metadata,
    Column("id", Id, primary_key=True),
    Column("item_count", Integer, nullable=False),
    Column("done_count", Integer, nullable=False),
    Column("refused_count", Integer, nullable=False),
    Column("sent_by", Json, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("finished_at", Instant),
    object_column=None,
)

batch_item = tenant_table(
    "batch_item",
    metadata,
    Column("batch_id", Id, ForeignKey("partner_batch.id"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("reference", Text),
    Column("state", Text, nullable=False),
    Column("receipts", Json, nullable=False),
    Column("problem", Json),
    Column("content_sealed", LargeBinary),
    object_column=None,
)
Index("batch_item_by_state", batch_item.c.batch_id, batch_item.c.state, batch_item.c.place)
