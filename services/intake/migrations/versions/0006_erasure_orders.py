"""Migration: orders to erase a person's data."""

from services.intake.store.erasure_tables import erasure_order
from services.intake.store.tables import metadata
from shared.db.migrations import create_tables, drop_tables

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    create_tables(metadata, erasure_order)


def downgrade() -> None:
    drop_tables(metadata, erasure_order)
