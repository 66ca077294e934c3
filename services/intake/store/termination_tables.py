"""Store: the tables of aid that ends, and of what changed in a matter while it ran."""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, Text, text

from services.intake.store.tables import metadata
from shared.db.tables import tenant_table
from shared.db.types import Day, Id, Instant, Json

_OPEN = text("state IN ('proposed', 'effective')")

termination = tenant_table(
    "termination",
    metadata,
    Column("id", Id, primary_key=True),
    Column("matter_id", Id, ForeignKey("matter.id"), nullable=False, index=True),
    Column("ground_code", Text, nullable=False),
    Column("articles", Json, nullable=False),
    Column("organ_org_id", Text),
    Column("reasons_sealed", LargeBinary, nullable=False),
    Column("proposed_by", Text, nullable=False),
    Column("proposed_at", Instant, nullable=False),
    Column("state", Text, nullable=False),
    Column("letter_no", Text, unique=True),
    Column("approver_person_id", Text),
    Column("acting_for_person_id", Text),
    Column("decided_at", Instant),
    Column("bureau_org_id", Text),
    Column("objection_until_on", Day),
    Column("reinstated_at", Instant),
    Column("updated_at", Instant, nullable=False),
    Column("version", Integer, nullable=False),
    Index(
        "termination_one_open",
        "matter_id",
        unique=True,
        postgresql_where=_OPEN,
        sqlite_where=_OPEN,
    ),
    Index("termination_by_state", "org_id", "state", "proposed_at"),
)

matter_change = tenant_table(
    "matter_change",
    metadata,
    Column("id", Id, primary_key=True),
    Column("matter_id", Id, ForeignKey("matter.id"), nullable=False, index=True),
    Column("change_code", Text, nullable=False),
    Column("happened_on", Day, nullable=False),
    Column("people_added", Integer, nullable=False),
    Column("note_sealed", LargeBinary),
    Column("recorded_by", Text, nullable=False),
    Column("recorded_at", Instant, nullable=False),
)
