"""Use case: keep what became of a partner's package; a receipt file proves the deliveries it names."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from services.intake.domain.partner_message import DeliveryProof, PartnerMessageNotFound
from services.intake.domain.partner_package import PackageKind, PartnerPackage
from services.intake.store.partner_messages import PartnerMessages
from services.intake.store.partner_packages import PartnerPackages
from services.intake.usecases.confirm_delivery import confirm_delivery
from services.intake.usecases.open_package import OpenedPackage
from shared.db.transaction import Transaction


async def settle_package(
    tx: Transaction, *, opened: OpenedPackage, batch_id: UUID | None = None
) -> PartnerPackage:
    """``batch_id``: where the pushes of the package went."""
    if opened.earlier:
        return opened.package
    outcome: Mapping[str, Any] = {"batch_id": str(batch_id)}
    if opened.package.kind is PackageKind.RECEIPT:
        outcome = await _receipted(tx, opened)
    await tx.write_into(opened.package.agency_org_id)
    settled = replace(opened.package, outcome=outcome)
    await PartnerPackages(tx).add(settled)
    tx.record(
        f"partner_channel/{settled.channel_id}",
        "partner_package.receive",
        package_no=settled.package_no,
        kind=str(settled.kind),
    )
    return settled


async def _receipted(tx: Transaction, opened: OpenedPackage) -> dict[str, Any]:
    """An item that names no message of this channel spoils no other: it is told back."""
    confirmed, unknown = 0, []
    for place, item in enumerate(opened.items):
        try:
            message = await PartnerMessages(tx).get(UUID(str(item["message_id"])))
            if message.channel_id != opened.package.channel_id:
                raise PartnerMessageNotFound()
        except (PartnerMessageNotFound, KeyError, TypeError, ValueError):
            unknown.append(place)
            continue
        await confirm_delivery(tx, message=message, proof=DeliveryProof.RECEIPTED)
        confirmed += 1
    return {"confirmed": confirmed, "unknown_places": unknown}
