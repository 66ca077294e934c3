"""Store: quality's tables. All belong to the agency whose stages they are about, but two kinds:

providers and their ratings are city-wide, and what is published of samples is everybody's.
"""

from sqlalchemy import (
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

stage_record = tenant_table(
    "stage_record",
    metadata,
    Column("stage_assignment_id", Id, primary_key=True),
    Column("matter_id", Id, nullable=False, index=True),
    Column("kind", Text),
    Column("service", Text),
    Column("stage", Text),
    Column("provider_id", Id),
    Column("provider_subject", Text),
    Column("firm_id", Text),
    Column("assigned_by", Text),
    Column("opened_at", Instant),
    Column("closed_on", Day),
    Column("closing_code", Text),
    Column("file_passed_at", Instant),
)
Index("stage_record_closed", stage_record.c.org_id, stage_record.c.closed_on)

track_entry = tenant_table(
    "track_entry",
    metadata,
    Column("message_id", Id, primary_key=True),
    Column("stage_assignment_id", Id, nullable=False, index=True),
    Column("matter_id", Id, nullable=False),
    Column("code", Text, nullable=False),
    Column("detail", Text),
    Column("at", Instant, nullable=False),
)

sample = tenant_table(
    "sample",
    metadata,
    Column("id", Id, primary_key=True),
    Column("period_from", Day, nullable=False),
    Column("period_to", Day, nullable=False),
    Column("state", Text, nullable=False),
    Column("seed_commitment", Text, nullable=False),
    Column("seed_sealed", LargeBinary, nullable=False),
    Column("seed", Text),
    Column("rule", Json, nullable=False),
    Column("frame", Json),
    Column("frame_digest", Text),
    Column("drawn", Json),
    Column("reserve", Json),
    Column("committed_by", Text, nullable=False),
    Column("committed_at", Instant, nullable=False),
    Column("drawn_at", Instant),
    Column("version", Integer, nullable=False),
    CheckConstraint("period_from <= period_to", name="sample_period"),
    CheckConstraint("(state = 'drawn') = (seed IS NOT NULL)", name="sample_seed_revealed"),
    object_column=None,
)

sample_publication = Table(
    "sample_publication",
    metadata,
    Column("sample_id", Id, primary_key=True),
    Column("mark", Text, primary_key=True),
    Column("content", Json, nullable=False),
    Column("published_at", Instant, nullable=False),
)

review = tenant_table(
    "review",
    metadata,
    Column("id", Id, primary_key=True),
    Column("sample_id", Id, nullable=False),
    Column("stage_assignment_id", Id, nullable=False, unique=True),
    Column("matter_id", Id, nullable=False),
    Column("provider_id", Id, nullable=False),
    Column("provider_subject", Text, nullable=False),
    Column("scorecard_id", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("reviewers", Json, nullable=False),
    Column("ties", Json, nullable=False),
    Column("firm_org_id", Text),
    Column("divergence_tenths", Integer, nullable=False),
    Column("re_review_grades", Json, nullable=False),
    Column("reply_sealed", LargeBinary),
    Column("replied_at", Instant),
    Column("reply_until", Instant),
    Column("grade_code", Text),
    Column("score_tenths", Integer),
    Column("finalized_at", Instant),
    Column("opened_at", Instant, nullable=False),
    Column("version", Integer, nullable=False),
    object_column="id",
)
Index("review_provider", review.c.provider_id, review.c.finalized_at)

review_score = tenant_table(
    "review_score",
    metadata,
    Column("id", Id, primary_key=True),
    Column("review_id", Id, nullable=False),
    Column("place", Integer, nullable=False),
    Column("reviewer_person_id", Text, nullable=False),
    Column("points", Json, nullable=False),
    Column("vetoes", Json, nullable=False),
    Column("comment_sealed", LargeBinary),
    Column("total_tenths", Integer, nullable=False),
    Column("grade_code", Text, nullable=False),
    Column("scored_at", Instant, nullable=False),
    UniqueConstraint("review_id", "reviewer_person_id", name="review_score_once"),
    object_column="review_id",
)

provider = Table(
    "provider",
    metadata,
    Column("provider_id", Id, primary_key=True),
    Column("provider_subject", Text, nullable=False, index=True),
    Column("firm_id", Text, nullable=False, index=True),
    Column("firm_org_id", Text, nullable=False),
)

provider_rating = Table(
    "provider_rating",
    metadata,
    Column("provider_id", Id, primary_key=True),
    Column("rating_tenths", Integer, nullable=False),
    Column("review_count", Integer, nullable=False),
    Column("parts", Json, nullable=False),
    Column("rule_id", Text, nullable=False),
    Column("as_of", Day, nullable=False),
)
