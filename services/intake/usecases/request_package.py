"""Use case: ask for signed packages to be made, one at a request or all by the timer."""

from services.intake.domain.partner_channel import PartnerChannel
from services.intake.store.partner_channels import PartnerChannels
from shared.db.transaction import Transaction

MAKE_PACKAGE = "make_package"
REQUEST_PACKAGES = "request_packages"


async def request_package(tx: Transaction, *, partner_org_id: str) -> None:
    """Raises PartnerChannelNotFound."""
    channel = await PartnerChannels(tx).require(str(tx.actor.org_id), partner_org_id)
    _enqueue(tx, channel, only_new=False)
    tx.record(f"partner_channel/{channel.id}", "partner_package.request")


async def request_packages(tx: Transaction) -> None:
    """Every channel that works by files, where something new has come."""
    async with tx.seeing_everything():
        channels = await PartnerChannels(tx).by_file()
    for channel in channels:
        _enqueue(tx, channel, only_new=True)


def _enqueue(tx: Transaction, channel: PartnerChannel, *, only_new: bool) -> None:
    tx.enqueue(
        MAKE_PACKAGE,
        {"channel_id": str(channel.id), "only_new": only_new},
        tenant=channel.agency_org_id,
        stream=f"partner_channel/{channel.id}",
    )
