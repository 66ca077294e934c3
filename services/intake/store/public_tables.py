"""Store: the tables of the public room.

A typical case belongs to its agency until two people have signed it; what is published stands in
tables of its own that everybody may read and that hold no personal data.
"""

from sqlalchemy import CheckConstraint, Column, Index, Integer, Table, Text, UniqueConstraint

from services.intake.store.tables import metadata
from shared.db.tables import tenant_table
from shared.db.types import Day, Id, Instant, Json

map_point = Table(
    "map_point",
    metadata,
    Column("org_code", Text, primary_key=True),
    Column("longitude_e6", Integer, nullable=False),
    Column("latitude_e6", Integer, nullable=False),
    Column("source", Text, nullable=False),
)

typical_case = tenant_table(
    "typical_case",
    metadata,
    Column("id", Id, primary_key=True),
    Column("matter_id", Id),  # whose people must not be recognized in it; never shown
    Column("kind", Text, nullable=False),
    Column("cause_code", Text, nullable=False),
    Column("texts", Json, nullable=False),
    Column("state", Text, nullable=False),
    Column("author_person_id", Text, nullable=False),
    Column("signer_person_id", Text),
    Column("publisher_person_id", Text),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("version", Integer, nullable=False),
    object_column=None,
)

published_case = Table(
    "published_case",
    metadata,
    Column("id", Id, primary_key=True),
    Column("agency_org_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("cause_code", Text, nullable=False),
    Column("texts", Json, nullable=False),
    Column("published_at", Instant, nullable=False),
)
Index("published_case_order", published_case.c.published_at, published_case.c.id)

statistics_report = Table(
    "statistics_report",
    metadata,
    Column("id", Id, primary_key=True),
    Column("agency_org_id", Text, nullable=False),
    Column("from_month", Day, nullable=False),
    Column("to_month", Day, nullable=False),
    Column("digest", Text, nullable=False),
    Column("inputs_digest", Text, nullable=False),
    Column("content", Text, nullable=False),  # canonical JSON, answered as it stands
    Column("published_at", Instant, nullable=False),
    CheckConstraint("from_month <= to_month", name="statistics_report_period"),
    UniqueConstraint(
        "agency_org_id", "from_month", "to_month", "digest", name="statistics_report_once"
    ),
)
Index("statistics_report_order", statistics_report.c.published_at, statistics_report.c.id)
PUBLIC_TABLES = (map_point, typical_case, published_case, statistics_report)
