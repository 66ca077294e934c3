"""Migration: transfers, cooperation between agencies, mediation."""

from services.intake.store import handover_tables
from services.intake.store.tables import metadata
from shared.db.migrations import create_tables, drop_tables

revision = "0014"
down_revision = "0013"

TABLES = (handover_tables.transfer, handover_tables.cooperation, handover_tables.mediation)


def upgrade() -> None:
    create_tables(metadata, *TABLES)


def downgrade() -> None:
    drop_tables(metadata, *TABLES)
