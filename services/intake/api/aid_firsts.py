"""API: aid first 先行提供 - aid that begins before the review has ended."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import Field

from services.intake.api.coded import AidFirstGroundCode
from services.intake.api.examples import shown
from services.intake.domain.aid_first import (
    AID_FIRST_TABLE,
    AidFirst,
    AidFirstAlreadyGiven,
    AidFirstEnd,
    AidFirstFactMissing,
    AidFirstGroundNotMet,
    AidFirstNotFound,
    AidFirstNotYetOverdue,
    AidFirstState,
    Urgency,
)
from services.intake.domain.application import ApplicationNotFound
from services.intake.domain.decision import AgencyCannotDecide
from services.intake.queries.aid_firsts import AID_FIRST_ORDER, aid_firsts_list
from services.intake.store.aid_firsts import AidFirsts, aid_first_of
from services.intake.usecases.end_aid_first import lapse_aid_first
from services.intake.usecases.grant_aid_first import grant_aid_first
from shared.http.bodies import AllowedActionOut, Answer, Body, allowed_actions_out
from shared.http.lists import Page, PageQuery, page
from shared.http.routing import ServiceRouter, Tx, gate
from shared.kernel.refusals import PolicyRowMissing
from shared.kernel.transitions import ActNotAllowedNow

READERS = {"applicant", "representative", "intake_clerk", "reviewer", "agency_head"}
BASIS_CHARS_MAX = 200

router = ServiceRouter(prefix="/intake/v1", tags=["aid first"])


class AidFirstIn(Body):
    """``limitation_on``: the last day of the period; ``legal_basis``: where the period stands."""

    model_config = shown(
        {
            "ground_code": "PERIOD_ENDS",
            "limitation_on": "2026-11-28",
            "legal_basis": "劳动争议调解仲裁法 27",
        }
    )

    ground_code: AidFirstGroundCode
    limitation_on: date | None = None
    legal_basis: str | None = Field(None, min_length=2, max_length=BASIS_CHARS_MAX)


class AidFirstOut(Answer):
    id: UUID
    matter_id: UUID
    application_id: UUID
    agency_org_id: str
    ground_code: str
    article: str
    limitation_on: date | None
    legal_basis: str | None
    computed_by: str | None
    approver_person_id: str
    acting_for_person_id: str | None
    granted_at: datetime
    complete_by: date
    state: AidFirstState
    end: AidFirstEnd | None
    ended_at: datetime | None
    allowed_actions: list[AllowedActionOut]
    version: int


class AidFirstQuery(PageQuery):
    state: AidFirstState | None = None
    matter_id: UUID | None = None


@router.post("/applications/{application_id}/aid-first", status_code=201)
@gate(
    roles={"reviewer", "agency_head"},
    judges=True,
    refuses=(
        ApplicationNotFound,
        ActNotAllowedNow,
        AgencyCannotDecide,
        AidFirstFactMissing,
        AidFirstGroundNotMet,
        AidFirstAlreadyGiven,
        PolicyRowMissing,
    ),
)
async def give_aid_first(application_id: UUID, body: AidFirstIn, tx: Tx) -> AidFirstOut:
    """Let help begin before the decision, on a ground of 法律援助法 44.

    Fewer than seven days before the period ends: six qualify, seven do not. The papers are
    completed by ``complete_by``; after it a person decides whether the aid lapses.
    """
    urgency = Urgency(**body.model_dump())
    return _out(await grant_aid_first(tx, application_id=application_id, urgency=urgency), tx)


@router.get("/aid-first")
@gate(roles=READERS, reads=True)
async def list_aid_first(query: Annotated[AidFirstQuery, Query()], tx: Tx) -> Page[AidFirstOut]:
    """List early aid that you may see, oldest first."""
    statement = aid_firsts_list(tx, **query.model_dump(include={"state", "matter_id"}))
    return await page(
        tx,
        statement,
        query,
        order=AID_FIRST_ORDER,
        item=lambda row: _out(aid_first_of(row), tx),
    )


@router.get("/aid-first/{aid_first_id}")
@gate(roles=READERS, reads=True, refuses=(AidFirstNotFound,))
async def read_aid_first(aid_first_id: UUID, tx: Tx) -> AidFirstOut:
    """Read one early aid."""
    return _out(await AidFirsts(tx).get(aid_first_id), tx)


@router.post("/aid-first/{aid_first_id}/lapse", status_code=201)
@gate(
    roles={"reviewer", "agency_head"},
    judges=True,
    refuses=(AidFirstNotFound, AidFirstNotYetOverdue, ActNotAllowedNow),
)
async def let_aid_first_lapse(aid_first_id: UUID, tx: Tx) -> AidFirstOut:
    """Decide that the formalities were not completed: the aid ends, what was filed stays."""
    return _out(await lapse_aid_first(tx, aid_first_id=aid_first_id), tx)


def _out(of: AidFirst, tx: Tx) -> AidFirstOut:
    urgency = vars(of.urgency)
    own = {name: value for name, value in vars(of).items() if name in AidFirstOut.model_fields}
    acts = allowed_actions_out(AID_FIRST_TABLE.allowed_actions(of.state, tx.actor.roles))
    return AidFirstOut(**{**own, **urgency}, allowed_actions=acts)
