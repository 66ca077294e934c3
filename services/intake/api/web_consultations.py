"""API: questions on the web without a login - asked by anybody, answered within the period of T28."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from services.intake.api.coded import Cause, Kind, OrgCode
from services.intake.api.consultations_bodies import TEXT_CHARS_MAX
from services.intake.api.examples import shown
from services.intake.domain.consultation import (
    ConsultationNotFound,
    ConsultationState,
    Question,
)
from services.intake.domain.organization import OrganizationUnknown, OrganizationWrongKind
from services.intake.usecases.ask_on_web import ask_on_web, read_web_answer
from services.intake.usecases.open_consultation import Asking
from shared.http.bodies import Answer, Body
from shared.http.routing import ServiceRouter, Tx, gate

WEB = "WEB"
READ_CODE_CHARS_MAX = 64

router = ServiceRouter(prefix="/intake/v1", tags=["consultations"], rate_limited=True)


class WebQuestionIn(Body):
    """A question; who asks is not asked. Leave names and numbers out of it."""

    model_config = shown(
        {"org_id": "LA-150203", "kind": "civil", "question": "老板拖欠四个月工资，可以怎么办？"}
    )

    org_id: OrgCode
    kind: Kind | None = None
    cause_code: Cause | None = None
    question: str = Field(min_length=1, max_length=TEXT_CHARS_MAX)

    def asking(self) -> Asking:
        return Asking(
            org_id=self.org_id,
            channel=WEB,
            kind=self.kind,
            cause_code=self.cause_code,
            question=Question(text=self.question, person=None),
        )


class WebQuestionOut(Answer):
    """Keep both: ``read_code`` is shown this once, and nobody can look it up again."""

    reference: UUID
    read_code: str
    opened_at: datetime


class WebAnswerLookupIn(Body):
    reference: UUID
    read_code: str = Field(min_length=1, max_length=READ_CODE_CHARS_MAX)


class WebAnswerOut(Answer):
    """``answer`` is None until somebody has answered."""

    reference: UUID
    state: ConsultationState
    opened_at: datetime
    booked_for: datetime | None
    answered_at: datetime | None
    answer: str | None
    referred_to_org_id: str | None


@router.post("/web-consultations", status_code=201)
@gate(
    roles={"public"},
    appends=True,
    idempotent=False,
    refuses=(OrganizationUnknown, OrganizationWrongKind),
)
async def ask_on_the_web(body: WebQuestionIn, tx: Tx) -> WebQuestionOut:
    """Ask an agency a question without a login and without a name.

    The agency answers within the period for web messages (T28); the reference and the code read it.
    """
    opened, code = await ask_on_web(tx, asking=body.asking())
    return WebQuestionOut(reference=opened.id, read_code=code, opened_at=opened.opened_at)


@router.post("/web-consultation-lookups")
@gate(roles={"public"}, reads=True, refuses=(ConsultationNotFound,))
async def look_at_the_web_answer(body: WebAnswerLookupIn, tx: Tx) -> WebAnswerOut:
    """Look whether a question asked on the web was answered, with its reference and code."""
    held, answer = await read_web_answer(tx, reference=body.reference, code=body.read_code)
    return WebAnswerOut(
        reference=held.id,
        state=held.state,
        opened_at=held.opened_at,
        booked_for=held.booked_for,
        answered_at=held.answered_at,
        answer=answer,
        referred_to_org_id=held.referred_to_org_id,
    )
