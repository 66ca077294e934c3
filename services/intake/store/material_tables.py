"""Store: the table of materials. Names and bytes are the files' own; the matter's key opens them."""

from sqlalchemy import Column, ForeignKey, Text, UniqueConstraint

from services.intake.store.tables import metadata
from shared.db.tables import tenant_table
from shared.db.types import Id, Instant

material = tenant_table(
    "material",
    metadata,
    Column("id", Id, primary_key=True),
    Column("matter_id", Id, ForeignKey("matter.id"), nullable=False),
    Column("item_code", Text, nullable=False),
    Column("file_id", Id, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("handed_in_by", Text, nullable=False),
    Column("handed_in_as", Text, nullable=False),
    Column("handed_in_org_id", Text),
    Column("handed_in_at", Instant, nullable=False),
    UniqueConstraint("matter_id", "file_id", "item_code", name="material_once"),
)
