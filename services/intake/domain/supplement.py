"""Domain: the supplement notice 一次性告知 - all that is missing, named once, with a date.

The date may be moved once before it is over (law.md A4); a further notice needs new facts, a
reason and a second person (law.md I8).
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from shared.kernel.clock import law_date
from shared.kernel.refusals import Conflict, Forbidden, NotUnderstood


class SupplementAlreadyRequested(Conflict):
    """Everything missing is named once (法律援助法 43(2)); more needs new facts and an approver."""


class SupplementAsksNothing(NotUnderstood):
    """A notice names papers, or what to explain, or both."""


class SupplementIncomplete(Conflict):
    """Items of the notice are still missing. Facts: ``missing``."""


class SupplementNotYetOverdue(Conflict):
    """The date in the supplement notice has not passed. Facts: ``due_on``."""


class SupplementAlreadyExtended(Conflict):
    """The date was moved once before; it moves no second time. Facts: ``due_on``."""


class SupplementDateOver(Conflict):
    """The date is over: it can only be moved before that. Facts: ``due_on``."""


class FirstNoticeNotGiven(Conflict):
    """Nothing was asked for yet: the ordinary notice needs no approval."""


class FurtherNoticeNotProposed(Conflict):
    """Nobody has proposed a further notice that could be approved."""


class ApproverProposedIt(Forbidden):
    """Who proposes a further notice does not approve it: the rule follows the person."""


@dataclass(frozen=True, kw_only=True)
class SupplementNotice:
    """One notice: papers and points to explain, until when (法律援助法 43(2); law.md A4).

    A further notice carries ``new_fact_code`` and who proposed and approved it.
    """

    item_codes: tuple[str, ...]
    due_on: date
    requested_at: datetime
    explanation_codes: tuple[str, ...] = ()
    extended_at: datetime | None = None
    supplemented_at: datetime | None = None
    new_fact_code: str | None = None
    proposed_by: str | None = None
    approved_by: str | None = None

    def extend(self, until_on: date, *, now: datetime) -> "SupplementNotice":
        """Raises SupplementAlreadyExtended, SupplementDateOver."""
        if self.extended_at is not None:
            raise SupplementAlreadyExtended(due_on=self.due_on)
        if law_date(now) > self.due_on:
            raise SupplementDateOver(due_on=self.due_on)
        return replace(self, due_on=until_on, extended_at=now)

    def supply(
        self, materials: frozenset[str], explained: frozenset[str], *, now: datetime
    ) -> "SupplementNotice":
        """``materials``: all that is there by now. Raises SupplementIncomplete."""
        missing = sorted(set(self.item_codes) - materials)
        missing += sorted(set(self.explanation_codes) - explained)
        if missing:
            raise SupplementIncomplete(missing=missing)
        return replace(self, supplemented_at=now)

    def require_overdue(self, *, now: datetime) -> None:
        """Raises SupplementNotYetOverdue on the last day and before."""
        if law_date(now) <= self.due_on:
            raise SupplementNotYetOverdue(due_on=self.due_on)


@dataclass(frozen=True, kw_only=True)
class FurtherNotice:
    """A proposal: what new facts make necessary, waiting for a second person (law.md I8)."""

    item_codes: tuple[str, ...]
    explanation_codes: tuple[str, ...]
    new_fact_code: str
    proposed_by: str

    def approve(self, *, person_id: str, due_on: date, now: datetime) -> SupplementNotice:
        """Raises ApproverProposedIt."""
        if person_id == self.proposed_by:
            raise ApproverProposedIt()
        return SupplementNotice(
            item_codes=self.item_codes,
            explanation_codes=self.explanation_codes,
            due_on=due_on,
            requested_at=now,
            new_fact_code=self.new_fact_code,
            proposed_by=self.proposed_by,
            approved_by=person_id,
        )


def require_asking(item_codes: tuple[str, ...], explanation_codes: tuple[str, ...]) -> None:
    """Raises SupplementAsksNothing."""
    if not item_codes and not explanation_codes:
        raise SupplementAsksNothing(pointer="/item_codes")
