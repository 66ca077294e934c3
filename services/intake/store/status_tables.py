"""Store: the table of one-time codes. Read before anybody is known, so it belongs to no tenant."""

from sqlalchemy import Column, Integer, Table, Text

from services.intake.store.tables import metadata
from shared.db.types import Id, Instant

status_code = Table(
    "status_code",
    metadata,
    Column("receipt_no", Text, primary_key=True),
    Column("matter_id", Id, nullable=False),
    Column("agency_org_id", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("valid_until", Instant, nullable=False),
    Column("looks_left", Integer, nullable=False),
)
