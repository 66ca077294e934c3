"""Domain: every fact that assignment publishes. Plain values only; no personal data but the register entry."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from shared.kernel.events import event


@event("assignment.provider.registered.v1", stream="provider")
@dataclass(frozen=True, kw_only=True)
class ProviderRegistered:
    """The public-register entry of a provider was entered or changed."""

    provider_id: UUID
    provider_subject: str
    name: str
    license_no: str
    firm_id: UUID
    firm_name: str
    provider_kind: str
    public_post: bool
    standing: str
    work_phone: str | None


@event("assignment.stage_assignment.opened.v1", stream="matter")
@dataclass(frozen=True, kw_only=True)
class StageAssignmentOpened:
    stage_assignment_id: UUID
    matter_id: UUID
    group_id: UUID | None
    agency_org_id: str
    kind: str
    service: str
    stage: str
    opened_at: datetime


@event("assignment.lawyer.assigned.v1", stream="matter")
@dataclass(frozen=True, kw_only=True)
class LawyerAssigned:
    """Opens the intake file to ``provider_subject``; carries the public-register entry."""

    stage_assignment_id: UUID
    matter_id: UUID
    agency_org_id: str
    kind: str
    service: str
    stage: str
    provider_id: UUID
    provider_subject: str
    provider_name: str
    license_no: str
    firm_id: UUID
    firm_name: str
    work_phone: str | None
    public_post: bool
    assigned_at: datetime
    assigned_by: str


@event("assignment.organ.told.v1", stream="matter")
@dataclass(frozen=True, kw_only=True)
class OrganTold:
    stage_assignment_id: UUID
    matter_id: UUID
    organ_org_id: str
    proof_code: str
    told_at: datetime


@event("assignment.engagement.signed.v1", stream="matter")
@dataclass(frozen=True, kw_only=True)
class EngagementSigned:
    """Exactly one of ``signed_on`` and ``excuse_code`` is set (P148 27)."""

    stage_assignment_id: UUID
    matter_id: UUID
    signed_on: date | None
    excuse_code: str | None


@event("assignment.progress.recorded.v1", stream="matter")
@dataclass(frozen=True, kw_only=True)
class ProgressRecorded:
    stage_assignment_id: UUID
    matter_id: UUID
    progress_code: str
    recorded_at: datetime


@event("assignment.stage_assignment.closed.v1", stream="matter")
@dataclass(frozen=True, kw_only=True)
class StageAssignmentClosed:
    stage_assignment_id: UUID
    matter_id: UUID
    agency_org_id: str
    provider_id: UUID
    kind: str
    service: str
    stage: str
    closing_code: str
    closed_on: date


@dataclass(frozen=True, kw_only=True)
class _ClosingFileFact:
    stage_assignment_id: UUID
    matter_id: UUID
    agency_org_id: str
    provider_id: UUID
    provider_subject: str
    firm_id: UUID
    kind: str
    service: str
    stage: str
    assigned_on: date
    closed_on: date
    assigned_by: str
    public_post: bool


@event("assignment.closing_file.submitted.v1", stream="matter")
@dataclass(frozen=True, kw_only=True)
class ClosingFileSubmitted(_ClosingFileFact):
    submitted_at: datetime


@event("assignment.closing_file.returned.v1", stream="matter")
@dataclass(frozen=True, kw_only=True)
class ClosingFileReturned(_ClosingFileFact):
    returned_at: datetime


@event("assignment.closing_file.passed.v1", stream="matter")
@dataclass(frozen=True, kw_only=True)
class ClosingFilePassed(_ClosingFileFact):
    """Makes the case payable (P148 41) and enters it in quality's register."""

    passed_at: datetime
    passed_by: str


@dataclass(frozen=True, kw_only=True)
class _DutyRequestFact:
    duty_request_id: UUID
    agency_org_id: str
    organ_org_id: str
    shift_id: UUID
    provider_id: UUID


@event("assignment.duty_request.dispatched.v1", stream="duty_request")
@dataclass(frozen=True, kw_only=True)
class DutyRequestDispatched(_DutyRequestFact):
    dispatched_at: datetime


@event("assignment.duty_request.accepted.v1", stream="duty_request")
@dataclass(frozen=True, kw_only=True)
class DutyRequestAccepted(_DutyRequestFact):
    accepted_at: datetime


@event("assignment.duty_request.finished.v1", stream="duty_request")
@dataclass(frozen=True, kw_only=True)
class DutyRequestFinished(_DutyRequestFact):
    finished_at: datetime
    help_codes: tuple[str, ...]
    person_count: int


@event("assignment.attendance.confirmed.v1", stream="provider")
@dataclass(frozen=True, kw_only=True)
class AttendanceConfirmed:
    """One paid duty unit: one per lawyer per date in the whole city."""

    attendance_id: UUID
    shift_id: UUID
    provider_id: UUID
    provider_subject: str
    firm_id: UUID
    agency_org_id: str
    site_org_id: str
    duty_on: date
    planned_from: datetime
    planned_to: datetime
    public_post: bool
    confirmed_by: str
    confirmed_at: datetime
