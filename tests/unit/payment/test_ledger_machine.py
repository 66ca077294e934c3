"""The ledger as a machine: whatever is tried in whatever order, the books hold (P-03)."""

from dataclasses import replace

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from services.payment.domain.accounts import AccountKind, Balance
from services.payment.domain.ledger import (
    Transfer,
    TransferKind,
    TransferOutOfPlace,
    appropriate,
    cover,
    follow,
    reserve,
)
from tests.support.payment import APPROVER, PREPARER, a_commitment, an_id, by
from tests.support.payment_books import Books, UnitKeyTaken

UNITS = ("unit-a", "unit-b", "unit-c")
STEPS = (
    TransferKind.VOID,
    TransferKind.ACCRUE,
    TransferKind.COLLECT,
    TransferKind.SEND_BACK,
    TransferKind.POST,
)


class LedgerMachine(RuleBasedStateMachine):
    """Random acts on three units of one budget."""

    def __init__(self) -> None:
        super().__init__()
        self.books = Books()
        self.tips: dict[str, Transfer] = {}
        self.funded: dict[str, bool] = {}
        self.reserved: dict[str, Transfer] = {}
        self.voids = dict.fromkeys(UNITS, 0)
        self.given = 0

    @initialize(amount=st.integers(1, 300))
    def give(self, amount: int) -> None:
        self._appropriate(amount)

    @rule(amount=st.integers(1, 300))
    def give_more(self, amount: int) -> None:
        self._appropriate(amount)

    @rule(unit=st.sampled_from(UNITS), amount=st.integers(1, 200))
    def commit(self, unit: str, amount: int) -> None:
        what = a_commitment(
            claim_id=an_id(unit), unit_key=unit, generation=self.voids[unit], amount_fen=amount
        )
        funded = self.books.fen(AccountKind.BUDGET) >= amount
        transfer = reserve(what, funded=funded, by=by("system"))
        if unit in self.tips:
            with pytest.raises(UnitKeyTaken):
                self.books.enter(replace(transfer, id=an_id(f"second try {unit}")))
            return
        self.books.enter(transfer)
        self.tips[unit] = self.reserved[unit] = transfer
        self.funded[unit] = funded

    @precondition(lambda self: not all(self.funded.values()))
    @rule()
    def cover_what_the_budget_can(self) -> None:
        for unit, funded in self.funded.items():
            free = self.books.fen(AccountKind.BUDGET)
            if not funded and free >= self.reserved[unit].amount_fen:
                self.books.enter(cover(self.reserved[unit], by=by("system")))
                self.funded[unit] = True

    @precondition(lambda self: self.tips)
    @rule(unit=st.sampled_from(UNITS), kind=st.sampled_from(STEPS))
    def take_any_step(self, unit: str, kind: TransferKind) -> None:
        if unit not in self.tips:
            return
        authority = by(PREPARER, APPROVER)
        funded = self.funded[unit]
        try:
            step = follow(
                self.tips[unit], kind, by=authority, batch_id=an_id("batch"), funded=funded
            )
        except TransferOutOfPlace:
            return
        self.books.enter(step)
        self.tips[unit] = step
        if kind is TransferKind.VOID:
            self.voids[unit] += 1
            del self.tips[unit], self.funded[unit]

    @precondition(lambda self: self.books.transfers)
    @rule(pick=st.randoms(use_true_random=False))
    def replay_an_old_transfer(self, pick: st.SearchStrategy[object]) -> None:
        old = pick.choice(self.books.transfers)  # type: ignore[attr-defined]
        before = dict(self.books.balances)
        self.books.enter(old)
        assert self.books.balances == before

    @invariant()
    def nothing_is_broken(self) -> None:
        assert self.books.faults() == ()

    @invariant()
    def the_trial_balance_is_zero(self) -> None:
        assert sum(balance.fen for balance in self.books.balances.values()) == 0

    @invariant()
    def all_money_given_stands_somewhere(self) -> None:
        places = [kind for kind in AccountKind if kind is not AccountKind.APPROPRIATION]
        assert sum(self.books.fen(kind) for kind in places) == self.given

    @invariant()
    def nothing_is_paid_twice_or_beyond_its_reservation(self) -> None:
        paid = [t for t in self.books.transfers if t.kind is TransferKind.POST]
        assert len({t.unit_key for t in paid}) == len(paid)
        assert all(t.amount_fen <= self.reserved[str(t.unit_key)].amount_fen for t in paid)

    def _appropriate(self, amount: int) -> None:
        self.given += amount
        key = an_id(f"appropriation {len(self.books.transfers)}")
        line = an_id("budget")
        self.books.enter(
            appropriate(
                key=key,
                org_id="LA-150203",
                budget_id=line,
                amount_fen=amount,
                by=by(PREPARER, APPROVER),
            )
        )
        assert self.books.balances.get(f"{line}/budget", Balance()).fen >= 0


LedgerMachine.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestLedgerMachine = LedgerMachine.TestCase
