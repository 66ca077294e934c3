"""Migration: versions of pushes, organ updates, named attachments, partner batches.

A version is written once; erasing a person destroys the key that its content is sealed under.
"""

from services.intake.store import push_tables
from services.intake.store.tables import metadata
from shared.db.migrations import create_tables, drop_tables, immutable

revision = "0008"
down_revision = "0007"

TABLES = (
    push_tables.push_version,
    push_tables.organ_update,
    push_tables.named_attachment,
    push_tables.partner_batch,
    push_tables.batch_item,
)


def upgrade() -> None:
    create_tables(metadata, *TABLES)
    immutable("push_version")


def downgrade() -> None:
    drop_tables(metadata, *TABLES)
