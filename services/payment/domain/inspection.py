"""Domain: the ledger's invariants, checked from nothing but its rows. One fault stops paying."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from services.payment.domain.accounts import Balance, account
from services.payment.domain.ledger import CHAIN, Transfer, TransferKind


@dataclass(frozen=True)
class Fault:
    """A broken invariant: a code, and the account, unit or transfer where it shows."""

    code: str
    where: str


@dataclass
class Inspection:
    """Folds transfers in ledger order; feed every row once, then ask for the faults."""

    balances: dict[str, Balance] = field(default_factory=lambda: defaultdict(Balance))
    faults: list[Fault] = field(default_factory=list)
    count: int = 0
    _open_steps: dict[UUID, Transfer] = field(default_factory=dict)
    _live_units: dict[str, UUID] = field(default_factory=dict)
    _corrected: set[UUID] = field(default_factory=set)

    def read(self, transfer: Transfer) -> None:
        """Take one row in; a fault is noted, never raised."""
        self.count += 1
        if transfer.amount_fen <= 0 or transfer.debit_account == transfer.credit_account:
            self._note("transfer_malformed", transfer.id)
        if transfer.kind is TransferKind.RESERVE:
            self._read_reserve(transfer)
        elif transfer.kind in CHAIN:
            self._read_step(transfer)
        elif transfer.kind is TransferKind.REVERSE:
            self._read_reverse(transfer)
        self._move(transfer)

    def finish(self, stored: Mapping[str, Balance]) -> tuple[Fault, ...]:
        """Compare the fold with the stored balances and give every fault found."""
        total = sum(balance.fen for balance in self.balances.values())
        if total != 0:
            self._note("trial_balance_not_zero", total)
        for key in sorted(set(stored) | set(self.balances)):
            if stored.get(key, Balance()) != self.balances.get(key, Balance()):
                self._note("balance_differs_from_transfers", key)
        return tuple(self.faults)

    def _read_reserve(self, transfer: Transfer) -> None:
        unit = transfer.unit_key or ""
        if unit in self._live_units:
            self._note("unit_reserved_twice", unit)
        self._live_units[unit] = transfer.id
        self._open_steps[transfer.id] = transfer

    def _read_step(self, transfer: Transfer) -> None:
        last = self._open_steps.pop(transfer.resolves_id, None) if transfer.resolves_id else None
        if last is None:
            self._note("step_resolves_nothing_open", transfer.id)
        elif not _continues(transfer, last):
            self._note("step_does_not_continue", transfer.id)
        if transfer.kind is TransferKind.VOID:
            self._live_units.pop(transfer.unit_key or "", None)
        else:
            self._open_steps[transfer.id] = transfer
        if transfer.kind is TransferKind.POST and transfer.approved_by in (
            None,
            transfer.created_by,
        ):
            self._note("posted_without_second_person", transfer.id)

    def _read_reverse(self, transfer: Transfer) -> None:
        if transfer.correction_of is None or transfer.correction_of in self._corrected:
            self._note("corrected_twice", transfer.id)
        else:
            self._corrected.add(transfer.correction_of)

    def _move(self, transfer: Transfer) -> None:
        debit, credit = transfer.debit_account, transfer.credit_account
        self.balances[debit] = self.balances[debit].debit(transfer.amount_fen)
        self.balances[credit] = self.balances[credit].credit(transfer.amount_fen)
        for key in (debit, credit):
            if not self.balances[key].allowed_for(account(key).kind):
                self._note("account_out_of_bounds", key)

    def _note(self, code: str, where: object) -> None:
        self.faults.append(Fault(code, str(where)))


def inspect(transfers: Iterable[Transfer], stored: Mapping[str, Balance]) -> tuple[Fault, ...]:
    """Every fault of a whole ledger; empty means that paying may go on."""
    inspection = Inspection()
    for transfer in transfers:
        inspection.read(transfer)
    return inspection.finish(stored)


def _continues(step: Transfer, last: Transfer) -> bool:
    return (
        step.amount_fen == last.amount_fen
        and step.credit_account == last.debit_account
        and step.claim_id == last.claim_id
        and step.unit_key == last.unit_key
    )
