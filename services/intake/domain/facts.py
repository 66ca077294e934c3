"""Domain: what the scope and hardship rules look at - coded facts and a household, no names."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any


class Population(StrEnum):
    URBAN = "urban"  # 城镇
    RURAL_PASTORAL = "rural_pastoral"  # 农牧区


@dataclass(frozen=True, kw_only=True)
class CaseFacts:
    """One person's matter as the rules see it. Sets, so that no order of evidence can matter.

    ``received_on`` fixes the rule versions (law.md A37); it never changes.
    """

    kind: str  # criminal, civil, administrative
    service: str  # code list services (法律援助法 22)
    stage: str
    cause_code: str
    standing: str  # suspect, victim, party ...
    received_on: date
    tags: frozenset[str] = frozenset()
    circumstances: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Member:
    """One person of the household; incomes are monthly averages of the last 12 months."""

    relation: str  # "self" is the applicant
    incomes_fen: Mapping[str, int] = field(default_factory=dict)  # by kind of income
    lives_together: bool = True
    is_opponent: bool = False

    @property
    def income_fen(self) -> int:
        return sum(self.incomes_fen.values())


@dataclass(frozen=True, kw_only=True)
class Household:
    """The statement of means (经济困难状况说明): who lives together, and what comes in.

    ``asset_codes`` are recorded and shown, and never decide (law.md A8).
    """

    population: Population
    members: tuple[Member, ...]
    claimed_classes: frozenset[str] = frozenset()  # exempt classes claimed (法律援助法 42)
    claimed_deemed: frozenset[str] = frozenset()  # deemed cases claimed (包府发〔2024〕3号 二(四))
    special_case: bool = False
    asset_codes: frozenset[str] = frozenset()


def plain(value: Any) -> Any:
    """The value as JSON plain data, sets sorted: two equal facts give one byte string."""
    if isinstance(value, frozenset | set):
        return sorted(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(value[key]) for key in sorted(value)}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if hasattr(value, "__dataclass_fields__"):
        return {name: plain(getattr(value, name)) for name in value.__dataclass_fields__}
    return value
