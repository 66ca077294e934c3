"""API: representations 代理 - who speaks for the person, for what, until when."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from services.intake.api.applications import CLERKS, FILERS
from services.intake.api.coded import AuthorityProof, RepresentationEnd
from services.intake.api.examples import shown
from services.intake.api.people_bodies import AgentIn
from services.intake.api.signature_bodies import SignatureIn, signature_of
from services.intake.domain.application import ApplicationNotFound
from services.intake.domain.applying import AgentNotEntitled, Capacity, RepresentativeIsOpponent
from services.intake.domain.identity import IdentityNumberInvalid
from services.intake.domain.notice import DayInTheFuture
from services.intake.domain.representation import (
    RepresentationEnded,
    RepresentationNotFound,
    RepresentationPeriodInvalid,
    RepresentationScope,
)
from services.intake.domain.signature import SignatureMissing
from services.intake.store.applications import Applications
from services.intake.store.representations import Representations
from services.intake.usecases.give_representation import (
    Authorization,
    end_representation,
    give_representation,
)
from shared.http.bodies import Answer, Body
from shared.http.routing import ServiceRouter, Tx, gate
from shared.kernel.clock import law_date

GIVERS = {"applicant", "intake_clerk", "station_clerk"}

router = ServiceRouter(prefix="/intake/v1", tags=["representations"])


class RepresentationIn(Body):
    """``subject``: the account that the file is opened to. ``until_on`` is the last day."""

    model_config = shown(
        {
            "representative": {"name": "演示周周", "relation": "sibling"},
            "subject": "acc-representative",
            "proof_code": "POWER_OF_ATTORNEY",
            "scope": "act",
            "until_on": "2027-05-31",
        }
    )

    representative: AgentIn
    subject: str = Field(min_length=1, max_length=120)
    proof_code: AuthorityProof
    scope: RepresentationScope
    until_on: date
    signature: SignatureIn | None = None

    def authorization(self, *, today: date) -> Authorization:
        person = self.representative.agent(today=today, pointer="/representative")
        return Authorization(
            person=person,
            subject=self.subject,
            capacity=self.representative.stated_capacity(),
            proof_code=self.proof_code,
            scope=RepresentationScope(self.scope),
            until_on=self.until_on,
            signature=signature_of(self.signature),
        )


class RepresentationEndIn(Body):
    """``OPPONENT``: the representative turned out to stand on the other side."""

    reason_code: RepresentationEnd


class RepresentationOut(Answer):
    id: UUID
    matter_id: UUID
    application_id: UUID
    subject: str
    capacity: Capacity
    proof_code: str
    scope: RepresentationScope
    until_on: date
    given_at: datetime
    ended_at: datetime | None
    end_reason_code: str | None


class RepresentationsOut(Answer):
    items: list[RepresentationOut]


@router.post("/applications/{application_id}/representations", status_code=201)
@gate(
    roles=GIVERS,
    appends=True,
    refuses=(
        ApplicationNotFound,
        RepresentativeIsOpponent,
        AgentNotEntitled,
        RepresentationPeriodInvalid,
        IdentityNumberInvalid,
        SignatureMissing,
        DayInTheFuture,
    ),
)
async def give_one_representation(
    application_id: UUID, body: RepresentationIn, tx: Tx
) -> RepresentationOut:
    """Let somebody speak for the person. Who stands on the other side never does."""
    authorization = body.authorization(today=law_date(tx.now))
    given = await give_representation(
        tx, application_id=application_id, authorization=authorization
    )
    return RepresentationOut.model_validate(given)


@router.get("/applications/{application_id}/representations")
@gate(roles=FILERS | CLERKS, reads=True, refuses=(ApplicationNotFound,))
async def list_representations(application_id: UUID, tx: Tx) -> RepresentationsOut:
    """List who speaks for the person; a representative sees the own entry, ended ones included."""
    given = await Representations(tx).of_application(application_id)
    if not given:
        await Applications(tx).get(application_id)
    return RepresentationsOut(items=[RepresentationOut.model_validate(one) for one in given])


@router.post("/representations/{representation_id}/end")
@gate(
    roles=GIVERS | {"representative"},
    appends=True,
    refuses=(RepresentationNotFound, RepresentationEnded),
)
async def end_one_representation(
    representation_id: UUID, body: RepresentationEndIn, tx: Tx
) -> RepresentationOut:
    """End a representation: the file closes to the representative at once."""
    ended = await end_representation(
        tx, representation_id=representation_id, reason_code=body.reason_code
    )
    return RepresentationOut.model_validate(ended)
