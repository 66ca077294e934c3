"""Security: who looked at what. Written and committed before the answer leaves."""

from typing import TYPE_CHECKING, Any

from shared.db.transaction import Scope
from shared.kernel.actor import Actor
from shared.kernel.clock import law_date
from shared.kernel.refusals import Forbidden, NotUnderstood

if TYPE_CHECKING:
    from shared.db.transaction import Transaction, TransactionFactory

REASON_CHARS_MIN = 4
REASON_CHARS_MAX = 200


class UnmaskingNotAllowed(Forbidden):
    """None of the reader's roles may see this person's data whole."""


class UnmaskingReasonMissing(NotUnderstood):
    """Personal data is shown whole only to a reader who says why."""


async def record_read(tx: "Transaction", act: str, **facts: Any) -> None:
    """Record a sensitive read in a short transaction of its own, committed on return.

    For read routes only: a route that writes uses ``tx.record``. Facts are ids and codes.
    """
    await _record(tx.transactions, tx.actor, act, facts)


async def record_refusal(
    transactions: "TransactionFactory", actor: Actor, *, operation: str, code: str
) -> None:
    """Record that access was refused: the operation asked for and the code of the refusal."""
    await _record(transactions, actor, "access.refused", {"operation": operation, "code": code})


async def record_unmasking(
    tx: "Transaction",
    *,
    roles: frozenset[str],
    reason: str | None,
    object_id: str,
    columns: tuple[str, ...],
) -> None:
    """Allow and record that the actor of a read route sees ``columns`` of ``object_id`` whole.

    Raises UnmaskingNotAllowed, UnmaskingReasonMissing.
    """
    if not tx.actor.has(*roles):
        raise UnmaskingNotAllowed()
    given = (reason or "").strip()
    if not REASON_CHARS_MIN <= len(given) <= REASON_CHARS_MAX:
        raise UnmaskingReasonMissing(pointer="/reason")
    facts = {"object_id": object_id, "columns": list(columns), "reason": given}
    await record_read(tx, "personal_data.unmask", **facts)


async def _record(
    transactions: "TransactionFactory", actor: Actor, act: str, facts: dict[str, Any]
) -> None:
    async with transactions.begin(actor=actor, scope=Scope(), write=True) as tx:
        tx.record(reader_stream(tx), act, **facts)


def reader_stream(tx: "Transaction") -> str:
    """One chain per person and day: readers do not wait for each other."""
    return f"reader/{tx.actor.person_id}/{law_date(tx.now).isoformat()}"
