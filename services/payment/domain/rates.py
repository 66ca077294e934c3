"""Domain: rate cards. The city's opinion gives ranges; an amount inside them needs two people."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from uuid import UUID

from services.payment.domain.separation import require_other_person
from shared.kernel.policy import RowRef, digest
from shared.kernel.refusals import Conflict, NotFound, NotUnderstood
from shared.kernel.transitions import Transition, TransitionTable

ANY = "any"  # a row that names no service, stage or procedure of its own


class RateState(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"


RATE_ACTS = TransitionTable(
    (
        Transition(
            "approve",
            frozenset({RateState.PROPOSED}),
            RateState.APPROVED,
            frozenset({"finance_approver", "agency_head"}),
        ),
        Transition(
            "end",
            frozenset({RateState.APPROVED}),
            RateState.APPROVED,
            frozenset({"finance_approver", "agency_head"}),
        ),
    )
)


class RateRowNotFound(NotFound):
    """No such rate row among yours."""


class RateRowOverlaps(Conflict):
    """Another approved row of the same work holds on some of these days; the database refuses."""


class RateOutsideRange(Conflict):
    """The amount leaves the range of its day (包府发〔2024〕3号 二(三)).

    Facts: ``clause``, ``amount_fen``, ``min_fen``, ``max_fen``, ``kind``.
    """


class RateNeedsDocument(Conflict):
    """No range covers this kind on these days, so only a numbered document can set it."""


class RatePeriodReversed(NotUnderstood):
    """The last day lies before the first."""


class RateEndsBeforeToday(Conflict):
    """Ending a row may not take back days on which it already priced work. Facts: ``today``."""


@dataclass(frozen=True)
class SubsidyRange:
    """The statutory range of one kind of work; both ends included, both days included."""

    id: str
    kind: str
    unit: str  # case or working_day
    min_fen: int
    max_fen: int
    clause: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class CostBasis:
    """The reasoning: direct cost + days x daily wage (司发通〔2019〕27号; 法律援助法 52(2))."""

    direct_cost_fen: int
    service_days: int
    daily_wage_fen: int
    wage_source: str

    @property
    def figure_fen(self) -> int:
        """What the basis comes to; it explains the amount and does not decide it."""
        return self.direct_cost_fen + self.service_days * self.daily_wage_fen


@dataclass(frozen=True)
class RateRow:
    """One dated amount of one agency; ``service``, ``stage`` and ``procedure`` may be ``any``."""

    id: UUID
    org_id: str
    kind: str  # criminal, civil, administrative, duty
    service: str
    stage: str
    procedure: str
    amount_fen: int
    document_no: str | None
    basis: CostBasis
    valid_from: date
    valid_to: date | None
    state: RateState
    proposed_by: str
    approved_by: str | None = None
    version: int = 1

    def approve(self, *, by: str, ranges: Iterable[SubsidyRange]) -> "RateRow":
        """A second person puts the row in force, and the ranges are checked once more.

        Raises ActNotAllowedNow, SamePersonActsTwice, RateOutsideRange, RateNeedsDocument.
        """
        state = RATE_ACTS.after(self.state, "approve")
        require_other_person(by, act="approve", earlier={"propose": self.proposed_by})
        require_in_range(self, ranges)
        return replace(self, state=state, approved_by=by)

    def end(self, *, last_day: date, today: date) -> "RateRow":
        """Let the row hold to ``last_day``, so that a successor may begin on the next.

        Raises ActNotAllowedNow, RateEndsBeforeToday.
        """
        state = RATE_ACTS.after(self.state, "end")
        if last_day < max(today, self.valid_from):
            raise RateEndsBeforeToday(today=today.isoformat(), last_day=last_day.isoformat())
        return replace(self, state=state, valid_to=last_day)

    @property
    def ref(self) -> RowRef:
        """How a price cites this row. The last day may be set later, so the digest omits it."""
        facts = (
            (self.org_id, self.kind, self.service, self.stage, self.procedure),
            (self.amount_fen, self.document_no, self.valid_from.isoformat()),
            (self.proposed_by, self.approved_by),
        )
        source = self.document_no or "approved inside the range"
        return RowRef("rate_row", str(self.id), digest(facts), source)

    def covers(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def require_in_range(row: RateRow, ranges: Iterable[SubsidyRange]) -> None:
    """Hold the amount against every range valid on any day of the row.

    Criminal 800 to 1600, civil and administrative 1000 to 1800, duty 200 to 500 yuan a working
    day (包府发〔2024〕3号 二(三)); other kinds need a document number (P-01).
    Raises RatePeriodReversed, RateOutsideRange, RateNeedsDocument.
    """
    if row.valid_to is not None and row.valid_to < row.valid_from:
        raise RatePeriodReversed(pointer="/valid_to")
    held = [span for span in ranges if span.kind == row.kind and _meet(row, span)]
    if not held and not row.document_no:
        raise RateNeedsDocument(kind=row.kind, day=row.valid_from.isoformat())
    for span in held:
        if not span.min_fen <= row.amount_fen <= span.max_fen:
            raise RateOutsideRange(
                clause=span.clause,
                kind=row.kind,
                amount_fen=row.amount_fen,
                min_fen=span.min_fen,
                max_fen=span.max_fen,
            )


def _meet(row: RateRow, span: SubsidyRange) -> bool:
    starts_before_end = row.valid_to is None or span.valid_from <= row.valid_to
    return starts_before_end and (span.valid_to is None or row.valid_from <= span.valid_to)


@dataclass(frozen=True)
class WorkKind:
    """What a rate row is looked up by."""

    org_id: str
    kind: str
    service: str
    stage: str
    procedure: str = ANY


def rate_on(rows: Iterable[RateRow], work: WorkKind, day: date) -> RateRow | None:
    """The approved row that prices ``work`` on ``day``, or None: then the claim waits, no guess.

    A row that names the service beats one that names the stage, then the procedure; ``any`` last.
    """
    fitting = [row for row in rows if _fits(row, work) and row.covers(day)]
    return max(fitting, key=_closeness, default=None)


def _fits(row: RateRow, work: WorkKind) -> bool:
    if row.state is not RateState.APPROVED:
        return False
    if (row.org_id, row.kind) != (work.org_id, work.kind):
        return False
    named = ((row.service, work.service), (row.stage, work.stage), (row.procedure, work.procedure))
    return all(mine in (ANY, theirs) for mine, theirs in named)


def _closeness(row: RateRow) -> tuple[bool, bool, bool]:
    return (row.service != ANY, row.stage != ANY, row.procedure != ANY)
