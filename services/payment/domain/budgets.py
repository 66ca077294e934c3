"""Domain: budgets by year, fund source and use line. A shortfall is recorded, never a wall."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from uuid import UUID

from services.payment.domain.separation import require_other_person
from shared.kernel.refusals import Conflict, NotFound
from shared.kernel.transitions import Transition, TransitionTable


class AppropriationState(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"
    REVERSED = "reversed"


_APPROVERS = frozenset({"finance_approver", "agency_head"})

APPROPRIATION_ACTS = TransitionTable(
    (
        Transition(
            "approve",
            frozenset({AppropriationState.PROPOSED}),
            AppropriationState.APPROVED,
            _APPROVERS,
        ),
        Transition(
            "reverse",
            frozenset({AppropriationState.APPROVED}),
            AppropriationState.REVERSED,
            _APPROVERS,
        ),
    )
)


class AppropriationNotFound(NotFound):
    """No such appropriation among yours."""


class BudgetAlreadyUsed(Conflict):
    """Part of the money is committed, so it cannot be taken back. Facts: ``free_fen``."""


class UseNotAllowed(Conflict):
    """Earmarked money may not pay for this (法律援助法 61; 包府发〔2024〕3号 二(三), 三(二)).

    Facts: ``use_line``, ``claim_kind``.
    """


@dataclass(frozen=True)
class AllowedUse:
    """One row of the allowed-use list: this line may pay for claims of this kind."""

    use_line: str
    claim_kind: str
    source: str
    valid_from: date
    valid_to: date | None = None


@dataclass(frozen=True)
class FundRule:
    """Which fund source carries an agency's own commitments while no budget row says otherwise."""

    org_id: str  # or ``*`` for every other agency
    fund_source: str
    source: str
    valid_from: date
    valid_to: date | None = None


@dataclass(frozen=True)
class BudgetLine:
    """One line of one year's budget; its money is in the ledger accounts that carry its id."""

    id: UUID
    org_id: str
    fiscal_year: int
    fund_source: str
    use_line: str


@dataclass(frozen=True)
class Appropriation:
    """Money given to a budget line by a numbered document."""

    id: UUID
    org_id: str
    budget_id: UUID
    amount_fen: int
    document_no: str
    state: AppropriationState
    proposed_by: str
    approved_by: str | None = None
    version: int = 1

    def approve(self, *, by: str) -> "Appropriation":
        """Raises ActNotAllowedNow, SamePersonActsTwice."""
        state = APPROPRIATION_ACTS.after(self.state, "approve")
        require_other_person(by, act="approve", earlier={"propose": self.proposed_by})
        return replace(self, state=state, approved_by=by)

    def reverse(self, *, by: str) -> "Appropriation":
        """Take a wrong appropriation back by an opposite entry; not by the person who proposed it.

        Raises ActNotAllowedNow, SamePersonActsTwice.
        """
        state = APPROPRIATION_ACTS.after(self.state, "reverse")
        require_other_person(by, act="reverse", earlier={"propose": self.proposed_by})
        return replace(self, state=state)


@dataclass(frozen=True)
class Available:
    """A budget line with what is free on it."""

    line: BudgetLine
    free_fen: int


@dataclass(frozen=True)
class Choice:
    """The line that carries a commitment; ``short_fen`` above zero means unfunded."""

    line: BudgetLine
    short_fen: int

    @property
    def funded(self) -> bool:
        return self.short_fen == 0


def use_line_for(claim_kind: str, uses: Iterable[AllowedUse], day: date) -> str:
    """The line that the allowed-use list gives a kind of claim. Raises UseNotAllowed."""
    for use in uses:
        held = use.valid_from <= day and (use.valid_to is None or day <= use.valid_to)
        if held and use.claim_kind == claim_kind:
            return use.use_line
    raise UseNotAllowed(claim_kind=claim_kind, use_line="")


def require_allowed(use_line: str, claim_kind: str, uses: Iterable[AllowedUse], day: date) -> None:
    """Refuse to spend a line on what its list does not name. Raises UseNotAllowed."""
    if use_line != use_line_for(claim_kind, uses, day):
        raise UseNotAllowed(use_line=use_line, claim_kind=claim_kind)


def choose(lines: Sequence[Available], amount_fen: int) -> Choice:
    """Take the first line, in the order given, that can carry the whole amount.

    Where none can, the first carries it unfunded: a shortfall never blocks aid or a claim (P-02).
    ``lines`` is never empty.
    """
    for available in lines:
        if available.free_fen >= amount_fen:
            return Choice(available.line, 0)
    first = lines[0]
    return Choice(first.line, amount_fen - max(first.free_fen, 0))


def own_fund_source(org_id: str, rules: Iterable[FundRule], day: date) -> str:
    """City and county finance each carry their own agencies (包府发〔2024〕3号 二(三)).

    Raises UseNotAllowed where no rule names the agency or everybody.
    """
    held = [r for r in rules if r.valid_from <= day and (r.valid_to is None or day <= r.valid_to)]
    for wanted in (org_id, "*"):
        for rule in held:
            if rule.org_id == wanted:
                return rule.fund_source
    raise UseNotAllowed(use_line="", claim_kind="")
