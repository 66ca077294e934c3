"""API: acting appointments 代理 - who decides in the head's stead, from when until when."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import Field

from services.intake.api.coded import ActingReason
from services.intake.api.examples import shown
from services.intake.domain.acting import (
    ActingAlreadyEnded,
    ActingAppointmentNotFound,
    ActingAppointmentsOverlap,
    ActingForOneself,
    ActingPeriodInvalid,
)
from services.intake.domain.filing import AgencyNotYours
from services.intake.queries.acting import ACTING_ORDER, acting_list
from services.intake.usecases.appoint_acting import Appointing, appoint_acting, end_acting
from shared.http.bodies import Answer, Body
from shared.http.lists import Page, PageQuery, page
from shared.http.routing import ServiceRouter, Tx, gate

STAFF = {"intake_clerk", "reviewer", "agency_head", "org_admin"}

router = ServiceRouter(prefix="/intake/v1", tags=["organizations"])


class ActingIn(Body):
    """Both days are included. ``acting_person_id``: a colleague who may decide, such as a reviewer."""

    model_config = shown(
        {
            "acting_person_id": "person-reviewer",
            "from_on": "2026-11-24",
            "until_on": "2026-11-28",
            "reason_code": "LEAVE",
        }
    )

    acting_person_id: str = Field(min_length=1, max_length=120)
    from_on: date
    until_on: date
    reason_code: ActingReason


class ActingOut(Answer):
    id: UUID
    org_id: str
    head_person_id: str
    acting_person_id: str
    from_on: date
    until_on: date
    reason_code: str
    appointed_at: datetime
    ended_at: datetime | None


class ActingQuery(PageQuery):
    on: date | None = Field(None, description="只列出该日有效的 · only those that hold on the day")


@router.post("/acting-appointments", status_code=201)
@gate(
    roles={"agency_head"},
    appends=True,
    refuses=(ActingForOneself, ActingPeriodInvalid, ActingAppointmentsOverlap, AgencyNotYours),
)
async def appoint_one_acting(body: ActingIn, tx: Tx) -> ActingOut:
    """Appoint who acts for you as head of your organization.

    What that person decides meanwhile is yours and says so. Periods never overlap.
    """
    org_id = tx.actor.org_id
    if org_id is None:
        raise AgencyNotYours(org="")
    made = await appoint_acting(tx, org_id=org_id, appointing=Appointing(**body.model_dump()))
    return ActingOut.model_validate(made)


@router.get("/acting-appointments")
@gate(roles=STAFF, reads=True)
async def list_acting(query: Annotated[ActingQuery, Query()], tx: Tx) -> Page[ActingOut]:
    """List your organization's acting appointments, the newest first."""
    statement = acting_list(tx, on=query.on)
    return await page(tx, statement, query, order=ACTING_ORDER, item=ActingOut.model_validate)


@router.post("/acting-appointments/{appointment_id}/end")
@gate(
    roles={"agency_head"},
    appends=True,
    refuses=(ActingAppointmentNotFound, ActingAlreadyEnded),
)
async def end_one_acting(appointment_id: UUID, tx: Tx) -> ActingOut:
    """End an appointment early: the head is back."""
    return ActingOut.model_validate(await end_acting(tx, appointment_id=appointment_id))
