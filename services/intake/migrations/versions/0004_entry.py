"""Migration: how people get in - drafts, consultations, representations, signatures, duplicates.

Two acting appointments never hold on the same day; a signature and an explanation never change.
"""

from services.intake.store import entry_tables as tables
from services.intake.store.tables import metadata
from shared.db.migrations import create_tables, drop_tables, immutable, no_overlap

revision = "0004"
down_revision = "0003"

TABLES = (
    tables.acting_appointment,
    tables.signature_record,
    tables.explanation,
    tables.representation,
    tables.filing_trace,
    tables.filing_duplicate,
    tables.filing_link,
    tables.filing_forwarding,
    tables.application_draft,
    tables.consultation,
)


def upgrade() -> None:
    create_tables(metadata, *TABLES)
    immutable("signature_record")
    immutable("explanation")
    no_overlap(
        "acting_appointment",
        keys=("org_id",),
        begins="from_on",
        ends="until_on",
        where="ended_at IS NULL",
    )


def downgrade() -> None:
    drop_tables(metadata, *TABLES)
