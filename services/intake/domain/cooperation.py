"""Domain: remote cooperation 异地协作 - an agency asks another for facts or for evidence (P148 16, 31).

Whoever is asked helps, or promptly gives written reasons. While facts are verified elsewhere the
application waits and its clock stands (P148 17); gathering evidence for the lawyer stops nothing.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from shared.kernel.refusals import Conflict, NotFound, NotUnderstood


class CooperationNotFound(NotFound):
    """No such request, or not yours to see."""


class CooperationAlreadyAnswered(Conflict):
    """The answer is on record. Facts: ``outcome``."""


class DeclinedWithoutReasons(NotUnderstood):
    """Who does not help gives reasons in writing (P148 16). Facts: ``pointer``."""


class VerificationNeedsApplication(Conflict):
    """Facts are verified for an application under review; this matter has none."""


class CooperationKind(StrEnum):
    VERIFY = "verify"
    EVIDENCE = "evidence"

    @property
    def pauses(self) -> bool:
        return self is CooperationKind.VERIFY


class CooperationOutcome(StrEnum):
    HELPED = "helped"
    DECLINED = "declined"


@dataclass(frozen=True, kw_only=True)
class CooperationLetter:
    """The letter of cooperation: background and what is asked. Sealed at rest."""

    background: str
    items: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Cooperation:
    """One request. ``from_org_id`` or ``to_org_id`` is None for an agency outside this system."""

    id: UUID
    agency_org_id: str  # whose record it is: the asking agency's, or ours for one from outside
    matter_id: UUID | None
    from_org_id: str | None
    to_org_id: str | None
    other_name: str  # the agency on the other side
    kind: CooperationKind
    due_on: date
    requested_at: datetime
    requested_by: str  # person_id
    outcome: CooperationOutcome | None = None
    answered_at: datetime | None = None
    answered_by: str | None = None

    def answer(
        self, outcome: CooperationOutcome, *, reply: str | None, at: datetime, by: str
    ) -> "Cooperation":
        """Raises CooperationAlreadyAnswered, DeclinedWithoutReasons."""
        if self.outcome is not None:
            raise CooperationAlreadyAnswered(outcome=str(self.outcome))
        if outcome is CooperationOutcome.DECLINED and not reply:
            raise DeclinedWithoutReasons(pointer="/reply")
        return replace(self, outcome=outcome, answered_at=at, answered_by=by)
