"""Migration: organizations, hardship lines, matters, applications, decisions, notices, timeline.

A decision and a timeline entry are written once; two hardship lines of one area and population
never hold on the same day.
"""

from services.intake.store import tables
from shared.db.migrations import create_tables, drop_tables, immutable, no_overlap

revision = "0002"
down_revision = "0001"

TABLES = (
    tables.organization,
    tables.hardship_standard,
    tables.matter,
    tables.matter_group,
    tables.party,
    tables.application,
    tables.decision,
    tables.notice,
    tables.duty_request,
    tables.duty_progress,
    tables.timeline_entry,
    tables.file_read,
)


def upgrade() -> None:
    create_tables(tables.metadata, *TABLES)
    immutable("decision")
    immutable("file_read")
    no_overlap(
        "hardship_standard",
        keys=("area_code", "population"),
        begins="valid_from",
        ends="valid_to",
    )


def downgrade() -> None:
    drop_tables(tables.metadata, *TABLES)
