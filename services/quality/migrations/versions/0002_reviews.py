"""Migration: register, samples, reviews and ratings. What is published of a sample stays as it is,

and no two samples of one agency share a day.
"""

from services.quality.store.tables import metadata
from shared.db.migrations import create_tables, drop_tables, immutable, no_overlap

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    create_tables(metadata)
    immutable("sample_publication")
    no_overlap("sample", keys=["org_id"], begins="period_from", ends="period_to")


def downgrade() -> None:
    drop_tables(metadata)
