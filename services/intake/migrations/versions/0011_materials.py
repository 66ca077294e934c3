"""Migration: the materials that people hand in."""

from services.intake.store.material_tables import material
from services.intake.store.tables import metadata
from shared.db.migrations import create_tables, drop_tables

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    create_tables(metadata, material)


def downgrade() -> None:
    drop_tables(metadata, material)
