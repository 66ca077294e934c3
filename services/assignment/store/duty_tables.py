"""Store: the tables of duty - shifts, requests, help, attendance, and the paid days of the city."""

from sqlalchemy import (
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
)

from services.assignment.store.tables import metadata
from shared.db.tables import tenant_table
from shared.db.types import Day, Id, Instant, Json

duty_help_token = Table(
    "duty_help_token",
    metadata,
    Column("provider_id", Id, primary_key=True),
    Column("token", Text, primary_key=True, index=True),
    Column("helped_on", Day, nullable=False),
)

shift = tenant_table(
    "shift",
    metadata,
    Column("id", Id, primary_key=True),
    Column("shift_no", Text, nullable=False),
    Column("site_org_id", Text, nullable=False),
    Column("duty_on", Day, nullable=False),
    Column("planned_from", Instant, nullable=False),
    Column("planned_to", Instant, nullable=False),
    Column("provider_id", Id, nullable=False),
    Column("provider_subject", Text, nullable=False),
    UniqueConstraint("org_id", "shift_no", name="uq_shift_no"),
    Index("ix_shift_site_day", "site_org_id", "duty_on"),
    object_column="id",
)

duty_request = tenant_table(
    "duty_request",
    metadata,
    Column("id", Id, primary_key=True),
    Column("organ_org_id", Text, nullable=False),
    Column("site_org_id", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("person_tokens", Json, nullable=False),
    Column("person_count", Integer, nullable=False),
    Column("needed_on", Day, nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("short_notice", Boolean, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("state", Text, nullable=False),
    Column("shift_id", Id, index=True),
    Column("provider_id", Id),
    Column("provider_subject", Text),
    Column("dispatched_at", Instant),
    Column("accepted_at", Instant),
    Column("finished_at", Instant),
    Column("updated_at", Instant, nullable=False),
    Column("version", Integer, nullable=False),
    object_column="id",
)

help_record = tenant_table(
    "help_record",
    metadata,
    Column("duty_request_id", Id, primary_key=True),
    Column("provider_id", Id, nullable=False),
    Column("help_codes", Json, nullable=False),
    Column("person_count", Integer, nullable=False),
    Column("plea_outcome_code", Text),
    Column("refusal_kept", Boolean, nullable=False),
    Column("note_sealed", LargeBinary),
    Column("recorded_at", Instant, nullable=False),
    object_column="duty_request_id",
)

attendance = tenant_table(
    "attendance",
    metadata,
    Column("id", Id, primary_key=True),
    Column("shift_id", Id, nullable=False, unique=True),
    Column("state", Text, nullable=False),
    Column("checked_in_at", Instant, nullable=False),
    Column("checked_out_at", Instant),
    Column("confirmed_by", Text),
    Column("confirmed_at", Instant),
    Column("updated_at", Instant, nullable=False),
    Column("version", Integer, nullable=False),
    object_column="shift_id",
)

# City-wide: the key that lets one lawyer have one paid unit per date (law.md A22).
duty_day = Table(
    "duty_day",
    metadata,
    Column("provider_id", Id, primary_key=True),
    Column("duty_on", Day, primary_key=True),
    Column("attendance_id", Id, nullable=False, unique=True),
)
