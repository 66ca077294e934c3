"""Migration: the public room - map points, typical cases, published cases, statistics written once."""

from services.intake.store.public_tables import PUBLIC_TABLES
from services.intake.store.tables import metadata
from shared.db.migrations import create_tables, drop_tables, immutable

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    create_tables(metadata, *PUBLIC_TABLES)
    immutable("statistics_report")


def downgrade() -> None:
    drop_tables(metadata, *PUBLIC_TABLES)
