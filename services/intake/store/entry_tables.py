"""Store: the tables of how people get in, beside the application itself.

``filing_trace`` is city-wide by design: keyed tokens, an agency and a time, so that the same matter
filed twice is found across agencies and no agency sees another's file.
"""

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, Table, Text, UniqueConstraint

from services.intake.store.tables import metadata
from shared.db.tables import tenant_table
from shared.db.types import Day, Id, Instant, Json

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

signature_record = tenant_table(
    "signature_record",
    metadata,
    Column("id", Id, primary_key=True),
    Column("matter_id", Id, nullable=False, index=True),
    Column("form", Text, nullable=False),
    Column("subject_id", Id, nullable=False),
    Column("method", Text, nullable=False),
    Column("signed_by", Text, nullable=False),
    Column("signed_on", Day, nullable=False),
    Column("recorded_by", Text, nullable=False),
    Column("recorded_at", Instant, nullable=False),
)

explanation = tenant_table(
    "explanation",
    metadata,
    Column("id", Id, primary_key=True),
    Column("matter_id", Id, nullable=False, index=True),
    Column("application_id", Id, nullable=False),
    Column("code", Text, nullable=False),
    Column("text_sealed", LargeBinary, nullable=False),
    Column("given_by", Text, nullable=False),
    Column("given_at", Instant, nullable=False),
)

representation = tenant_table(
    "representation",
    metadata,
    Column("id", Id, primary_key=True),
    Column("matter_id", Id, nullable=False, index=True),
    Column("application_id", Id, nullable=False),
    Column("subject", Text, nullable=False),
    Column("capacity", Text, nullable=False),
    Column("proof_code", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("until_on", Day, nullable=False),
    Column("person_sealed", LargeBinary, nullable=False),
    Column("given_at", Instant, nullable=False),
    Column("given_by", Text, nullable=False),
    Column("ended_at", Instant),
    Column("end_reason_code", Text),
    object_column="id",
)

filing_trace = Table(
    "filing_trace",
    metadata,
    Column("application_id", Id, primary_key=True),
    Column("agency_org_id", Text, nullable=False),
    Column("person_token", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("cause_code", Text, nullable=False),
    Column("opponent_tokens", Json, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Index("filing_trace_person", "person_token", "kind", "cause_code"),
)

filing_duplicate = tenant_table(
    "filing_duplicate",
    metadata,
    Column("application_id", Id, primary_key=True),
    Column("matter_id", Id, nullable=False),
    Column("first_agency_org_id", Text, nullable=False),
    Column("first_received_at", Instant, nullable=False),
    Column("course", Text),
    Column("reason_code", Text),
    Column("ruled_by", Text),
    Column("ruled_at", Instant),
    object_column=None,
)

filing_link = tenant_table(
    "filing_link",
    metadata,
    Column("application_id", Id, primary_key=True),
    Column("matter_id", Id, nullable=False),
    Column("kind", Text, nullable=False),
    Column("linked_id", Id, nullable=False, index=True),
    Column("linked_at", Instant, nullable=False),
)

filing_forwarding = tenant_table(
    "filing_forwarding",
    metadata,
    Column("application_id", Id, primary_key=True),
    Column("matter_id", Id, nullable=False),
    Column("by_org_id", Text, nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("late", Boolean, nullable=False),
)

# A draft belongs to nobody but the account that wrote it: its tenant is no organization.
application_draft = tenant_table(
    "application_draft",
    metadata,
    Column("id", Id, primary_key=True),
    Column("content_sealed", LargeBinary),
    Column("application_id", Id),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("version", Integer, nullable=False),
    object_column="id",
)

consultation = tenant_table(
    "consultation",
    metadata,
    Column("id", Id, primary_key=True),
    Column("held_at_org_id", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("kind", Text),
    Column("cause_code", Text),
    Column("anonymous", Boolean, nullable=False),
    Column("state", Text, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("opened_by", Text, nullable=False),
    Column("owner_subject", Text),
    Column("booked_for", Instant),
    Column("answered_at", Instant),
    Column("answered_by", Text),
    Column("told_of_aid", Boolean, nullable=False),
    Column("referred_to_org_id", Text),
    Column("application_id", Id),
    Column("question_sealed", LargeBinary, nullable=False),
    Column("answer_sealed", LargeBinary),
    Column("updated_at", Instant, nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("application_id", name="consultation_application"),
    object_column="id",
)
