"""Migration: objections to the bureau, and what reconsideration and courts said later."""

from services.intake.store import objection_tables, tables
from shared.db.migrations import create_tables, drop_tables, immutable

revision = "0009"
down_revision = "0008"

TABLES = (objection_tables.objection, objection_tables.later_review)


def upgrade() -> None:
    create_tables(tables.metadata, *TABLES)
    immutable("later_review")


def downgrade() -> None:
    drop_tables(tables.metadata, *TABLES)
