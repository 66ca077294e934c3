"""Security: the audit chain. Every act is bound to its stream, its place and the act before it."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, bindparam, insert, update

from shared.db.sql import insert_into
from shared.db.tables import audit_entry, audit_head
from shared.kernel.policy import canonical

if TYPE_CHECKING:
    from shared.db.pending import PendingAct
    from shared.db.transaction import Transaction

GENESIS = "0" * 64
_DOMAIN = b"legalaid.audit.v1\x00"
_MOVE_HEAD = (
    update(audit_head)
    .where(audit_head.c.stream == bindparam("of"))
    .values(seq=bindparam("to_seq"), hash=bindparam("to_hash"))
)


async def write_acts(tx: "Transaction") -> None:
    """Before commit: append the recorded acts to their chains, each under its head row's lock.

    Three statements whatever the number of acts; streams are locked in sorted order.
    """
    by_stream: dict[str, list[PendingAct]] = defaultdict(list)
    for act in tx.pending.acts:
        by_stream[act.stream].append(act)
    if not by_stream:
        return
    heads = await _locked_heads(tx, sorted(by_stream))
    entries: list[dict[str, Any]] = []
    for stream, acts in sorted(by_stream.items()):
        entries += _links(tx.now, heads[stream], acts)
    await tx.connection.execute(insert(audit_entry), entries)
    last = {entry["stream"]: entry for entry in entries}
    moves = [
        {"of": stream, "to_seq": entry["seq"], "to_hash": entry["hash"]}
        for stream, entry in last.items()
    ]
    await tx.connection.execute(_MOVE_HEAD, moves)


async def _locked_heads(tx: "Transaction", streams: Sequence[str]) -> dict[str, Row[Any]]:
    """The head of each stream, made where it is new; locked either way by the no-change update."""
    fresh = [{"stream": stream, "seq": 0, "hash": GENESIS, "anchored_seq": 0} for stream in streams]
    locked = await tx.execute(_locking(tx.database.dialect), fresh)
    return {row.stream: row for row in locked}


@cache
def _locking(dialect: str) -> Any:
    insertion = insert_into(audit_head, dialect)
    return insertion.on_conflict_do_update(
        index_elements=["stream"], set_={"stream": insertion.excluded.stream}
    ).returning(audit_head)


def _links(now: datetime, head: Row[Any], acts: Sequence["PendingAct"]) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = []
    seq, previous = head.seq, head.hash
    for act in acts:
        seq += 1
        entry = {
            "stream": head.stream,
            "seq": seq,
            "prev_hash": previous,
            "act": act.act,
            "actor": act.actor.subject,
            "person_id": act.actor.person_id,
            "org_id": act.actor.org_id,
            "client_id": act.actor.client_id,
            "facts": plain_facts(act.facts),
            "at": now,
        }
        previous = entry["hash"] = entry_hash(entry)
        entries.append(entry)
    return entries


def plain_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts as they come back from either database, so that their hash stays the same.

    Raises TypeError for a float: databases spell them in different ways.
    """
    return dict(json.loads(canonical(facts), parse_float=_refuse_float))


def entry_hash(entry: Mapping[str, Any]) -> str:
    """sha256 in hexadecimal over everything in the entry but the hash itself."""
    at: datetime = entry["at"]
    bound = {name: value for name, value in entry.items() if name not in ("hash", "at")}
    bound["at"] = at.astimezone(UTC).isoformat(timespec="microseconds")
    return hashlib.sha256(_DOMAIN + canonical(bound)).hexdigest()


def _refuse_float(text: str) -> float:
    raise TypeError(f"audit facts hold no floating-point numbers: {text}")
