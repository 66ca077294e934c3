"""API: how an agency's messages reach each partner - the way, the secret, the suspension, the replay."""

from typing import Annotated

from fastapi import Query

from services.intake.api.partner_channels_bodies import (
    ChannelSecretIn,
    ChannelSecretOut,
    PartnerChannelIn,
    PartnerChannelOut,
    ReplayIn,
    ReplayOut,
    ResumptionIn,
)
from services.intake.domain.organization import OrganizationWrongKind
from services.intake.domain.partner_channel import (
    ChannelHasNoWebhook,
    ChannelNotSuspended,
    PartnerChannelNotFound,
    PublicKeyInvalid,
    WebhookAddressMissing,
    WebhookAddressNotPublic,
)
from services.intake.domain.partner_message import (
    PartnerMessageNotFound,
    ReplaySaysOneThing,
    ReplaySpanTooLong,
)
from services.intake.queries.partner_messages import CHANNEL_ORDER, channels_list
from services.intake.store.partner_channels import PartnerChannels, channel_of
from services.intake.usecases.replay_messages import replay_messages
from services.intake.usecases.resume_partner_channel import resume_partner_channel
from services.intake.usecases.set_partner_channel import set_partner_channel
from services.intake.usecases.turn_channel_secret import turn_channel_secret
from shared.http.lists import Page, PageQuery, page
from shared.http.routing import ServiceRouter, Tx, gate

ADMIN = {"integration_admin"}

router = ServiceRouter(prefix="/intake/v1", tags=["partner channels"])


@router.get("/partner-channels")
@gate(roles=ADMIN | {"partner"}, reads=True)
async def list_partner_channels(
    query: Annotated[PageQuery, Query()], tx: Tx
) -> Page[PartnerChannelOut]:
    """List channels: an agency sees those to its partners, a partner those that lead to it."""
    return await page(
        tx,
        channels_list(tx),
        query,
        order=CHANNEL_ORDER,
        item=lambda row: PartnerChannelOut.of(channel_of(row)),
    )


@router.get("/partner-channels/{partner_org_id}")
@gate(roles=ADMIN, reads=True, refuses=(PartnerChannelNotFound,))
async def read_partner_channel(partner_org_id: str, tx: Tx) -> PartnerChannelOut:
    """Read the channel from your agency to one partner."""
    held = await PartnerChannels(tx).require(str(tx.actor.org_id), partner_org_id)
    return PartnerChannelOut.of(held)


@router.put("/partner-channels/{partner_org_id}")
@gate(
    roles=ADMIN,
    judges=True,
    refuses=(
        PartnerChannelNotFound,
        OrganizationWrongKind,
        WebhookAddressMissing,
        WebhookAddressNotPublic,
        PublicKeyInvalid,
    ),
)
async def set_one_partner_channel(
    partner_org_id: str, body: PartnerChannelIn, tx: Tx
) -> PartnerChannelOut:
    """Set how messages leave for a partner. A channel that nobody has set yet has version 1."""
    saved = await set_partner_channel(tx, partner_org_id=partner_org_id, setting=body.setting())
    return PartnerChannelOut.of(saved)


@router.post("/partner-channels/{partner_org_id}/secret", status_code=201)
@gate(roles=ADMIN, appends=True, refuses=(PartnerChannelNotFound, ChannelHasNoWebhook))
async def turn_partner_channel_secret(
    partner_org_id: str, body: ChannelSecretIn, tx: Tx
) -> ChannelSecretOut:
    """Make a new signing secret; the old one signs beside it for a day, so that nothing is lost."""
    made = await turn_channel_secret(tx, partner_org_id=partner_org_id)
    return ChannelSecretOut.model_validate(made)


@router.post("/partner-channels/{partner_org_id}/resumption")
@gate(roles=ADMIN, appends=True, refuses=(PartnerChannelNotFound, ChannelNotSuspended))
async def resume_one_partner_channel(
    partner_org_id: str, body: ResumptionIn, tx: Tx
) -> PartnerChannelOut:
    """Take a suspended channel up again: what waited or failed is sent at once."""
    return PartnerChannelOut.of(await resume_partner_channel(tx, partner_org_id=partner_org_id))


@router.post("/partner-messages/replays", status_code=202)
@gate(
    roles=ADMIN | {"partner"},
    appends=True,
    refuses=(PartnerMessageNotFound, ReplaySaysOneThing, ReplaySpanTooLong),
)
async def replay_partner_messages(body: ReplayIn, tx: Tx) -> ReplayOut:
    """Send messages again: the same ids, so that a receiver drops what it has."""
    return ReplayOut(messages=await replay_messages(tx, replay=body.replay()))
