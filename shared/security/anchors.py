"""Security: anchors. One root over every audit head that moved, chained to the root before it."""

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, insert, select, update

from shared.db.tables import audit_anchor, audit_head
from shared.kernel.policy import canonical
from shared.security.audit import GENESIS

if TYPE_CHECKING:
    from shared.db.transaction import Transaction

HEADS_MAX = 5_000  # of one anchor; the next one takes the rest
_DOMAIN = b"legalaid.anchor.v1\x00"
_MARK = (
    update(audit_head)
    .where(audit_head.c.stream == bindparam("of"), audit_head.c.anchored_seq < bindparam("upto"))
    .values(anchored_seq=bindparam("upto"))
)


@dataclass(frozen=True)
class Anchor:
    source: str
    seq: int
    root: str
    previous_root: str
    streams: int


async def anchor_heads(tx: "Transaction") -> Anchor | None:
    """Anchor the heads that moved since the last anchor; None when none did.

    Runs under the service's job lease, so that anchors of one source never race.
    """
    moved = select(audit_head.c.stream, audit_head.c.seq, audit_head.c.hash)
    moved = moved.where(audit_head.c.seq > audit_head.c.anchored_seq)
    heads = (await tx.execute(moved.order_by(audit_head.c.stream).limit(HEADS_MAX))).all()
    if not heads:
        return None
    last = await _last(tx)
    seq, previous_root = (last.seq + 1, last.root) if last else (1, GENESIS)
    bound = [tx.service, seq, previous_root, [[head.stream, head.seq, head.hash] for head in heads]]
    root = hashlib.sha256(_DOMAIN + canonical(bound)).hexdigest()
    anchor = Anchor(tx.service, seq, root, previous_root, len(heads))
    await tx.execute(insert(audit_anchor).values(**vars(anchor), at=tx.now))
    marks = [{"of": head.stream, "upto": head.seq} for head in heads]
    await tx.connection.execute(_MARK, marks)
    return anchor


async def _last(tx: "Transaction") -> Anchor | None:
    query = select(audit_anchor).where(audit_anchor.c.source == tx.service)
    rows = await tx.execute(query.order_by(audit_anchor.c.seq.desc()).limit(1))
    row = rows.one_or_none()
    if row is None:
        return None
    return Anchor(row.source, row.seq, row.root, row.previous_root, row.streams)
