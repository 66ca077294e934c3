"""Store: the table of early aid, one row per application at most."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Text

from services.intake.store.tables import metadata
from shared.db.tables import tenant_table
from shared.db.types import Day, Id, Instant

aid_first = tenant_table(
    "aid_first",
    metadata,
    Column("id", Id, primary_key=True),
    Column("matter_id", Id, ForeignKey("matter.id"), nullable=False, index=True),
    Column("application_id", Id, ForeignKey("application.id"), nullable=False, unique=True),
    Column("ground_code", Text, nullable=False),
    Column("article", Text, nullable=False),
    Column("limitation_on", Day),
    Column("legal_basis", Text),
    Column("computed_by", Text),
    Column("approver_person_id", Text, nullable=False),
    Column("acting_for_person_id", Text),
    Column("granted_at", Instant, nullable=False),
    Column("complete_by", Day, nullable=False),
    Column("state", Text, nullable=False),
    Column("end_code", Text),
    Column("ended_by", Text),
    Column("ended_at", Instant),
    Column("updated_at", Instant, nullable=False),
    Column("version", Integer, nullable=False),
    Index("aid_first_by_state", "org_id", "state", "complete_by"),
)
