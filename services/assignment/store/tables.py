"""Store: the tables of assignment.

The registry, the holdings with their tokens, the duty helps and the paid duty days are city-wide by
design; everything about a case or a duty request belongs to the agency that runs it.
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

from shared.db.tables import tenant_table
from shared.db.types import Day, Id, Instant, Json

metadata = MetaData()

firm = Table(
    "firm",
    metadata,
    Column("id", Id, primary_key=True),
    Column("org_id", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("area_code", Text, nullable=False),
    Column("credit_code", Text),
    Column("work_phone", Text),
    Column("standing", Text, nullable=False),
)

provider = Table(
    "provider",
    metadata,
    Column("id", Id, primary_key=True),
    Column("subject", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),  # public register: travels
    Column("kind", Text, nullable=False),
    Column("license_no", Text, nullable=False, unique=True),
    Column("firm_id", Id, nullable=False, index=True),
    Column("licensed_on", Day),
    Column("gender", Text),
    Column("criminal_defense_since", Day),
    Column("minors_experience", Boolean, nullable=False),
    Column("specialities", Json, nullable=False),
    Column("languages", Json, nullable=False),
    Column("capacity", Integer, nullable=False),
    Column("public_post", Boolean, nullable=False),
    Column("standing", Text, nullable=False),
    Column("suspended_from", Day),
    Column("suspended_to", Day),
    Column("left_bench_on", Day),
    Column("work_phone", Text),
    Column("identity_number_sealed", LargeBinary),
    Column("identity_number_index", Text, unique=True),
    Column("updated_at", Instant, nullable=False),
)

provider_rating = Table(
    "provider_rating",
    metadata,
    Column("provider_id", Id, primary_key=True),
    Column("rating_tenths", Integer, nullable=False),
    Column("review_count", Integer, nullable=False),
    Column("as_of", Instant, nullable=False),
)

provider_grade = Table(
    "provider_grade",
    metadata,
    Column("review_id", Id, primary_key=True),
    Column("provider_id", Id, nullable=False, index=True),
    Column("stage_assignment_id", Id, nullable=False),
    Column("grade_code", Text, nullable=False),
    Column("score_tenths", Integer, nullable=False),
    Column("finalized_at", Instant, nullable=False),
)

stage_assignment = tenant_table(
    "stage_assignment",
    metadata,
    Column("id", Id, primary_key=True),
    Column("matter_id", Id, nullable=False, index=True),
    Column("group_id", Id, index=True),
    Column("case_no", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("service", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("cause_code", Text, nullable=False),
    Column("ground_codes", Json, nullable=False),
    Column("recipient_tags", Json, nullable=False),
    Column("by_notice", Boolean, nullable=False),
    Column("organ_org_id", Text),
    Column("defense_years_min", Integer, nullable=False),
    Column("minor", Boolean, nullable=False),
    Column("language", Text, nullable=False),
    Column("sign_language", Boolean, nullable=False),
    Column("gender_preference", Text),
    Column("started_at", Instant, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("state", Text, nullable=False),
    Column("firm_id", Id),
    Column("firm_org_id", Text),
    Column("firm_name", Text),
    Column("letter_no", Text, unique=True),
    Column("unit_assigned_at", Instant),
    Column("provider_id", Id, index=True),
    Column("provider_subject", Text),
    Column("provider_name", Text),
    Column("license_no", Text),
    Column("public_post", Boolean),
    Column("assigned_at", Instant),
    Column("assigned_by", Text),
    Column("told_at", Instant),
    Column("proof_code", Text),
    Column("engagement_signed_on", Day),
    Column("engagement_excuse_code", Text),
    Column("closing_code", Text),
    Column("closed_on", Day),
    Column("submitted_at", Instant),
    Column("returned_at", Instant),
    Column("passed_at", Instant),
    Column("passed_by", Text),
    Column("updated_at", Instant, nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("matter_id", "service", "stage", name="uq_stage_assignment_stage"),
    object_column="matter_id",
)

# City-wide: tokens and holdings, so that a conflict in another agency is seen (N9). No names.
case_token = Table(
    "case_token",
    metadata,
    Column("stage_assignment_id", Id, primary_key=True),
    Column("side", Text, primary_key=True),  # party | opponent | co_accused
    Column("token", Text, primary_key=True),
    CheckConstraint("side IN ('party', 'opponent', 'co_accused')", name="ck_case_token_side"),
    Index("ix_case_token_token", "token"),
)

holding = Table(
    "holding",
    metadata,
    Column("stage_assignment_id", Id, primary_key=True),
    Column("matter_id", Id, nullable=False, index=True),
    Column("provider_id", Id, nullable=False, index=True),
    Column("firm_id", Id, nullable=False),
    Column("since_on", Day, nullable=False),
    Column("until_on", Day),
)

match_record = tenant_table(
    "match_record",
    metadata,
    Column("id", Id, primary_key=True),
    Column("matter_id", Id, nullable=False),
    Column("stage_assignment_id", Id, nullable=False, index=True),
    Column("purpose", Text, nullable=False),
    Column("inputs", Json, nullable=False),
    Column("result", Json, nullable=False),
    Column("proof", Json, nullable=False),
    Column("digest", Text, nullable=False),
    Column("chosen_firm_id", Id, nullable=False),
    Column("chosen_provider_id", Id),
    Column("override_reason", Text),
    Column("made_by", Text, nullable=False),
    Column("made_at", Instant, nullable=False),
    object_column="matter_id",
)

progress_record = tenant_table(
    "progress_record",
    metadata,
    Column("id", Id, primary_key=True),
    Column("matter_id", Id, nullable=False),
    Column("stage_assignment_id", Id, nullable=False, index=True),
    Column("progress_code", Text, nullable=False),
    Column("happened_on", Day, nullable=False),
    Column("note_sealed", LargeBinary),
    Column("recorded_by", Text, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    object_column="matter_id",
)

closing_file_item = tenant_table(
    "closing_file_item",
    metadata,
    Column("id", Id, primary_key=True),
    Column("matter_id", Id, nullable=False),
    Column("stage_assignment_id", Id, nullable=False, index=True),
    Column("item_code", Text, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("filed_at", Instant, nullable=False),
    UniqueConstraint("stage_assignment_id", "item_code", "sha256", name="uq_closing_file_item"),
    object_column="matter_id",
)

closing_file_return = tenant_table(
    "closing_file_return",
    metadata,
    Column("id", Id, primary_key=True),
    Column("matter_id", Id, nullable=False),
    Column("stage_assignment_id", Id, nullable=False, index=True),
    Column("reason_code", Text, nullable=False),
    Column("item_codes", Json, nullable=False),
    Column("returned_by", Text, nullable=False),
    Column("returned_at", Instant, nullable=False),
    object_column="matter_id",
)
