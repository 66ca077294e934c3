"""Use case: merge one filing that was taken in offline - once, with its true time and its number."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from services.intake.domain.filing import Filing, FilingLink, LinkKind, ReservedReceipt
from services.intake.domain.offline_pack import OfflinePack, UsedNumber, earlier_use
from services.intake.store.offline_packs import OfflinePacks
from services.intake.usecases.file_application import file_application
from shared.db.transaction import Transaction


@dataclass(frozen=True, kw_only=True)
class OfflineFiling:
    """One filled form. ``content`` is as it came; ``filing`` reads it and may refuse."""

    key: str
    receipt_no: str
    received_at: datetime
    content: Any
    filing: Callable[[], Filing]


@dataclass(frozen=True)
class Merged:
    """``again``: it had been merged before, and nothing was changed."""

    application_id: UUID
    again: bool


async def merge_offline_filing(
    tx: Transaction, *, pack: OfflinePack, offline: OfflineFiling
) -> Merged:
    """The clocks start from the time recorded at the counter, which never changes.

    Raises ReceiptNumberNotReserved, ReceiptNumberUsedOtherwise, OfflineKeyReused,
    ActNotAllowedNow, OfflineTimeNotCredible, OfflinePackElsewhere, and what a filing raises.
    """
    packs = OfflinePacks(tx)
    serial = pack.serial_of(offline.receipt_no)
    digest = packs.content_digest([offline.received_at.isoformat(), offline.content])
    used = await packs.used(pack, serial=serial, key=offline.key)
    earlier = earlier_use(used, serial=serial, key=offline.key, content_digest=digest)
    if earlier is not None:
        return Merged(earlier.application_id, again=True)
    pack.merge()
    pack.require_credible(offline.received_at, now=tx.now)
    filing = offline.filing()
    pack.require_filled_at(filing.org_id)
    reserved = ReservedReceipt(receipt_no=offline.receipt_no, received_at=offline.received_at)
    link = FilingLink(kind=LinkKind.OFFLINE_PACK, linked_id=pack.id)
    (filed,) = await file_application(tx, filing=replace(filing, reserved=reserved, link=link))
    application = filed.application
    await packs.use(
        pack,
        UsedNumber(
            pack_id=pack.id,
            serial=serial,
            key=offline.key,
            content_digest=digest,
            application_id=application.id,
            received_at=offline.received_at,
            merged_at=tx.now,
        ),
    )
    tx.record(
        f"matter/{application.matter_id}",
        "application.merge_offline",
        pack_id=pack.id,
        receipt_no=offline.receipt_no,
        received_at=offline.received_at,
    )
    return Merged(application.id, again=False)
