"""Security: walks every audit chain from the first act to its head and names the first break."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import RowMapping, exists, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.db.tables import audit_anchor, audit_entry, audit_head
from shared.security.audit import GENESIS, entry_hash

PAGE_ROWS = 2_000


class Damage(StrEnum):
    ALTERED = "altered"  # the entry no longer matches its own hash
    MISSING = "missing"  # a place in the sequence is empty
    RELINKED = "relinked"  # the entry does not follow the one before it
    CUT = "cut"  # the last entries are gone: the head, or an anchor of it, knows of more
    HEADLESS = "headless"  # the stream has entries but no head


@dataclass(frozen=True)
class Break:
    stream: str
    seq: int
    damage: Damage


@dataclass(frozen=True)
class AuditReport:
    streams: int
    entries: int
    first_break: Break | None

    @property
    def whole(self) -> bool:
        return self.first_break is None


@dataclass
class _Chain:
    """How far the walk along one stream has come, and where its head says that it ends."""

    stream: str
    head_seq: int | None
    head_hash: str | None
    anchored_seq: int
    seq: int = 0
    hash: str = GENESIS

    def step(self, row: RowMapping) -> Break | None:
        """Take one more entry."""
        if row["seq"] != self.seq + 1:
            return Break(self.stream, self.seq + 1, Damage.MISSING)
        if row["prev_hash"] != self.hash:
            return Break(self.stream, row["seq"], Damage.RELINKED)
        if entry_hash({name: row[name] for name in _BOUND}) != row["hash"]:
            return Break(self.stream, row["seq"], Damage.ALTERED)
        self.seq, self.hash = row["seq"], row["hash"]
        return None

    def end(self) -> Break | None:
        """No entry is left on this stream."""
        if self.head_seq is None:
            return Break(self.stream, self.seq, Damage.HEADLESS)
        whole = (self.seq, self.hash) == (self.head_seq, self.head_hash)
        if not whole or self.seq < self.anchored_seq:
            return Break(self.stream, self.seq + 1, Damage.CUT)
        return None


_BOUND = [column.name for column in audit_entry.c if column.name != "hash"]


async def verify(connection: AsyncConnection) -> AuditReport:
    """Read every entry in order; stops at the first break."""
    streams = entries = 0
    chain: _Chain | None = None
    found: Break | None = None
    async for row in _entries(connection):
        if chain is None or chain.stream != row["stream"]:
            found = chain.end() if chain else None
            chain = _Chain(
                row["stream"], row["head_seq"], row["head_hash"], row["anchored_seq"] or 0
            )
            streams += 1
        found = found or chain.step(row)
        if found:
            return AuditReport(streams, entries, found)
        entries += 1
    found = chain.end() if chain else None
    found = found or await _emptied_stream(connection) or await _anchor_break(connection)
    return AuditReport(streams, entries, found)


async def _entries(connection: AsyncConnection) -> AsyncIterator[RowMapping]:
    """Every entry beside its head, in the database's own order of streams."""
    place = tuple_(audit_entry.c.stream, audit_entry.c.seq)
    query = (
        select(
            audit_entry,
            audit_head.c.seq.label("head_seq"),
            audit_head.c.hash.label("head_hash"),
            audit_head.c.anchored_seq,
        )
        .outerjoin(audit_head, audit_head.c.stream == audit_entry.c.stream)
        .order_by(audit_entry.c.stream, audit_entry.c.seq)
        .limit(PAGE_ROWS)
    )
    page = query
    while True:
        rows = (await connection.execute(page)).mappings().all()
        for row in rows:
            yield row
        if len(rows) < PAGE_ROWS:
            return
        page = query.where(place > (rows[-1]["stream"], rows[-1]["seq"]))


async def _emptied_stream(connection: AsyncConnection) -> Break | None:
    """A head whose entries are all gone."""
    kept = exists().where(audit_entry.c.stream == audit_head.c.stream)
    query = select(audit_head.c.stream).where(audit_head.c.seq > 0, ~kept).limit(1)
    stream = (await connection.execute(query)).scalar_one_or_none()
    return Break(stream, 1, Damage.CUT) if stream is not None else None


async def _anchor_break(connection: AsyncConnection) -> Break | None:
    """The anchors of each source form a chain of their own."""
    query = select(audit_anchor).order_by(audit_anchor.c.source, audit_anchor.c.seq)
    source, seq, root = None, 0, GENESIS
    for row in await connection.execute(query):
        if row.source != source:
            source, seq, root = row.source, 0, GENESIS
        stream = f"anchor/{source}"
        if row.seq != seq + 1:
            return Break(stream, seq + 1, Damage.MISSING)
        if row.previous_root != root:
            return Break(stream, row.seq, Damage.RELINKED)
        seq, root = row.seq, row.root
    return None
