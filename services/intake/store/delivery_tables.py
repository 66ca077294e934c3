"""Store: the tables of delivery to partners.

A channel belongs to the agency that reports to one partner; a grant on the channel opens it, and
with it its messages, to the partner's organization.
"""

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Text,
    UniqueConstraint,
    text,
)

from services.intake.store.tables import metadata
from shared.db.tables import tenant_table
from shared.db.types import Id, Instant, Json

partner_channel = tenant_table(
    "partner_channel",
    metadata,
    Column("id", Id, primary_key=True),
    Column("partner_org_id", Text, nullable=False, index=True),
    Column("way", Text, nullable=False),
    Column("url", Text),
    Column("secret_sealed", LargeBinary),
    Column("previous_secret_sealed", LargeBinary),
    Column("previous_secret_until", Instant),
    Column("public_key", Text),  # of the partner, for the packages that it sends
    Column("failures_in_row", Integer, nullable=False),
    Column("suspended_at", Instant),
    Column("suspended_for", Text),
    Column("updated_at", Instant, nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("org_id", "partner_org_id", name="partner_channel_pair"),
    object_column="id",
)

partner_message = tenant_table(
    "partner_message",
    metadata,
    Column("id", Id, primary_key=True),
    Column("channel_id", Id, ForeignKey("partner_channel.id"), nullable=False),
    Column("partner_org_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("matter_id", Id),
    Column("duty_request_id", Id),
    Column("stage_assignment_id", Id),
    Column("reference", Text),
    Column("payload", Json, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at", Instant),  # of the next attempt, in the database's time; none: at once
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("delivered_at", Instant),
    Column("proof", Text),
    object_column="channel_id",
)
Index(
    "partner_message_list",
    partner_message.c.partner_org_id,
    partner_message.c.created_at,
    partner_message.c.id,
)
Index(
    "partner_message_pending",
    partner_message.c.channel_id,
    partner_message.c.created_at,
    partner_message.c.id,
    postgresql_where=text("state = 'pending'"),
    sqlite_where=text("state = 'pending'"),
)

partner_attempt = tenant_table(
    "partner_attempt",
    metadata,
    Column("id", Id, primary_key=True),
    Column("channel_id", Id, ForeignKey("partner_channel.id"), nullable=False),
    Column("message_id", Id, ForeignKey("partner_message.id"), nullable=False, index=True),
    Column("at", Instant, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("status", Integer),
    Column("duration_ms", Integer, nullable=False),
    object_column="channel_id",
)

partner_package = tenant_table(
    "partner_package",
    metadata,
    Column("id", Id, primary_key=True),
    Column("channel_id", Id, ForeignKey("partner_channel.id"), nullable=False),
    Column("direction", Text, nullable=False),
    Column("package_no", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("item_count", Integer, nullable=False),
    Column("digest", Text, nullable=False),
    Column("content", LargeBinary),  # of an outgoing one
    Column("outcome", Json),  # of an incoming one, item by item
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("channel_id", "direction", "package_no", name="partner_package_key"),
    object_column="channel_id",
)
