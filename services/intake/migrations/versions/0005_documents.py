"""Migration: documents with their sealed facts, service, consents, notifications."""

from services.intake.store import document_tables
from shared.db.migrations import create_tables, drop_tables

revision = "0005"
down_revision = "0004"

TABLES = (
    document_tables.document,
    document_tables.service_record,
    document_tables.electronic_consent,
    document_tables.notification,
)


def upgrade() -> None:
    create_tables(document_tables.metadata, *TABLES)


def downgrade() -> None:
    drop_tables(document_tables.metadata, *TABLES)
