"""Migration: offline packs. A number that a receipt bears is written once."""

from services.intake.store import offline_tables
from shared.db.migrations import create_tables, drop_tables, immutable

revision = "0013"
down_revision = "0012"

TABLES = (offline_tables.offline_pack, offline_tables.offline_number)


def upgrade() -> None:
    create_tables(offline_tables.metadata, *TABLES)
    immutable("offline_number")


def downgrade() -> None:
    drop_tables(offline_tables.metadata, *TABLES)
