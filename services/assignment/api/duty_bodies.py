"""API: bodies of duty requests, shifts and attendance."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import Row

from services.assignment.api.stage_assignment_bodies import (
    CODE_CHARS_MAX,
    NOTE_CHARS_MAX,
)
from services.assignment.domain.attendance import (
    ATTENDANCE_TRANSITIONS,
    Attendance,
    AttendanceState,
)
from services.assignment.domain.duty import (
    REQUEST_TRANSITIONS,
    DutyRequest,
    RequestState,
)
from shared.http.bodies import AllowedActionOut, Answer, Body, allowed_actions_out
from shared.http.lists import PageQuery

HELP_CODES_MAX = 10
PERSONS_MAX = 100


class DispatchIn(Body):
    """Without ``shift_id`` the lawyer on duty at the site is chosen."""

    shift_id: UUID | None = None


class HelpRecordIn(Body):
    """The one help record (DUTY 6, 7, 10). ``note`` is sealed."""

    help_codes: list[str] = Field(min_length=1, max_length=HELP_CODES_MAX)
    person_count: int = Field(1, ge=1, le=PERSONS_MAX)
    plea_outcome_code: str | None = Field(None, max_length=CODE_CHARS_MAX)
    refusal_kept: bool = False
    note: str | None = Field(None, min_length=1, max_length=NOTE_CHARS_MAX)


class DutyRequestQuery(PageQuery):
    state: RequestState | None = None
    site_org_id: str | None = Field(None, max_length=64)


class ShiftQuery(PageQuery):
    site_org_id: str | None = Field(None, max_length=64)
    duty_on: date | None = None


class DutyRequestOut(Answer):
    """``short_notice``: less than three working days ahead (DUTY 19); shown, never refused."""

    id: UUID
    agency_org_id: str
    organ_org_id: str
    site_org_id: str
    stage: str
    purpose: str
    person_count: int
    needed_on: date
    urgent: bool
    short_notice: bool
    received_at: datetime
    state: RequestState
    shift_id: UUID | None
    provider_id: UUID | None
    dispatched_at: datetime | None
    accepted_at: datetime | None
    finished_at: datetime | None
    version: int
    allowed_actions: list[AllowedActionOut]
    warnings: list[str]

    @classmethod
    def of(
        cls, request: DutyRequest, roles: Iterable[str], warnings: Iterable[str] = ()
    ) -> "DutyRequestOut":
        own = {name: getattr(request, name) for name in cls.model_fields if hasattr(request, name)}
        actions = REQUEST_TRANSITIONS.allowed_actions(request.state, roles)
        return cls.model_validate(
            {
                **own,
                "agency_org_id": request.org_id,
                "allowed_actions": allowed_actions_out(actions),
                "warnings": list(warnings),
            }
        )


class DutyRequestItem(Answer):
    id: UUID
    site_org_id: str
    stage: str
    purpose: str
    needed_on: date
    urgent: bool
    short_notice: bool
    received_at: datetime
    state: RequestState
    version: int

    @classmethod
    def of(cls, row: Row[Any]) -> "DutyRequestItem":
        return cls.model_validate(row)


class ShiftOut(Answer):
    id: UUID
    shift_no: str
    agency_org_id: str
    site_org_id: str
    duty_on: date
    planned_from: datetime
    planned_to: datetime
    provider_id: UUID

    @classmethod
    def of(cls, row: Row[Any]) -> "ShiftOut":
        values = row._mapping
        return cls.model_validate({**values, "agency_org_id": row.org_id})


class OnDutyOut(Answer):
    """Who can be called at the site now, from the public register."""

    shift_id: UUID
    site_org_id: str
    planned_to: datetime
    provider_id: UUID
    provider_name: str
    license_no: str
    firm_name: str
    work_phone: str | None


class AttendanceOut(Answer):
    id: UUID
    shift_id: UUID
    provider_id: UUID
    site_org_id: str
    duty_on: date
    state: AttendanceState
    checked_in_at: datetime
    checked_out_at: datetime | None
    confirmed_at: datetime | None
    version: int
    allowed_actions: list[AllowedActionOut]

    @classmethod
    def of(cls, present: Attendance, roles: Iterable[str]) -> "AttendanceOut":
        actions = ATTENDANCE_TRANSITIONS.allowed_actions(present.state, roles)
        return cls(
            id=present.id,
            shift_id=present.shift.id,
            provider_id=present.shift.provider_id,
            site_org_id=present.shift.site_org_id,
            duty_on=present.shift.duty_on,
            state=present.state,
            checked_in_at=present.checked_in_at,
            checked_out_at=present.checked_out_at,
            confirmed_at=present.confirmed_at,
            version=present.version,
            allowed_actions=allowed_actions_out(actions),
        )
