"""Migration: register, samples, reviews and ratings."""

from services.quality.store.tables import metadata
from shared.db.migrations import create_tables, drop_tables

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    create_tables(metadata)


def downgrade() -> None:
    drop_tables(metadata)
