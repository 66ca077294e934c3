"""Domain: the accounts of one budget. Every fen of aid money stands in exactly one of them."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class AccountKind(StrEnum):
    APPROPRIATION = "appropriation"  # where the money comes from; always gives
    BUDGET = "budget"  # free to be committed
    UNFUNDED = "unfunded"  # gives what the budget could not: commitments still to be covered
    RESERVED = "reserved"  # committed to a unit of work
    PAYABLE = "payable"  # the work is done, the money is owed
    IN_BATCH = "in_batch"  # on its way to the bank
    PAID = "paid"


GIVING = frozenset({AccountKind.APPROPRIATION, AccountKind.UNFUNDED})  # never above zero


@dataclass(frozen=True)
class Account:
    """One account; its text form ``<budget id>/<kind>`` is its key everywhere."""

    budget_id: UUID
    kind: AccountKind

    def __str__(self) -> str:
        return f"{self.budget_id}/{self.kind}"


def account(key: str) -> Account:
    """Read the text form back."""
    budget_id, _, kind = key.partition("/")
    return Account(UUID(budget_id), AccountKind(kind))


@dataclass(frozen=True)
class Balance:
    """Running sums of one account in fen. A debit brings money in, a credit takes it out."""

    debits_fen: int = 0
    credits_fen: int = 0

    @property
    def fen(self) -> int:
        return self.debits_fen - self.credits_fen

    def debit(self, amount_fen: int) -> "Balance":
        return Balance(self.debits_fen + amount_fen, self.credits_fen)

    def credit(self, amount_fen: int) -> "Balance":
        return Balance(self.debits_fen, self.credits_fen + amount_fen)

    def allowed_for(self, kind: AccountKind) -> bool:
        """Giving accounts never rise above zero, all others never fall below it."""
        return self.fen <= 0 if kind in GIVING else self.fen >= 0
