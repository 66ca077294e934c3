"""API: terminations 终止 - aid that ends, may be objected to, and may come back; and what changed."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from pydantic import Field

from services.intake.api.coded import MatterChangeCode, TerminationGroundCode
from services.intake.api.examples import shown
from services.intake.api.people_bodies import OpponentIn
from services.intake.domain.identity import IdentityNumberInvalid
from services.intake.domain.matter import MatterNotFound, Part, Person
from services.intake.domain.matter_change import ChangeNotYetHappened
from services.intake.domain.representation import RepresentationDoesNotReach
from services.intake.domain.termination import (
    TERMINATION_TABLE,
    NoReinstatementOrdered,
    NotUnderAid,
    OnlyHeadTerminates,
    ProposerDecides,
    Termination,
    TerminationAlreadyOpen,
    TerminationBasisMissing,
    TerminationGroundBlocked,
    TerminationGroundNotYours,
    TerminationNotFound,
    TerminationState,
)
from services.intake.policy import TERMINATION_GROUNDS
from services.intake.queries.terminations import TERMINATION_ORDER, terminations_list
from services.intake.store.matter_changes import changes_of
from services.intake.store.matters import Matters
from services.intake.store.terminations import Terminations, termination_of
from services.intake.usecases.decide_termination import approve_termination, drop_termination
from services.intake.usecases.propose_termination import Proposal, propose_termination
from services.intake.usecases.record_change import Change, record_change
from services.intake.usecases.reinstate_matter import reinstate_matter
from shared.http.bodies import AllowedActionOut, Answer, Body, allowed_actions_out
from shared.http.lists import Page, PageQuery, page
from shared.http.routing import ServiceRouter, Tx, gate
from shared.kernel.clock import law_date
from shared.kernel.refusals import PolicyRowMissing
from shared.kernel.transitions import ActNotAllowedNow

STAFF = {"intake_clerk", "reviewer", "agency_head"}
DECIDERS = {"reviewer", "agency_head"}  # a reviewer only while acting as head
READERS = STAFF | {"applicant", "representative", "bureau_officer"}
DECISION_REFUSALS = (
    TerminationNotFound,
    OnlyHeadTerminates,
    ProposerDecides,
    ActNotAllowedNow,
    PolicyRowMissing,
)
TEXT_CHARS_MAX = 4_000
BASIS_CHARS_MAX = 200
PEOPLE_MAX = 60

router = ServiceRouter(prefix="/intake/v1", tags=["terminations"])


class TerminationIn(Body):
    """``legal_basis``: the law or regulation behind ground 48(1)(8); a rule of lower rank is none."""

    model_config = shown({"ground_code": "OWN_COUNSEL", "reasons": "受援人已自行委托律师。"})

    ground_code: TerminationGroundCode
    reasons: str = Field(min_length=4, max_length=TEXT_CHARS_MAX)
    legal_basis: str | None = Field(None, min_length=2, max_length=BASIS_CHARS_MAX)


class TerminationOut(Answer):
    """``consequence_zh``: what the letter adds where aid was got by fraud (法律援助法 64)."""

    id: UUID
    matter_id: UUID
    agency_org_id: str
    ground_code: str
    ground_zh: str
    ground_en: str
    articles: list[str]
    consequence_zh: str | None
    consequence_en: str | None
    state: TerminationState
    letter_no: str | None
    proposed_by: str
    proposed_at: datetime
    approver_person_id: str | None
    acting_for_person_id: str | None
    decided_at: datetime | None
    objection_org_id: str | None
    objection_until_on: date | None
    reinstated_at: datetime | None
    allowed_actions: list[AllowedActionOut]
    version: int


class TerminationQuery(PageQuery):
    state: TerminationState | None = None
    matter_id: UUID | None = None


class ChangeIn(Body):
    """``opponents``: people who have come in on the other side; nobody is taken out."""

    model_config = shown({"change_code": "OPPONENT_ADDED", "happened_on": "2026-11-24"})

    change_code: MatterChangeCode
    happened_on: date
    note: str | None = Field(None, min_length=2, max_length=TEXT_CHARS_MAX)
    opponents: list[OpponentIn] = Field(default_factory=list, max_length=PEOPLE_MAX)

    def change(self, *, today: date) -> Change:
        return Change(
            change_code=self.change_code,
            happened_on=self.happened_on,
            note=self.note,
            people=tuple(
                _opponent(one, today, f"/opponents/{place}")
                for place, one in enumerate(self.opponents)
            ),
        )


class ChangeOut(Answer):
    id: UUID
    matter_id: UUID
    change_code: str
    happened_on: date
    people_added: int
    recorded_at: datetime


@router.post("/matters/{matter_id}/terminations", status_code=201)
@gate(
    roles=STAFF | {"applicant", "representative"},
    appends=True,
    refuses=(
        MatterNotFound,
        NotUnderAid,
        TerminationAlreadyOpen,
        TerminationGroundBlocked,
        TerminationBasisMissing,
        TerminationGroundNotYours,
        RepresentationDoesNotReach,
    ),
)
async def propose_one_termination(matter_id: UUID, body: TerminationIn, tx: Tx) -> TerminationOut:
    """Propose that aid ends, or ask for it as its recipient. The head decides (法律援助法 48)."""
    proposal = Proposal(**body.model_dump())
    return _out(await propose_termination(tx, matter_id=matter_id, proposal=proposal), tx)


@router.get("/terminations")
@gate(roles=READERS, reads=True)
async def list_terminations(
    query: Annotated[TerminationQuery, Query()], tx: Tx
) -> Page[TerminationOut]:
    """List terminations that you may see, oldest first."""
    statement = terminations_list(tx, **query.model_dump(include={"state", "matter_id"}))
    return await page(
        tx,
        statement,
        query,
        order=TERMINATION_ORDER,
        item=lambda row: _out(termination_of(row), tx),
    )


@router.get("/terminations/{termination_id}")
@gate(roles=READERS, reads=True, refuses=(TerminationNotFound,))
async def read_termination(termination_id: UUID, tx: Tx) -> TerminationOut:
    """Read one termination."""
    return _out(await Terminations(tx).get(termination_id), tx)


@router.post("/terminations/{termination_id}/approval", status_code=201)
@gate(roles=DECIDERS, judges=True, refuses=DECISION_REFUSALS)
async def approve_one_termination(termination_id: UUID, tx: Tx) -> TerminationOut:
    """Decide that the aid ends. The letter is issued; it says where and until when to object."""
    return _out(await approve_termination(tx, termination_id=termination_id), tx)


@router.post("/terminations/{termination_id}/dropping", status_code=201)
@gate(roles=DECIDERS, judges=True, refuses=DECISION_REFUSALS)
async def drop_one_termination(termination_id: UUID, tx: Tx) -> TerminationOut:
    """Decide that the aid goes on."""
    return _out(await drop_termination(tx, termination_id=termination_id), tx)


@router.post("/terminations/{termination_id}/reinstatement", status_code=201)
@gate(
    roles=DECIDERS,
    judges=True,
    refuses=(TerminationNotFound, NoReinstatementOrdered, ActNotAllowedNow),
)
async def reinstate_one_matter(termination_id: UUID, tx: Tx) -> TerminationOut:
    """Follow the order of the bureau or a court: the aid goes on."""
    return _out(await reinstate_matter(tx, termination_id=termination_id), tx)


@router.post("/matters/{matter_id}/changes", status_code=201)
@gate(
    roles=STAFF | {"applicant", "representative"},
    appends=True,
    refuses=(MatterNotFound, ChangeNotYetHappened, IdentityNumberInvalid),
)
async def record_one_change(matter_id: UUID, body: ChangeIn, tx: Tx) -> ChangeOut:
    """Record a change of circumstances or of the people in the matter.

    New opponents are checked for conflicts again. A change of means decides nothing by itself.
    """
    change = body.change(today=law_date(tx.now))
    return ChangeOut.model_validate(await record_change(tx, matter_id=matter_id, change=change))


@router.get("/matters/{matter_id}/changes")
@gate(roles=STAFF | {"applicant", "representative"}, reads=True, refuses=(MatterNotFound,))
async def list_changes(matter_id: UUID, tx: Tx) -> list[ChangeOut]:
    """List what changed in a matter, oldest first."""
    await Matters(tx).get(matter_id)
    return [ChangeOut.model_validate(row) for row in await changes_of(tx, matter_id)]


def _out(of: Termination, tx: Tx) -> TerminationOut:
    ground = TERMINATION_GROUNDS[of.ground_code]
    own: dict[str, Any] = {
        name: value for name, value in vars(of).items() if name in TerminationOut.model_fields
    }
    return TerminationOut(
        **{**own, "articles": list(of.articles)},
        ground_zh=ground.label_zh,
        ground_en=ground.label_en,
        consequence_zh=ground.consequence_zh or None,
        consequence_en=ground.consequence_en or None,
        objection_org_id=of.bureau_org_id,
        allowed_actions=allowed_actions_out(
            TERMINATION_TABLE.allowed_actions(of.state, tx.actor.roles)
        ),
    )


def _opponent(one: OpponentIn, today: date, pointer: str) -> Person:
    person = one.person(Part.OPPONENT, today=today, pointer=pointer)
    return Person(**{**vars(person), "is_person": one.is_person})
