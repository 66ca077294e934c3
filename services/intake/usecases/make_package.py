"""Use case: put everything that a partner has not confirmed into a signed package."""

import hashlib
from uuid import UUID

from services.intake.domain.partner_package import (
    PackageDirection,
    PackageKind,
    PartnerPackage,
)
from services.intake.policy.delivery import DELIVERY
from services.intake.store.partner_channels import PartnerChannels
from services.intake.store.partner_messages import PartnerMessages
from services.intake.store.partner_packages import PartnerPackages
from shared.db.numbers import next_number
from shared.db.transaction import Transaction
from shared.db.types import to_json
from shared.files.packages import write_package

PACKAGE_SIGNING = "partner_package"


async def make_package(
    tx: Transaction, *, channel_id: UUID, only_new: bool
) -> PartnerPackage | None:
    """Carried by hand, a package proves nothing yet: the receipt file that comes back does.

    What is not receipted comes again in the next one, under the same message ids. ``only_new``:
    none while nothing new has come since the last.
    """
    packages = PartnerPackages(tx)
    channel = await PartnerChannels(tx).get(channel_id)
    messages = await PartnerMessages(tx).undelivered(channel_id, limit=DELIVERY.package_items_max)
    last = await packages.last_made(channel_id)
    newest = max((one.created_at for one in messages), default=None)
    if newest is None or (only_new and last is not None and newest <= last.created_at):
        return None
    serial = await next_number(tx, f"partner_package/{channel_id}")
    number = f"{channel.agency_org_id}-{channel.partner_org_id}-{serial:06d}"
    manifest = {
        "package_no": number,
        "kind": str(PackageKind.MESSAGES),
        "from": channel.agency_org_id,
        "to": channel.partner_org_id,
        "made_at": tx.now.isoformat(),
    }
    items = [to_json(one.item()).encode() for one in messages]
    content = write_package(manifest, items, tx.vault.signing_key(PACKAGE_SIGNING))
    made = PartnerPackage(
        id=tx.new_id(),
        agency_org_id=channel.agency_org_id,
        channel_id=channel_id,
        direction=PackageDirection.OUT,
        package_no=number,
        kind=PackageKind.MESSAGES,
        item_count=len(items),
        digest=hashlib.sha256(content).hexdigest(),
        created_at=tx.now,
    )
    await packages.add(made, content)
    tx.record(f"partner_channel/{channel_id}", "partner_package.make", package_no=number)
    return made
