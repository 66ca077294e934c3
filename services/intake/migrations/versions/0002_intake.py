"""Migration: organizations, hardship lines, matters, applications, decisions, notices, timeline.

A decision and a timeline entry are written once; two hardship lines of one area and population
never hold on the same day.
"""

from alembic import op

from services.intake.store.tables import metadata
from shared.db.migrations import create_tables, immutable, no_overlap

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    create_tables(metadata)
    immutable("decision")
    immutable("file_read")
    no_overlap(
        "hardship_standard",
        keys=("area_code", "population"),
        begins="valid_from",
        ends="valid_to",
    )


def downgrade() -> None:
    metadata.drop_all(op.get_bind(), checkfirst=False)
