"""Store: the table of erasure orders."""

from sqlalchemy import Column, Index, Integer, Text, text

from services.intake.store.tables import metadata
from shared.db.tables import tenant_table
from shared.db.types import Id, Instant

erasure_order = tenant_table(
    "erasure_order",
    metadata,
    Column("id", Id, primary_key=True),
    Column("matter_id", Id, nullable=False),
    Column("basis_code", Text, nullable=False),
    Column("document_no", Text, nullable=False),
    Column("proposed_by", Text, nullable=False),
    Column("proposed_at", Instant, nullable=False),
    Column("state", Text, nullable=False),
    Column("settled_by", Text),
    Column("settled_at", Instant),
    Column("version", Integer, nullable=False),
    object_column=None,
)
Index(
    "erasure_order_of_matter",
    erasure_order.c.matter_id,
    unique=True,
    postgresql_where=text("state <> 'dropped'"),
    sqlite_where=text("state <> 'dropped'"),
)
