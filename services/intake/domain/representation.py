"""Domain: the representation 代理 - who speaks for the person, for what, proved how, until when."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from services.intake.domain.applying import Capacity
from shared.kernel.clock import law_date
from shared.kernel.refusals import Conflict, Forbidden, NotFound, NotUnderstood

BARRED = "OPPONENT"  # the reason that turns an end into a refusal


class RepresentationNotFound(NotFound):
    """No such representation, or not yours to see."""


class RepresentationEnded(Conflict):
    """The representation has ended before."""


class RepresentationDoesNotReach(Forbidden):
    """The representative may not do this: other scope, or no longer. Facts: ``scope``."""


class RepresentationPeriodInvalid(NotUnderstood):
    """The last day is over already. Facts: ``pointer``."""


class RepresentationScope(StrEnum):
    """What the representative may do and see."""

    READ = "read"  # see how the case stands
    ACT = "act"  # hand in, sign and withdraw as well


@dataclass(frozen=True, kw_only=True)
class Representation:
    """One person speaking for the person of a matter. ``subject``: the account it is opened to."""

    id: UUID
    matter_id: UUID
    application_id: UUID
    agency_org_id: str
    subject: str
    capacity: Capacity
    proof_code: str
    scope: RepresentationScope
    until_on: date
    given_at: datetime
    given_by: str  # person_id
    ended_at: datetime | None = None
    end_reason_code: str | None = None

    def end(self, reason_code: str, *, now: datetime) -> "Representation":
        """Raises RepresentationEnded."""
        if self.ended_at is not None:
            raise RepresentationEnded()
        return replace(self, ended_at=now, end_reason_code=reason_code)

    @property
    def barred(self) -> bool:
        """Ended because the representative turned out to stand on the other side."""
        return self.end_reason_code == BARRED

    def reaches(self, scope: RepresentationScope, *, now: datetime) -> bool:
        """Whether the representative may do now what ``scope`` allows."""
        held = self.ended_at is None and law_date(now) <= self.until_on
        return held and (self.scope is RepresentationScope.ACT or scope is self.scope)

    def require_open_end(self, *, now: datetime) -> None:
        """Raises RepresentationPeriodInvalid."""
        if self.until_on < law_date(now):
            raise RepresentationPeriodInvalid(pointer="/until_on")
