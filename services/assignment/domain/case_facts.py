"""Domain: what intake said of a case, and what that asks of its handler."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.assignment.domain.qualification import CaseNeed

MINOR_TAG = "MINOR"


@dataclass(frozen=True, kw_only=True)
class CaseFacts:
    """What intake said of the case when it was granted or the notice accepted; never changed here."""

    matter_id: UUID
    agency_org_id: str
    case_no: str
    kind: str
    service: str
    stage: str
    started_at: datetime  # T02 or T04 runs from here
    group_id: UUID | None = None
    cause_code: str = ""
    ground_codes: tuple[str, ...] = ()
    recipient_tags: tuple[str, ...] = ()
    by_notice: bool = False
    organ_org_id: str | None = None
    defense_years_min: int = 0
    minor: bool = False
    language: str = "zh"
    sign_language: bool = False
    gender_preference: str | None = None

    def need(self, stage_assignment_id: UUID, *, on: date, handlers_already: int) -> CaseNeed:
        """The question put to the matching on ``on``."""
        return CaseNeed(
            stage_assignment_id=stage_assignment_id,
            matter_id=self.matter_id,
            kind=self.kind,
            service=self.service,
            stage=self.stage,
            on=on,
            cause_code=self.cause_code,
            by_notice=self.by_notice,
            defense_years_min=self.defense_years_min,
            minor=self.minor,
            language=self.language,
            sign_language=self.sign_language,
            gender_preference=self.gender_preference,
            handlers_already=handlers_already,
        )


def defense_years(said: int, ground_codes: Sequence[str], by_ground: Mapping[str, int]) -> int:
    """The years that the case asks for: the stricter of intake's word and our own table.

    法律援助法 26; P148 26(1).
    """
    return max([said, *(by_ground.get(code, 0) for code in ground_codes)])
