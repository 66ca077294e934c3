"""Migration: aid that ends, and what changed in a matter while it ran."""

from services.intake.store import tables, termination_tables
from shared.db.migrations import create_tables, drop_tables, immutable

revision = "0015"
down_revision = "0014"

TABLES = (termination_tables.termination, termination_tables.matter_change)


def upgrade() -> None:
    create_tables(tables.metadata, *TABLES)
    immutable("matter_change")


def downgrade() -> None:
    drop_tables(tables.metadata, *TABLES)
