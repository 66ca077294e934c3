"""Migration: aid first, at most once per application."""

from services.intake.store import aid_first_tables, tables
from shared.db.migrations import create_tables, drop_tables

revision = "0012"
down_revision = "0011"

TABLES = (aid_first_tables.aid_first,)


def upgrade() -> None:
    create_tables(tables.metadata, *TABLES)


def downgrade() -> None:
    drop_tables(tables.metadata, *TABLES)
