"""Domain: mediation hand-off 调解衔接 - to and from people's, administrative and judicial mediation.

The recipient consents (P148 32). The limitation date stays beside the case: mediation must not let
it lapse unseen.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from shared.kernel.refusals import Conflict, NotFound


class MediationNotFound(NotFound):
    """No such mediation, or not yours to see."""


class MediationNeedsConsent(Conflict):
    """Nobody is sent to mediation without agreeing to it (P148 32)."""


class MediationAlreadyConcluded(Conflict):
    """The outcome is on record. Facts: ``outcome``."""


class MediationDirection(StrEnum):
    TO = "to"
    FROM = "from"


class MediationBody(StrEnum):
    PEOPLE = "people"
    ADMINISTRATIVE = "administrative"
    JUDICIAL = "judicial"


class MediationOutcome(StrEnum):
    SETTLED = "settled"
    FAILED = "failed"
    STOPPED = "stopped"


@dataclass(frozen=True, kw_only=True)
class Mediation:
    """One hand-off. ``limitation_on``: when the claim's limitation period ends, as told."""

    id: UUID
    matter_id: UUID
    agency_org_id: str
    direction: MediationDirection
    body_kind: MediationBody
    body_name: str
    limitation_on: date | None
    referred_on: date
    referred_by: str  # person_id
    outcome: MediationOutcome | None = None
    agreement_no: str | None = None
    concluded_on: date | None = None
    recorded_at: datetime
    version: int = 1

    def conclude(
        self, outcome: MediationOutcome, *, on: date, agreement_no: str | None
    ) -> "Mediation":
        """Raises MediationAlreadyConcluded."""
        if self.outcome is not None:
            raise MediationAlreadyConcluded(outcome=str(self.outcome))
        return replace(self, outcome=outcome, concluded_on=on, agreement_no=agreement_no)

    def days_to_limitation(self, today: date) -> int | None:
        """Negative once it is past."""
        return (self.limitation_on - today).days if self.limitation_on else None


def limitation_warns(days_left: int | None, *, warn_days: int) -> bool:
    """Under so many days, a day that is past included; nothing to warn of where no date is known."""
    return days_left is not None and days_left < warn_days
