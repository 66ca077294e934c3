"""Migration: how people get in - acting appointments, of which two never hold on the same day."""

from services.intake.store import entry_tables as tables
from services.intake.store.tables import metadata
from shared.db.migrations import create_tables, drop_tables, no_overlap

revision = "0004"
down_revision = "0003"

TABLES = (tables.acting_appointment,)


def upgrade() -> None:
    create_tables(metadata, *TABLES)
    no_overlap(
        "acting_appointment",
        keys=("org_id",),
        begins="from_on",
        ends="until_on",
        where="ended_at IS NULL",
    )


def downgrade() -> None:
    drop_tables(metadata, *TABLES)
