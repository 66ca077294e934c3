"""Use case: set how messages leave for a partner of the caller's agency."""

import base64
import binascii
from dataclasses import dataclass

from services.intake.domain.organization import require_organ
from services.intake.domain.partner_channel import (
    DeliveryWay,
    PartnerChannel,
    PartnerChannelNotFound,
    PublicKeyInvalid,
    WebhookAddressNotPublic,
)
from services.intake.store.organizations import Organizations
from services.intake.store.partner_channels import PartnerChannels
from shared.db.transaction import Transaction
from shared.security.outbound import is_public, literal_of

PUBLIC_KEY_BYTES = 32


@dataclass(frozen=True, kw_only=True)
class ChannelSetting:
    way: DeliveryWay
    url: str | None
    host: str | None  # of the url
    public_key: str | None


async def set_partner_channel(
    tx: Transaction, *, partner_org_id: str, setting: ChannelSetting
) -> PartnerChannel:
    """A name is judged whenever it is called; an address spelled out is judged here as well.

    Raises PartnerChannelNotFound, OrganizationWrongKind, WebhookAddressMissing,
    WebhookAddressNotPublic, PublicKeyInvalid.
    """
    partner = await Organizations(tx).find(partner_org_id)
    if partner is None:
        raise PartnerChannelNotFound()
    require_organ(partner, pointer="/partner_org_id")
    _require_valid(setting)
    channels = PartnerChannels(tx)
    held = await channels.get(await channels.open(str(tx.actor.org_id), partner.code))
    tx.expect_version(held.version)
    changed = held.set(way=setting.way, url=setting.url, public_key=setting.public_key)
    saved = await channels.save(changed)
    tx.record(f"partner_channel/{held.id}", "partner_channel.set", way=str(setting.way))
    return saved


def _require_valid(setting: ChannelSetting) -> None:
    literal = literal_of(setting.host) if setting.host else None
    if literal is not None and not is_public(literal):
        raise WebhookAddressNotPublic(pointer="/url")
    if setting.public_key is None:
        return
    try:
        key = base64.b64decode(setting.public_key, validate=True)
    except binascii.Error as error:
        raise PublicKeyInvalid(pointer="/public_key") from error
    if len(key) != PUBLIC_KEY_BYTES:
        raise PublicKeyInvalid(pointer="/public_key")
