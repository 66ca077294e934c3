"""Domain: which paper closes which stage (P148 40), and what a closing file must hold."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from services.assignment.domain.events import (
    ClosingFilePassed,
    ClosingFileReturned,
    ClosingFileSubmitted,
)
from services.assignment.domain.stage_assignment import TRANSITIONS, StageAssignment
from shared.kernel.refusals import Conflict

ANY = "*"


class ClosingCodeDoesNotFit(Conflict):
    """That paper does not close this kind of case. Facts: ``closing_code``, ``fitting``."""


class ClosingFileIncomplete(Conflict):
    """A required item is missing, so the file cannot pass. Facts: ``missing`` (item codes)."""


@dataclass(frozen=True)
class ClosingEvent:
    """A row of ``policy/closing.toml``: receiving this closes these services at these stages."""

    code: str
    services: tuple[str, ...]
    stages: tuple[str, ...]
    source: str

    def fits(self, service: str, stage: str) -> bool:
        return _covers(self.services, service) and _covers(self.stages, stage)


@dataclass(frozen=True)
class ChecklistItem:
    """A row of ``policy/closing_checklist.toml``; ``waived_by`` names what makes it needless."""

    code: str
    label_zh: str
    label_en: str
    services: tuple[str, ...]
    stages: tuple[str, ...]
    required: bool
    source: str
    waived_by: str | None = None

    def fits(self, service: str, stage: str) -> bool:
        return _covers(self.services, service) and _covers(self.stages, stage)


@dataclass(frozen=True)
class FiledItem:
    """One paper of the file as handed in: its code, its pages, the sha256 of its scan."""

    item_code: str
    pages: int
    sha256: str


def _covers(listed: tuple[str, ...], value: str) -> bool:
    return ANY in listed or value in listed


def require_closing_code(
    events: Sequence[ClosingEvent], code: str, *, service: str, stage: str
) -> None:
    """Raises ClosingCodeDoesNotFit, naming the codes that close this kind of case."""
    fitting = [event.code for event in events if event.fits(service, stage)]
    if code not in fitting:
        raise ClosingCodeDoesNotFit(closing_code=code, fitting=fitting)


def checklist_for(items: Iterable[ChecklistItem], held: StageAssignment) -> list[ChecklistItem]:
    """The items of this stage and service; one that was waived is asked for but not required."""
    fitting = [i for i in items if i.fits(held.facts.service, held.facts.stage)]
    return [replace(i, required=i.required and not _waived(i, held)) for i in fitting]


def _waived(item: ChecklistItem, held: StageAssignment) -> bool:
    return item.waived_by == "engagement_excuse" and held.engagement_excuse_code is not None


def missing_items(checklist: Iterable[ChecklistItem], filed: Iterable[FiledItem]) -> list[str]:
    """Codes of the required items that were not handed in, in checklist order."""
    have = {item.item_code for item in filed}
    return [item.code for item in checklist if item.required and item.code not in have]


def submit_file(
    held: StageAssignment, *, now: datetime
) -> tuple[StageAssignment, ClosingFileSubmitted]:
    """Hand the file in, complete or not: lateness and gaps are shown, never a reason to turn it away."""
    state = TRANSITIONS.after(held.state, "submit_file")
    changed = replace(held, state=state, submitted_at=held.submitted_at or now, returned_at=None)
    return changed, ClosingFileSubmitted(submitted_at=now, **_told(changed))


def return_file(
    held: StageAssignment, *, now: datetime
) -> tuple[StageAssignment, ClosingFileReturned]:
    """Give the file back for completion; the agency's clock stands still meanwhile (law.md A16)."""
    changed = replace(held, state=TRANSITIONS.after(held.state, "return_file"), returned_at=now)
    return changed, ClosingFileReturned(returned_at=now, **_told(changed))


def pass_file(
    held: StageAssignment, *, missing: Sequence[str], by: str, now: datetime
) -> tuple[StageAssignment, ClosingFilePassed]:
    """Pass a complete file, which makes the case payable (法律援助法 52; P148 41)."""
    state = TRANSITIONS.after(held.state, "pass_file")
    if missing:
        raise ClosingFileIncomplete(missing=list(missing))
    changed = replace(held, state=state, passed_at=now, passed_by=by)
    return changed, ClosingFilePassed(passed_at=now, passed_by=by, **_told(changed))


def _told(held: StageAssignment) -> dict[str, Any]:
    handler, facts = held.named, held.facts
    return {
        "stage_assignment_id": held.id,
        "matter_id": facts.matter_id,
        "agency_org_id": facts.agency_org_id,
        "provider_id": handler.provider_id,
        "provider_subject": handler.subject,
        "firm_id": held.firm_id,
        "kind": facts.kind,
        "service": facts.service,
        "stage": facts.stage,
        "assigned_on": held.assigned_on,
        "closed_on": held.closed_on,
        "assigned_by": handler.assigned_by,
        "public_post": handler.public_post,
    }
