"""Migration: channels to partners, messages, attempts, packages. An attempt is written once."""

from services.intake.store import delivery_tables
from shared.db.migrations import create_tables, drop_tables, immutable

revision = "0007"
down_revision = "0006"

TABLES = (
    delivery_tables.partner_channel,
    delivery_tables.partner_message,
    delivery_tables.partner_attempt,
    delivery_tables.partner_package,
)


def upgrade() -> None:
    create_tables(delivery_tables.metadata, *TABLES)
    immutable("partner_attempt")


def downgrade() -> None:
    drop_tables(delivery_tables.metadata, *TABLES)
