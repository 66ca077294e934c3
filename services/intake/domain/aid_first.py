"""Domain: aid first 先行提供 - help begins before the review has ended, on three grounds only.

法律援助法 44. Taking an application in early is always possible; assigning early needs a ground
(law.md A30). What was filed for the person stays, whatever becomes of the application.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from shared.kernel.clock import law_date
from shared.kernel.refusals import Conflict, NotFound, NotUnderstood
from shared.kernel.transitions import Transition, TransitionTable


class AidFirstNotFound(NotFound):
    """No such early aid, or not yours to see."""


class AidFirstGroundNotMet(Conflict):
    """The period does not end that soon, or has ended. Facts: ``days_left``, ``days_under``."""


class AidFirstFactMissing(NotUnderstood):
    """The ground asks for this fact. Facts: ``pointer``."""


class AidFirstAlreadyGiven(Conflict):
    """Early aid was given on this application before."""


class AidFirstNotYetOverdue(Conflict):
    """The day for completing the formalities has not passed. Facts: ``complete_by``."""


class AidFirstState(StrEnum):
    OPEN = "open"
    COMPLETED = "completed"  # the application was granted
    LAPSED = "lapsed"


class AidFirstEnd(StrEnum):
    """Why early aid lapsed."""

    NOT_COMPLETED = "not_completed"  # a person decided so after the day had passed (law.md A9)
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


_S = AidFirstState
_REVIEWERS = frozenset({"reviewer", "agency_head"})
_BY_DECISION = frozenset({"system"})  # follows the decision on the application

AID_FIRST_TABLE: TransitionTable[AidFirstState] = TransitionTable(
    (
        Transition("complete", frozenset({_S.OPEN}), _S.COMPLETED, _BY_DECISION),
        Transition("end", frozenset({_S.OPEN}), _S.LAPSED, _BY_DECISION),
        Transition("lapse", frozenset({_S.OPEN}), _S.LAPSED, _REVIEWERS),
    )
)


@dataclass(frozen=True, kw_only=True)
class Urgency:
    """What makes it urgent. ``legal_basis``: where the period, or the other ground, stands."""

    ground_code: str
    limitation_on: date | None = None  # last day of the limitation or statutory period
    legal_basis: str | None = None
    computed_by: str | None = None  # person_id of who computed the date


@dataclass(frozen=True, kw_only=True)
class AidFirstGround:
    """One dated row of ``policy/aid_first.toml``. ``days_under``: fewer days than this are left."""

    code: str
    article: str
    days_under: int | None = None
    needs_basis: bool = False
    valid_from: date
    valid_to: date | None = None
    source: str
    label_zh: str
    label_en: str

    def require(self, urgency: Urgency, *, today: date) -> None:
        """Raises AidFirstFactMissing, AidFirstGroundNotMet.

        Fewer than seven days (不足七日): six qualify, seven do not (民法典 1259).
        """
        if (self.needs_basis or self.days_under) and not urgency.legal_basis:
            raise AidFirstFactMissing(pointer="/legal_basis")
        if self.days_under is None:
            return
        if urgency.limitation_on is None:
            raise AidFirstFactMissing(pointer="/limitation_on")
        days_left = (urgency.limitation_on - today).days
        if not 0 <= days_left < self.days_under:
            raise AidFirstGroundNotMet(days_left=days_left, days_under=self.days_under)


@dataclass(frozen=True, kw_only=True)
class AidFirst:
    """The aggregate: early aid on one application. ``complete_by``: papers are due on that day."""

    id: UUID
    matter_id: UUID
    application_id: UUID
    agency_org_id: str
    urgency: Urgency
    article: str
    approver_person_id: str
    acting_for_person_id: str | None
    granted_at: datetime
    complete_by: date
    state: AidFirstState = AidFirstState.OPEN
    end: AidFirstEnd | None = None
    ended_by: str | None = None
    ended_at: datetime | None = None
    version: int = 1

    def complete(self, *, by: str, now: datetime) -> "AidFirst":
        """The application was granted: the case that runs is confirmed."""
        state = AID_FIRST_TABLE.after(self.state, "complete")
        return replace(self, state=state, ended_by=by, ended_at=now)

    def lapse(self, *, by: str, now: datetime) -> "AidFirst":
        """A person decides that the formalities were not completed. Raises AidFirstNotYetOverdue."""
        state = AID_FIRST_TABLE.after(self.state, "lapse")
        if law_date(now) <= self.complete_by:
            raise AidFirstNotYetOverdue(complete_by=self.complete_by)
        return self._ended(state, AidFirstEnd.NOT_COMPLETED, by=by, now=now)

    def end_with(self, end: AidFirstEnd, *, by: str, now: datetime) -> "AidFirst":
        """The application was refused or withdrawn."""
        return self._ended(AID_FIRST_TABLE.after(self.state, "end"), end, by=by, now=now)

    def _ended(
        self, state: AidFirstState, end: AidFirstEnd, *, by: str, now: datetime
    ) -> "AidFirst":
        return replace(self, state=state, end=end, ended_by=by, ended_at=now)
