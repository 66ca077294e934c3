"""API: what is to reach a partner - its pull feed and inbox, and the acknowledgment of both."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.intake.api.partner_messages_bodies import (
    AcknowledgmentsIn,
    AcknowledgmentsOut,
    PartnerMessageFileOut,
    PartnerMessageOut,
    PartnerMessageQuery,
    SampleIn,
)
from services.intake.domain.partner_message import PartnerMessageNotFound, SamplesOnlyInSandbox
from services.intake.queries.partner_messages import MESSAGE_ORDER, attempts_of, messages_list
from services.intake.store.partner_messages import PartnerMessages, message_of
from services.intake.usecases.acknowledge_messages import acknowledge_messages
from services.intake.usecases.send_sample import send_sample
from shared.http.lists import Page, page
from shared.http.routing import ServiceRouter, Tx, gate
from shared.kernel.codes import CodeUnknown

READERS = {"partner", "integration_admin", "intake_clerk", "agency_head", "duty_coordinator"}

router = ServiceRouter(prefix="/intake/v1", tags=["partner messages"])


@router.get("/partner-messages")
@gate(roles=READERS, reads=True)
async def list_partner_messages(
    query: Annotated[PartnerMessageQuery, Query()], tx: Tx
) -> Page[PartnerMessageOut]:
    """List messages to partners, oldest first: the pull feed of a system, the inbox of an officer.

    With ``state=pending`` a message comes again in every pass until it is acknowledged, so none
    is ever missed; the cursor only leads through the pages of one pass.
    """
    filters = query.model_dump(include={"kind", "partner_org_id", "reference"})
    statement = messages_list(tx, **filters, state=query.state and str(query.state))
    return await page(
        tx,
        statement,
        query,
        order=MESSAGE_ORDER,
        item=lambda row: PartnerMessageOut.of(message_of(row)),
    )


@router.get("/partner-messages/{message_id}")
@gate(roles=READERS, reads=True, refuses=(PartnerMessageNotFound,))
async def read_partner_message(message_id: UUID, tx: Tx) -> PartnerMessageFileOut:
    """Read one message with every attempt to deliver it."""
    message = await PartnerMessages(tx).get(message_id)
    return PartnerMessageFileOut.of(message, await attempts_of(tx, message_id))


@router.post("/partner-messages/acknowledgments")
@gate(roles={"partner"}, appends=True, idempotent=False, refuses=(PartnerMessageNotFound,))
async def acknowledge_partner_messages(body: AcknowledgmentsIn, tx: Tx) -> AcknowledgmentsOut:
    """Acknowledge what has arrived: this is the proof of delivery that legal clocks wait for.

    All of the list or nothing. To say it again is harmless: the first proof stands.
    """
    messages = await acknowledge_messages(tx, message_ids=body.message_ids)
    return AcknowledgmentsOut(items=[PartnerMessageOut.of(one) for one in messages])


@router.post("/partner-messages/samples", status_code=201)
@gate(
    roles={"partner"}, appends=True, idempotent=False, refuses=(SamplesOnlyInSandbox, CodeUnknown)
)
async def send_sample_message(body: SampleIn, tx: Tx) -> PartnerMessageOut:
    """In the sandbox: have a made-up message of any kind sent to you, as often as you like."""
    return PartnerMessageOut.of(await send_sample(tx, kind=body.type, reference=body.reference))


@router.post("/partner-messages/{message_id}/acknowledgment")
@gate(roles={"partner"}, appends=True, idempotent=False, refuses=(PartnerMessageNotFound,))
async def acknowledge_partner_message(message_id: UUID, tx: Tx) -> PartnerMessageOut:
    """Acknowledge one message, as an officer does in the inbox."""
    (message,) = await acknowledge_messages(tx, message_ids=[message_id])
    return PartnerMessageOut.of(message)
