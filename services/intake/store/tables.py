"""Store: the tables of intake.

Organizations and hardship lines are city-wide by design; everything about a matter belongs to the
agency that decides it, and is opened to others by access grants on the matter. Lists walk an index
in their own order and stop at the page's end, however long the archive is.
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

from shared.db.tables import tenant_table
from shared.db.types import Code, Day, Fen, Id, Instant, Json

metadata = MetaData()

organization = Table(
    "organization",
    metadata,
    Column("code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False, index=True),
    Column("area_code", Text, nullable=False),
    Column("parent_code", Text),
    Column("can_decide", Boolean, nullable=False),
    Column("address", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("confidence", Text, nullable=False),
    Column("source", Text, nullable=False),
)

hardship_standard = Table(
    "hardship_standard",
    metadata,
    Column("row_id", Text, primary_key=True),
    Column("area_code", Text, nullable=False, index=True),
    Column("population", Text, nullable=False),
    Column("period", Text, nullable=False),
    Column("amount_fen", Fen, nullable=False),
    Column("valid_from", Day, nullable=False),
    Column("valid_to", Day),
    Column("doc_no", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("confidence", Text, nullable=False),
    Column("note", Text, nullable=False),
    CheckConstraint("amount_fen > 0", name="hardship_standard_positive"),
)

matter = tenant_table(
    "matter",
    metadata,
    Column("id", Id, primary_key=True),
    Column("group_id", Id, index=True),
    Column("origin", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("service", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("cause_code", Text, nullable=False),
    Column("case_no", Code, unique=True),
    Column("owner_subject", Text),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Index("matter_by_age", "created_at", "id"),
    object_column="id",
)

matter_group = tenant_table(
    "matter_group",
    metadata,
    Column("id", Id, primary_key=True),
    Column("cause_code", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("filed_by", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    object_column=None,
)

party = tenant_table(
    "party",
    metadata,
    Column("id", Id, primary_key=True),
    Column("matter_id", Id, ForeignKey("matter.id"), nullable=False, index=True),
    Column("part", Text, nullable=False),
    Column("is_person", Boolean, nullable=False),
    Column("document_kind", Text, nullable=False),
    Column("person_sealed", LargeBinary, nullable=False),
    Column("document_index", Text, index=True),
    Column("name_index", Text, index=True),
    Column("token", Text, nullable=False, index=True),
)

application = tenant_table(
    "application",
    metadata,
    Column("id", Id, primary_key=True),
    Column("matter_id", Id, ForeignKey("matter.id"), nullable=False, unique=True),
    Column("group_id", Id, index=True),
    Column("channel", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("cause_code", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("receipt_no", Text, nullable=False, unique=True),
    Column("received_at_org_id", Text, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("materials", Json, nullable=False),
    Column("filed_by", Text, nullable=False),
    Column("supplements", Json, nullable=False),
    Column("further_notice", Json),
    Column("supplement_due_on", Day),  # as in the notice, for the count of what is overdue
    Column("form_sealed", LargeBinary, nullable=False),
    Column("packet_digest", Text),
    Column("lane", Text, nullable=False),
    Column("lane_reasons", Json, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("version", Integer, nullable=False),
    Index("application_by_age", "created_at", "id"),
    Index("application_by_state", "state", "created_at", "id"),
)

decision = tenant_table(
    "decision",
    metadata,
    Column("id", Id, primary_key=True),
    Column("matter_id", Id, ForeignKey("matter.id"), nullable=False, index=True),
    Column("application_id", Id, ForeignKey("application.id"), nullable=False, index=True),
    Column("letter_no", Text, nullable=False, unique=True),
    Column("outcome", Text, nullable=False),
    Column("reason_codes", Json, nullable=False),
    Column("articles", Json, nullable=False),
    Column("approver_person_id", Text, nullable=False),
    Column("decided_at", Instant, nullable=False),
    Column("packet_digest", Text, nullable=False),
    Column("packet_sealed", LargeBinary, nullable=False),
    Column("explanation_sealed", LargeBinary),
    Column("deviates", Boolean, nullable=False),
    Column("objection_org_id", Text),
    Column("objection_until_on", Day),
    Column("acting_for_person_id", Text),
    Index("decision_by_age", "decided_at", "id"),
)

notice = tenant_table(
    "notice",
    metadata,
    Column("id", Id, primary_key=True),
    Column("matter_id", Id, ForeignKey("matter.id"), nullable=False, index=True),
    Column("organ_org_id", Text, nullable=False),
    Column("reference", Text, nullable=False),
    Column("person_key", Text, nullable=False),
    Column("content_digest", Text, nullable=False),
    Column("ground_code", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("cause_code", Text, nullable=False),
    Column("has_counsel", Boolean, nullable=False),
    Column("state", Text, nullable=False),
    Column("return_reason_codes", Json, nullable=False),
    Column("organ_case_index", Text, index=True),
    Column("custody_index", Text, index=True),
    Column("found_on", Day),
    Column("paper_sealed", LargeBinary, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("filed_by", Text, nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("organ_org_id", "reference", "person_key", name="notice_key"),
    Index("notice_by_age", "received_at", "id"),
)

duty_request = tenant_table(
    "duty_request",
    metadata,
    Column("id", Id, primary_key=True),
    Column("organ_org_id", Text, nullable=False),
    Column("site_org_id", Text, nullable=False),
    Column("reference", Text, nullable=False),
    Column("content_digest", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("purpose_code", Text, nullable=False),
    Column("person_count", Integer, nullable=False),
    Column("persons_sealed", LargeBinary, nullable=False),
    Column("needed_on", Day, nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("outside_article_14", Boolean, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("filed_by", Text, nullable=False),
    UniqueConstraint("organ_org_id", "reference", name="duty_request_key"),
    Index("duty_request_by_age", "received_at", "id"),
    object_column="id",
)

# Heard before or after the request itself is seen here: a row of its own, so that handlers commute.
duty_progress = tenant_table(
    "duty_progress",
    metadata,
    Column("duty_request_id", Id, primary_key=True),
    Column("state", Text, nullable=False),
    Column("updated_at", Instant, nullable=False),
    object_column="duty_request_id",
)

# A projection: no foreign key, because an entry may come before the matter is known here.
timeline_entry = tenant_table(
    "timeline_entry",
    metadata,
    Column("message_id", Id, primary_key=True),
    Column("matter_id", Id, nullable=False, index=True),
    Column("source", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Column("facts", Json, nullable=False),
)

file_read = tenant_table(
    "file_read",
    metadata,
    Column("id", Id, primary_key=True),
    Column("matter_id", Id, nullable=False, index=True),
    Column("reader_person_id", Text, nullable=False),
    Column("reader_role", Text, nullable=False),
    Column("reader_org_id", Text),
    Column("purpose", Text, nullable=False),
    Column("whole", Boolean, nullable=False),
    Column("at", Instant, nullable=False),
)
