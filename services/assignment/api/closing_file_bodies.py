"""API: bodies of closing files."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from services.assignment.api.stage_assignment_bodies import CODE_CHARS_MAX
from services.assignment.domain.closing import ChecklistItem, FiledItem
from services.assignment.domain.stage_assignment import StageAssignment, State
from shared.http.bodies import Answer, Body

ITEMS_MAX = 200
PAGES_MAX = 10_000


class FiledItemIn(Body):
    """One paper: its code, its pages, the sha256 of its scan in hexadecimal."""

    item_code: str = Field(max_length=CODE_CHARS_MAX)
    pages: int = Field(ge=1, le=PAGES_MAX)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class SubmissionIn(Body):
    items: list[FiledItemIn] = Field(min_length=1, max_length=ITEMS_MAX)


class ReturnIn(Body):
    reason_code: str = Field(max_length=CODE_CHARS_MAX)
    item_codes: list[str] = Field(default_factory=list, max_length=ITEMS_MAX)


class ChecklistItemOut(Answer):
    code: str
    label_zh: str
    label_en: str
    required: bool
    source: str
    filed: bool


class FiledItemOut(Answer):
    item_code: str
    pages: int
    sha256: str


class ClosingFileOut(Answer):
    """The file against its checklist. ``missing`` names what must come before it can pass."""

    stage_assignment_id: UUID
    state: State
    checklist: list[ChecklistItemOut]
    items: list[FiledItemOut]
    missing: list[str]
    submitted_at: datetime | None
    passed_at: datetime | None
    version: int

    @classmethod
    def of(
        cls,
        held: StageAssignment,
        *,
        checklist: list[ChecklistItem],
        filed: list[FiledItem],
        missing: list[str],
    ) -> "ClosingFileOut":
        have = {item.item_code for item in filed}
        return cls(
            stage_assignment_id=held.id,
            state=held.state,
            checklist=[
                ChecklistItemOut(
                    code=item.code,
                    label_zh=item.label_zh,
                    label_en=item.label_en,
                    required=item.required,
                    source=item.source,
                    filed=item.code in have,
                )
                for item in checklist
            ],
            items=[FiledItemOut.model_validate(item) for item in filed],
            missing=missing,
            submitted_at=held.submitted_at,
            passed_at=held.passed_at,
            version=held.version,
        )
