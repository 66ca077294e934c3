"""Domain: organ updates 办案机关动态 - what a court, procuratorate or police says after its notice.

Dates, coercive measures, custody places and outcome papers are told on; counsel refused, a notice
withdrawn or renewed change the notice itself (公安程序规定 47(2); 最高法解释 50).
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from shared.kernel.refusals import NotFound, NotUnderstood


class OrganUpdateNotFound(NotFound):
    """No such update, or not yours to see."""


class OrganUpdateLacksFields(NotUnderstood):
    """A kind of update needs a field that is missing. Facts: ``kind``, ``missing``, ``pointer``."""


class OrganUpdateKind(StrEnum):
    HEARING_FIXED = "hearing_fixed"
    COERCIVE_MEASURE = "coercive_measure"
    CUSTODY_PLACE = "custody_place"
    OUTCOME_PAPER = "outcome_paper"
    COUNSEL_REFUSED = "counsel_refused"
    NOTICE_WITHDRAWN = "notice_withdrawn"
    NOTICE_RENEWED = "notice_renewed"


_NEEDS: dict[OrganUpdateKind, tuple[str, ...]] = {
    OrganUpdateKind.HEARING_FIXED: ("hearing_at",),
    OrganUpdateKind.COERCIVE_MEASURE: ("measure_code",),
    OrganUpdateKind.CUSTODY_PLACE: ("custody_org_id",),
    OrganUpdateKind.OUTCOME_PAPER: ("paper_code",),
    OrganUpdateKind.COUNSEL_REFUSED: (),
    OrganUpdateKind.NOTICE_WITHDRAWN: ("reason_code",),
    OrganUpdateKind.NOTICE_RENEWED: (),
}


@dataclass(frozen=True, kw_only=True)
class UpdateDetail:
    """The coded part of an update; only what its kind needs is filled in."""

    hearing_at: datetime | None = None
    measure_code: str | None = None
    custody_org_id: str | None = None
    paper_code: str | None = None
    reason_code: str | None = None
    refusal_accepted: bool | None = None  # the court let the accused refuse the assigned lawyer

    def require_for(self, kind: OrganUpdateKind) -> None:
        """Raises OrganUpdateLacksFields."""
        for name in _NEEDS[kind]:
            if getattr(self, name) is None:
                raise OrganUpdateLacksFields(kind=str(kind), missing=name, pointer=f"/{name}")


@dataclass(frozen=True, kw_only=True)
class OrganUpdate:
    """One update about one noticed person. Its key is (client, reference, notice)."""

    id: UUID
    notice_id: UUID
    matter_id: UUID
    agency_org_id: str
    organ_org_id: str
    reference: str
    kind: OrganUpdateKind
    occurred_on: date
    detail: UpdateDetail
    content_digest: str
    received_at: datetime
    filed_by: str
