"""Migration: indexes in the order of each list, so that a page costs the same in a long archive.

A database that begins now has them with its tables; one that began earlier gets them here.
"""

from alembic import op

from services.intake.store import tables
from shared.db.tables import obligation

revision = "0016"
down_revision = "0015"

INDEXES = {
    "matter_by_age": tables.matter,
    "application_by_age": tables.application,
    "application_by_state": tables.application,
    "decision_by_age": tables.decision,
    "notice_by_age": tables.notice,
    "duty_request_by_age": tables.duty_request,
    "obligation_by_limit": obligation,
    "obligation_matter": obligation,
    "obligation_met_at": obligation,
    "obligation_canceled_at": obligation,
    "obligation_open": obligation,
}


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute('ALTER TABLE matter ALTER COLUMN case_no TYPE text COLLATE "C"')
    downgrade()
    for name, table in INDEXES.items():
        (index,) = (one for one in table.indexes if one.name == name)
        index.create(op.get_bind())


def downgrade() -> None:
    for name, table in INDEXES.items():
        op.drop_index(name, table.name, if_exists=True)
