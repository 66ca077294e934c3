"""Domain: the same matter filed twice 重复申请 - the agency that received it first goes on (P148 10(2))."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from shared.kernel.refusals import Conflict, NotFound


class DuplicateNotFound(NotFound):
    """No earlier filing was found for this application, or it is not yours to see."""


class DuplicateAlreadyRuled(Conflict):
    """How it goes on was recorded before. Facts: ``course``."""


class DuplicateNotRuled(Conflict):
    """Another agency received the same matter first: say how it goes on before the review.

    Facts: ``org``, ``received_on``.
    """


class Course(StrEnum):
    """How an application goes on after an earlier one was found."""

    ATTACH = "attach"  # the earlier agency goes on; this one ends here
    GO_ON = "go_on"  # another dispute, or the agencies agree


@dataclass(frozen=True, kw_only=True)
class FilingTrace:
    """What the whole city knows of a filing: keyed tokens, who received it, and when."""

    application_id: UUID
    agency_org_id: str
    person_token: str
    kind: str
    cause_code: str
    opponent_tokens: frozenset[str]
    received_at: datetime

    def same_matter(self, other: "FilingTrace") -> bool:
        """One person, one cause, and a common opponent where both name any."""
        asked = (self.person_token, self.kind, self.cause_code)
        known = self.opponent_tokens and other.opponent_tokens
        meets = not known or bool(self.opponent_tokens & other.opponent_tokens)
        return meets and asked == (other.person_token, other.kind, other.cause_code)


@dataclass(frozen=True, kw_only=True)
class Duplicate:
    """An earlier filing as the later agency may know it: where and when, never what."""

    application_id: UUID
    matter_id: UUID
    agency_org_id: str
    first_agency_org_id: str
    first_received_at: datetime
    course: Course | None = None
    reason_code: str | None = None

    @property
    def elsewhere(self) -> bool:
        return self.first_agency_org_id != self.agency_org_id

    def rule(self, course: Course, reason_code: str) -> "Duplicate":
        """Raises DuplicateAlreadyRuled."""
        if self.course is not None:
            raise DuplicateAlreadyRuled(course=str(self.course))
        return replace(self, course=course, reason_code=reason_code)


def first_received(fresh: FilingTrace, others: Iterable[FilingTrace]) -> FilingTrace | None:
    """The earliest other filing of the same matter."""
    same = [one for one in others if fresh.same_matter(one)]
    return min(same, key=lambda one: (one.received_at, one.application_id), default=None)
