"""API: offline packs (N10) - issue, download, merge what was filled, account for every number."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request

from services.intake.api.offline_packs_bodies import (
    FilledPackIn,
    MergeOut,
    PackAccountOut,
    PackIn,
    PackLineOut,
    PackOut,
    PackQuery,
)
from services.intake.domain.filing import AgencyNotYours
from services.intake.domain.offline_pack import (
    OfflinePack,
    OfflinePackNotFound,
    OfflinePackTampered,
)
from services.intake.domain.organization import OrganizationUnknown, OrganizationWrongKind
from services.intake.queries.offline_packs import PACK_ORDER, offline_packs_list
from services.intake.store.offline_packs import OfflinePacks, offline_pack_of
from services.intake.usecases.issue_offline_pack import issue_offline_pack, return_offline_pack
from services.intake.usecases.merge_offline_pack import merge_offline_pack
from shared.db.transaction import Transaction
from shared.http.languages import language_of
from shared.http.lists import Page, page
from shared.http.routing import ServiceRouter, Tx, body_up_to, gate
from shared.kernel.transitions import ActNotAllowedNow

FILLED_BYTES_MAX = 4 * 1_048_576
CLERKS = {"station_clerk", "intake_clerk"}

router = ServiceRouter(prefix="/intake/v1", tags=["offline packs"])


@router.post("/offline-packs", status_code=201)
@gate(
    roles=CLERKS,
    appends=True,
    refuses=(AgencyNotYours, OrganizationUnknown, OrganizationWrongKind),
)
async def issue_a_pack(body: PackIn, tx: Tx) -> PackOut:
    """Reserve receipt numbers and take along what a counter needs without a network."""
    return _whole(tx, await issue_offline_pack(tx, count=body.count))


@router.get("/offline-packs")
@gate(roles=CLERKS | {"agency_head"}, reads=True)
async def list_packs(query: Annotated[PackQuery, Query()], tx: Tx) -> Page[PackLineOut]:
    """List the packs of your organization and its workstations, oldest first."""
    return await page(
        tx,
        offline_packs_list(tx, state=query.state),
        query,
        order=PACK_ORDER,
        item=lambda row: PackLineOut.model_validate(offline_pack_of(row)),
    )


@router.get("/offline-packs/{pack_id}")
@gate(roles=CLERKS, reads=True, refuses=(OfflinePackNotFound,))
async def download_pack(pack_id: UUID, tx: Tx) -> PackOut:
    """Download a pack once more."""
    return _whole(tx, await OfflinePacks(tx).get(pack_id))


@router.get("/offline-packs/{pack_id}/numbers")
@gate(roles=CLERKS | {"agency_head"}, reads=True, refuses=(OfflinePackNotFound,))
async def account_for_pack(pack_id: UUID, tx: Tx) -> PackAccountOut:
    """Account for every number of a pack: used, void, or still out."""
    return await _account(tx, await OfflinePacks(tx).get(pack_id))


@router.post("/offline-packs/{pack_id}/filings")
@body_up_to(FILLED_BYTES_MAX)
@gate(roles=CLERKS, appends=True, refuses=(OfflinePackNotFound, OfflinePackTampered))
async def merge_filled_pack(
    pack_id: UUID, body: FilledPackIn, request: Request, tx: Tx
) -> MergeOut:
    """Merge up to 200 filings that were taken in offline.

    Each lands or fails on its own. The time recorded at the counter is the time of receipt, and
    the clocks run from it. The same filing again is answered with what it had become.
    """
    outcomes = await merge_offline_pack(tx, claim=body.pack.claim(pack_id), items=body.read())
    language = language_of(request.headers.get("accept-language"))
    return MergeOut.of(outcomes, request.app.state.catalogue, language)


@router.post("/offline-packs/{pack_id}/return", status_code=201)
@gate(roles=CLERKS, judges=True, refuses=(OfflinePackNotFound, ActNotAllowedNow))
async def return_pack(pack_id: UUID, tx: Tx) -> PackAccountOut:
    """Give back what was not used: those numbers are void, and stay accounted for."""
    return await _account(tx, await return_offline_pack(tx, pack_id=pack_id))


def _whole(tx: Transaction, pack: OfflinePack) -> PackOut:
    return PackOut.of(pack, OfflinePacks(tx).signature_of(pack))


async def _account(tx: Transaction, pack: OfflinePack) -> PackAccountOut:
    used = await OfflinePacks(tx).all_used(pack)
    return PackAccountOut.with_numbers(pack, used, tx.actor.roles)
