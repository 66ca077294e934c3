"""Migration: registry, stage assignments, match records, holdings, duty and attendance.

A match record never changes; two shifts of one lawyer never overlap; one lawyer has one paid duty
day per date in the city (the primary key of duty_day).
"""

from alembic import op

from services.assignment.store.duty_tables import shift
from services.assignment.store.tables import metadata
from shared.db.migrations import create_tables, immutable, no_overlap

revision = "0002"
down_revision = "0001"

assert shift.metadata is metadata


def upgrade() -> None:
    create_tables(metadata)
    immutable("match_record")
    no_overlap(
        "shift", keys=["provider_id"], begins="planned_from", ends="planned_to", half_open=True
    )


def downgrade() -> None:
    metadata.drop_all(op.get_bind(), checkfirst=False)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION match_record_append_only()")
