"""Use case: merge what a pack was filled with - each filing lands or fails on its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.intake.domain.offline_pack import OfflinePack, OfflinePackTampered
from services.intake.domain.partner_batch import ItemProblem
from services.intake.store.offline_packs import OfflinePacks
from services.intake.usecases.merge_offline_filing import (
    Merged,
    OfflineFiling,
    merge_offline_filing,
)
from shared.db.transaction import Transaction
from shared.kernel.refusals import Refusal


@dataclass(frozen=True, kw_only=True)
class PackClaim:
    """The pack as the client shows it: its head and the signature that came with it."""

    pack_id: UUID
    head: Mapping[str, Any]
    signature: str


async def merge_offline_pack(
    tx: Transaction, *, claim: PackClaim, items: Sequence[OfflineFiling | ItemProblem]
) -> list[Merged | ItemProblem]:
    """In the order in which they come; what could not be read stays refused in its place.

    Raises OfflinePackNotFound, OfflinePackTampered.
    """
    packs = OfflinePacks(tx)
    pack = await packs.get(claim.pack_id, to_merge=True)
    if claim.signature != packs.signature_of(pack) or dict(claim.head) != pack.head:
        raise OfflinePackTampered()
    outcomes = [
        item if isinstance(item, ItemProblem) else await _merged(tx, pack, item) for item in items
    ]
    tx.record(
        f"offline_pack/{pack.id}",
        "offline_pack.merge",
        items=len(items),
        refused=sum(isinstance(one, ItemProblem) for one in outcomes),
    )
    return outcomes


async def _merged(
    tx: Transaction, pack: OfflinePack, offline: OfflineFiling
) -> Merged | ItemProblem:
    try:
        async with tx.savepoint():
            return await merge_offline_filing(tx, pack=pack, offline=offline)
    except Refusal as refusal:
        return ItemProblem.of(refusal)
