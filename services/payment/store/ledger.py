"""Store: the agency's ledger. Rows are only added; triggers move the balances with them."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, func, insert, update

from services.payment.domain.accounts import Balance
from services.payment.domain.accounts import account as account_of
from services.payment.domain.inspection import Fault
from services.payment.domain.ledger import (
    LedgerStopped,
    Transfer,
    TransferKind,
    UnitAlreadyCommitted,
)
from services.payment.store.ledger_tables import account, ledger, transfer
from shared.db.sql import insert_missing
from shared.db.tables import audit_entry
from shared.db.transaction import Transaction

READ_ROWS = 1000  # transfers per statement when the whole ledger is read

_COLUMNS = (
    "id",
    "org_id",
    "budget_id",
    "debit_account",
    "credit_account",
    "amount_fen",
    "effective_at",
    "created_by",
    "approved_by",
    "claim_id",
    "unit_key",
    "generation",
    "resolves_id",
    "correction_of",
    "batch_id",
    "rate_row_id",
    "reason_code",
)


@dataclass(frozen=True)
class Entry:
    """A transfer as read back, with the two digests that were kept of it."""

    seq: int
    transfer: Transfer
    digest: str
    chained_digest: str | None


class Ledger:
    """The ledger of one agency. Writers queue on its head row, so its order is its history."""

    def __init__(self, tx: Transaction, org_id: str) -> None:
        self._tx = tx
        self._org_id = org_id

    async def enter(self, row: Transfer) -> None:
        """Add a transfer; the same id a second time changes nothing.

        Raises UnitAlreadyCommitted where the unit has a live reservation.
        """
        seq = await self._lock()
        if await self._holds(row.id):
            return
        if row.kind is TransferKind.RESERVE and await self._unit_is_live(row):
            raise UnitAlreadyCommitted()
        await self._open_accounts(row)
        values = {name: getattr(row, name) for name in _COLUMNS}
        values |= {"kind": str(row.kind), "seq": seq, "digest": row.digest}
        await self._tx.execute(insert(transfer).values(**values))
        await self._tx.execute(
            update(ledger).where(ledger.c.id == self._org_id).values(next_seq=seq + 1)
        )
        self._tx.record(
            f"ledger/{self._org_id}",
            f"ledger.{row.kind}",
            transfer_id=str(row.id),
            seq=seq,
            digest=row.digest,
        )

    async def get(self, transfer_id: UUID) -> Transfer:
        rows = await self._tx.execute(self._tx.scoped(transfer).where(transfer.c.id == transfer_id))
        return _transfer(rows.one())

    async def reservation(self, unit_key: str, generation: int) -> Transfer:
        """The reservation that a unit's chain began with."""
        rows = await self._tx.execute(
            self._tx.scoped(transfer)
            .where(transfer.c.unit_key == unit_key, transfer.c.generation == generation)
            .where(transfer.c.kind == TransferKind.RESERVE)
        )
        return _transfer(rows.one())

    async def voided_times(self, unit_key: str) -> int:
        """How many reservations of a unit were voided: the generation that comes next."""
        rows = await self._tx.execute(
            self._tx.scoped(transfer, func.count()).where(
                transfer.c.unit_key == unit_key, transfer.c.kind == str(TransferKind.VOID)
            )
        )
        return int(rows.scalar_one())

    async def require_running(self) -> None:
        """Raises LedgerStopped while an invariant is broken (P-03)."""
        rows = await self._tx.execute(self._tx.scoped(ledger).where(ledger.c.id == self._org_id))
        head = rows.one_or_none()
        if head is not None and head.stopped_at is not None:
            raise LedgerStopped(since=head.stopped_at.isoformat(), faults=head.stopped_for)

    async def mark(self, faults: tuple[Fault, ...]) -> None:
        """Stop paying where faults were found; go on again where they are gone."""
        codes = sorted({fault.code for fault in faults})
        await self._tx.execute(
            update(ledger)
            .where(ledger.c.id == self._org_id)
            .values(stopped_at=self._tx.now if codes else None, stopped_for=codes or None)
        )

    async def balances(self) -> Mapping[str, Balance]:
        """The stored balances by account key."""
        rows = await self._tx.execute(
            self._tx.scoped(account).where(account.c.org_id == self._org_id)
        )
        return {row.key: Balance(row.debits_fen, row.credits_fen) for row in rows}

    async def read(self) -> AsyncIterator["Entry"]:
        """Every transfer in order, with its digest here and on the audit chain.

        The n-th transfer is the n-th act on the chain ``ledger/<agency>``: both are written under
        the lock of the ledger's head row.
        """
        chain = and_(
            audit_entry.c.stream == f"ledger/{self._org_id}", audit_entry.c.seq == transfer.c.seq
        )
        last = 0
        while True:
            rows = await self._tx.execute(
                self._tx.scoped(transfer, *transfer.c, audit_entry.c.facts)
                .outerjoin(audit_entry, chain)
                .where(transfer.c.org_id == self._org_id, transfer.c.seq > last)
                .order_by(transfer.c.seq)
                .limit(READ_ROWS)
            )
            found = rows.all()
            for row in found:
                chained = row.facts["digest"] if row.facts else None
                yield Entry(row.seq, _transfer(row), row.digest, chained)
            if len(found) < READ_ROWS:
                return
            last = found[-1].seq

    async def _lock(self) -> int:
        """The place of the next transfer; held against other writers to the commit."""
        fresh = {"id": self._org_id, "org_id": self._org_id, "next_seq": 1}
        await insert_missing(self._tx.connection, ledger, [fresh])
        rows = await self._tx.execute(
            self._tx.scoped(ledger).where(ledger.c.id == self._org_id).with_for_update()
        )
        return int(rows.one().next_seq)

    async def _holds(self, transfer_id: UUID) -> bool:
        rows = await self._tx.execute(
            self._tx.scoped(transfer, transfer.c.id).where(transfer.c.id == transfer_id)
        )
        return rows.first() is not None

    async def _unit_is_live(self, row: Transfer) -> bool:
        """The unique index would refuse it too; asked first, so that the refusal has a name."""
        rows = await self._tx.execute(
            self._tx.scoped(transfer, transfer.c.id)
            .where(transfer.c.unit_key == row.unit_key, transfer.c.generation == row.generation)
            .where(transfer.c.kind == TransferKind.RESERVE)
        )
        return rows.first() is not None

    async def _open_accounts(self, row: Transfer) -> None:
        fresh = [
            {
                "key": key,
                "org_id": self._org_id,
                "budget_id": row.budget_id,
                "kind": str(account_of(key).kind),
                "debits_fen": 0,
                "credits_fen": 0,
                "last_seq": 0,
            }
            for key in sorted((row.debit_account, row.credit_account))
        ]
        await insert_missing(self._tx.connection, account, fresh)


async def ledger_ids(tx: Transaction) -> list[str]:
    """The agencies in scope that keep a ledger."""
    return list((await tx.execute(tx.scoped(ledger, ledger.c.id).order_by(ledger.c.id))).scalars())


def _transfer(row: Row[Any]) -> Transfer:
    values = row._mapping
    return Transfer(**{name: values[name] for name in _COLUMNS}, kind=TransferKind(row.kind))
