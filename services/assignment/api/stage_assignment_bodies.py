"""API: bodies of stage assignments."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import AwareDatetime, Field
from sqlalchemy import Row

from services.assignment.domain.stage_assignment import (
    TRANSITIONS,
    StageAssignment,
    State,
)
from shared.http.bodies import AllowedActionOut, Answer, Body, allowed_actions_out
from shared.http.lists import PageQuery

CODE_CHARS_MAX = 64
NOTE_CHARS_MAX = 4000
GROUP_MAX = 100


class UnitAssignmentIn(Body):
    """指派 to a unit. ``override_reason_code`` when the unit is not the first ranked."""

    firm_id: UUID
    override_reason_code: str | None = Field(None, max_length=CODE_CHARS_MAX)


class HandlerIn(Body):
    provider_id: UUID


class ChosenIn(Body):
    stage_assignment_id: UUID
    version: int = Field(ge=1)


class GroupAssignmentIn(Body):
    """One unit, and if wished one handler, for several cases of a group: all or none."""

    group_id: UUID
    stage_assignments: list[ChosenIn] = Field(min_length=1, max_length=GROUP_MAX)
    firm_id: UUID
    provider_id: UUID | None = None
    override_reason_code: str | None = Field(None, max_length=CODE_CHARS_MAX)


class OrganNoticeIn(Body):
    """The proof that the organ knows the name. ``told_at`` defaults to now."""

    proof_code: str = Field(max_length=CODE_CHARS_MAX)
    told_at: AwareDatetime | None = None


class EngagementIn(Body):
    """Exactly one of the two (P148 27)."""

    signed_on: date | None = None
    excuse_code: str | None = Field(None, max_length=CODE_CHARS_MAX)


class ProgressIn(Body):
    progress_code: str = Field(max_length=CODE_CHARS_MAX)
    happened_on: date
    note: str | None = Field(None, min_length=1, max_length=NOTE_CHARS_MAX)


class ClosingIn(Body):
    """``closed_on`` is the date of receipt of the paper that closes the stage (P148 40)."""

    closing_code: str = Field(max_length=CODE_CHARS_MAX)
    closed_on: date


class StageAssignmentQuery(PageQuery):
    state: State | None = None
    kind: str | None = Field(None, max_length=CODE_CHARS_MAX)
    group_id: UUID | None = None
    matter_id: UUID | None = None
    provider_id: UUID | None = None


class HandlerOut(Answer):
    provider_id: UUID
    name: str
    license_no: str
    public_post: bool
    assigned_at: datetime


class StageAssignmentOut(Answer):
    id: UUID
    matter_id: UUID
    group_id: UUID | None
    agency_org_id: str
    case_no: str
    kind: str
    service: str
    stage: str
    cause_code: str
    by_notice: bool
    organ_org_id: str | None
    minor: bool
    defense_years_min: int
    state: State
    opened_at: datetime
    firm_id: UUID | None
    firm_name: str | None
    letter_no: str | None
    unit_assigned_at: datetime | None
    handler: HandlerOut | None
    told_at: datetime | None
    proof_code: str | None
    engagement_signed_on: date | None
    engagement_excuse_code: str | None
    closing_code: str | None
    closed_on: date | None
    submitted_at: datetime | None
    returned_at: datetime | None
    passed_at: datetime | None
    version: int
    allowed_actions: list[AllowedActionOut]

    @classmethod
    def of(cls, held: StageAssignment, roles: Iterable[str]) -> "StageAssignmentOut":
        facts, handler = held.facts, held.handler
        own = {name: getattr(held, name) for name in cls.model_fields if hasattr(held, name)}
        told = {name: getattr(facts, name) for name in cls.model_fields if hasattr(facts, name)}
        actions = TRANSITIONS.allowed_actions(held.state, roles)
        return cls.model_validate(
            {
                **told,
                **own,
                "handler": HandlerOut.model_validate(handler) if handler else None,
                "allowed_actions": allowed_actions_out(actions),
            }
        )


class StageAssignmentItem(Answer):
    """A stage assignment in a list."""

    id: UUID
    matter_id: UUID
    group_id: UUID | None
    agency_org_id: str
    case_no: str
    kind: str
    service: str
    stage: str
    state: State
    by_notice: bool
    opened_at: datetime
    firm_name: str | None
    provider_id: UUID | None
    provider_name: str | None
    closed_on: date | None
    version: int

    @classmethod
    def of(cls, row: Row[Any]) -> "StageAssignmentItem":
        values = row._mapping
        fields = {name: values[name] for name in cls.model_fields if name in values}
        return cls.model_validate({**fields, "agency_org_id": row.org_id})


class GroupAssignmentOut(Answer):
    items: list[StageAssignmentOut]


class ProgressOut(Answer):
    id: UUID
    progress_code: str
    happened_on: date
    recorded_at: datetime
    note: str | None
