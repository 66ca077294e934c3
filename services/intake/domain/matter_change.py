"""Domain: a change in a matter under aid - of circumstances, or of the people in it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from shared.kernel.refusals import NotUnderstood


class ChangeNotYetHappened(NotUnderstood):
    """The day lies in the future. Facts: ``pointer``."""


@dataclass(frozen=True, kw_only=True)
class MatterChange:
    """Recorded once, never changed; the note is sealed beside it."""

    id: UUID
    matter_id: UUID
    change_code: str
    happened_on: date
    people_added: int
    recorded_by: str  # person_id
    recorded_at: datetime


def require_day(happened_on: date, *, today: date) -> None:
    """Raises ChangeNotYetHappened."""
    if happened_on > today:
        raise ChangeNotYetHappened(pointer="/happened_on")
