"""Database: the chassis' own tables, the same in each service's database; and what a tenant table is."""

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from shared.db.types import Day, Id, Instant, Json

chassis = MetaData()


def tenant_table(
    name: str, metadata: MetaData, *parts: Any, object_column: str | None = "matter_id"
) -> Table:
    """A table whose rows belong to one organization (``org_id``).

    ``object_column`` names the id by which an access grant opens a row to a person; None: never.
    """
    table = Table(
        name,
        metadata,
        Column("org_id", Text, nullable=False),
        *parts,
        info={"tenant": True, "object_column": object_column},
    )
    Index(f"{name}_org", table.c.org_id)
    return table


outbox = Table(
    "outbox",
    chassis,
    Column("stream", Text, primary_key=True),
    Column("stream_seq", Integer, primary_key=True),
    Column("id", Id, nullable=False, unique=True),
    Column("type", Text, nullable=False),
    Column("tenant", Text, nullable=False),
    Column("occurred_at", Instant, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("correlation_id", Id),
    Column("causation_id", Id),
    Column("traceparent", Text),
    Column("actor", Text, nullable=False),
)

outbox_stream = Table(
    "outbox_stream",
    chassis,
    Column("stream", Text, primary_key=True),
    Column("next_seq", Integer, nullable=False),
    Column("sent_seq", Integer, nullable=False, server_default=text("0")),
    Column("due_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("parked_at", Instant),
    Column("last_error", Text),
)
Index(
    "outbox_stream_due",
    outbox_stream.c.due_at,
    postgresql_where=text("sent_seq < next_seq AND parked_at IS NULL"),
    sqlite_where=text("sent_seq < next_seq AND parked_at IS NULL"),
)

inbox = Table(
    "inbox",
    chassis,
    Column("consumer", Text, primary_key=True),
    Column("message_id", Id, primary_key=True),
    Column("source", Text, nullable=False),
    Column("stream", Text, nullable=False),
    Column("stream_seq", Integer, nullable=False),
    Column("type", Text, nullable=False),
    Column("tenant", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("status", Text, nullable=False),
    Column("done_at", Instant),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("last_error", Text),
    UniqueConstraint("consumer", "source", "stream", "stream_seq", name="inbox_place"),
)
Index(
    "inbox_quarantined",
    inbox.c.consumer,
    inbox.c.received_at,
    postgresql_where=text("status = 'quarantined'"),
    sqlite_where=text("status = 'quarantined'"),
)

inbox_stream = Table(
    "inbox_stream",
    chassis,
    Column("consumer", Text, primary_key=True),
    Column("source", Text, primary_key=True),
    Column("stream", Text, primary_key=True),
    Column("last_seq", Integer, nullable=False, server_default=text("0")),
    Column("ready", Boolean, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("parked_at", Instant),
    Column("last_error", Text),
    Column("in_hand_by", Text),
)
Index(
    "inbox_stream_due",
    inbox_stream.c.consumer,
    inbox_stream.c.due_at,
    postgresql_where=text("ready AND parked_at IS NULL"),
    sqlite_where=text("ready AND parked_at IS NULL"),
)

job_lease = Table(
    "job_lease",
    chassis,
    Column("name", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("until", Instant, nullable=False),
)

timer_run = Table(
    "timer_run",
    chassis,
    Column("name", Text, primary_key=True),
    Column("due_at", Instant, nullable=False),
)

idempotency_answer = Table(
    "idempotency_answer",
    chassis,
    Column("scope", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("fingerprint", Text, nullable=False),
    Column("status", Integer),
    Column("answer_sealed", LargeBinary),
    Column("created_at", Instant, nullable=False),
)

audit_entry = Table(
    "audit_entry",
    chassis,
    Column("stream", Text, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("act", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("person_id", Text, nullable=False),
    Column("org_id", Text),
    Column("client_id", Text),
    Column("facts", Json, nullable=False),
    Column("at", Instant, nullable=False),
    Column("prev_hash", Text, nullable=False),
    Column("hash", Text, nullable=False),
)

audit_head = Table(
    "audit_head",
    chassis,
    Column("stream", Text, primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("hash", Text, nullable=False),
    Column("anchored_seq", Integer, nullable=False, server_default=text("0")),
)

audit_anchor = Table(
    "audit_anchor",
    chassis,
    Column("source", Text, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("root", Text, nullable=False),
    Column("previous_root", Text, nullable=False),
    Column("streams", Integer, nullable=False),
    Column("at", Instant, nullable=False),
)

access_grant = Table(
    "access_grant",
    chassis,
    Column("subject", Text, primary_key=True),
    Column("object_id", Id, primary_key=True),
    Column("purpose", Text, primary_key=True),
    Column("org_id", Text, nullable=False),
    Column("granted_at", Instant, nullable=False),
    Column("until", Instant),
)
Index("access_grant_object", access_grant.c.object_id)

data_key = Table(
    "data_key",
    chassis,
    Column("scope", Text, primary_key=True),
    Column("kek_id", Text, nullable=False),
    Column("wrapped", LargeBinary),
    Column("created_at", Instant, nullable=False),
    Column("destroyed_at", Instant),
)

obligation = tenant_table(
    "obligation",
    chassis,
    Column("id", Id, primary_key=True),
    Column("subject", Text, nullable=False),
    Column("matter_id", Id),
    Column("code", Text, nullable=False),
    Column("article", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("length", Integer, nullable=False),
    Column("rolls", Boolean, nullable=False),
    Column("rule_digest", Text, nullable=False),
    Column("verified", Boolean, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("pauses", Json, nullable=False),
    Column("target_at", Instant, nullable=False),
    Column("limit_at", Instant, nullable=False),
    Column("provisional", Boolean, nullable=False),
    Column("met_at", Instant),
    Column("canceled_at", Instant),
    Column("approached_at", Instant),
    Column("breached_at", Instant),
)
Index("obligation_subject", obligation.c.subject, obligation.c.code)
Index("obligation_matter", obligation.c.matter_id)
Index("obligation_by_limit", obligation.c.limit_at, obligation.c.id)
for _ended in (obligation.c.met_at, obligation.c.canceled_at):
    Index(
        f"obligation_{_ended.name}",
        _ended,
        postgresql_where=_ended.is_not(None),
        sqlite_where=_ended.is_not(None),
    )
Index(
    "obligation_open",
    obligation.c.limit_at,
    obligation.c.id,
    postgresql_where=text("met_at IS NULL AND canceled_at IS NULL"),
    sqlite_where=text("met_at IS NULL AND canceled_at IS NULL"),
)

calendar_year = Table(
    "calendar_year",
    chassis,
    Column("year", Integer, primary_key=True),
    Column("provisional", Boolean, nullable=False),
    Column("source", Text, nullable=False),
)

calendar_day = Table(
    "calendar_day",
    chassis,
    Column("day", Date, primary_key=True),
    Column("kind", Text, nullable=False),
)

policy_row = Table(
    "policy_row",
    chassis,
    Column("table_name", Text, primary_key=True),
    Column("row_id", Text, primary_key=True),
    Column("valid_from", Day, nullable=False),
    Column("valid_to", Day),
    Column("body", Json, nullable=False),
    Column("digest", Text, nullable=False),
    Column("source", Text, nullable=False),
)

gapless_number = Table(
    "gapless_number",
    chassis,
    Column("series", Text, primary_key=True),
    Column("last", Integer, nullable=False),
)
