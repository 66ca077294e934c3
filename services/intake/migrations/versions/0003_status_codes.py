"""Migration: one-time codes for looking at a case by receipt number."""

from services.intake.store.status_tables import status_code
from services.intake.store.tables import metadata
from shared.db.migrations import create_tables, drop_tables

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    create_tables(metadata, status_code)


def downgrade() -> None:
    drop_tables(metadata, status_code)
