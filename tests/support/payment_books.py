"""A ledger in memory with the database's own rules, to try the pure domain on."""

from collections import defaultdict
from uuid import UUID

from services.payment.domain.accounts import AccountKind, Balance
from services.payment.domain.inspection import Fault, inspect
from services.payment.domain.ledger import Transfer, TransferKind
from tests.support.payment import an_id


class UnitKeyTaken(Exception):
    """The unit has a live reservation."""


class Books:
    """Transfers in order, with running balances and the unique unit key."""

    def __init__(self) -> None:
        self.transfers: list[Transfer] = []
        self.balances: dict[str, Balance] = defaultdict(Balance)
        self._ids: set[UUID] = set()
        self._live: set[str] = set()

    def enter(self, transfer: Transfer) -> None:
        """Add a row; the same id a second time changes nothing. Raises UnitKeyTaken."""
        if transfer.id in self._ids:
            return
        unit = transfer.unit_key or ""
        if transfer.kind is TransferKind.RESERVE and unit in self._live:
            raise UnitKeyTaken(unit)
        if transfer.kind is TransferKind.RESERVE:
            self._live.add(unit)
        if transfer.kind is TransferKind.VOID:
            self._live.discard(unit)
        self._ids.add(transfer.id)
        self.transfers.append(transfer)
        debit, credit = transfer.debit_account, transfer.credit_account
        self.balances[debit] = self.balances[debit].debit(transfer.amount_fen)
        self.balances[credit] = self.balances[credit].credit(transfer.amount_fen)

    def fen(self, kind: AccountKind) -> int:
        """The balance of the one budget that tests use."""
        return self.balances[f"{an_id('budget')}/{kind}"].fen

    def faults(self) -> tuple[Fault, ...]:
        return inspect(self.transfers, self.balances)
