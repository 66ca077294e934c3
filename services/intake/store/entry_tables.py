"""Store: the tables of how people get in, beside the application itself."""

from sqlalchemy import Column, Text

from services.intake.store.tables import metadata
from shared.db.tables import tenant_table
from shared.db.types import Day, Id, Instant

acting_appointment = tenant_table(
    "acting_appointment",
    metadata,
    Column("id", Id, primary_key=True),
    Column("head_person_id", Text, nullable=False),
    Column("acting_person_id", Text, nullable=False),
    Column("from_on", Day, nullable=False),
    Column("until_on", Day, nullable=False),
    Column("reason_code", Text, nullable=False),
    Column("appointed_at", Instant, nullable=False),
    Column("ended_at", Instant),
    object_column=None,
)
