"""API: signed file exchange with partners that have no wire to us."""

import base64
from typing import Annotated
from uuid import UUID

from fastapi import Query
from starlette.responses import Response

from services.intake.api.partner_batches_bodies import PartnerBatchIn
from services.intake.api.partner_packages_bodies import (
    PackageKeyOut,
    PackageRequestIn,
    PackageRequestOut,
    PartnerPackageIn,
    PartnerPackageOut,
)
from services.intake.domain.partner_channel import PartnerChannelNotFound
from services.intake.domain.partner_package import (
    PackageKind,
    PackageNotUnderstood,
    PackageNumberReused,
    PackageSignatureInvalid,
    PartnerKeyMissing,
    PartnerPackageNotFound,
)
from services.intake.queries.partner_messages import PACKAGE_ORDER, packages_list
from services.intake.store.partner_packages import PartnerPackages, package_of
from services.intake.usecases.make_package import PACKAGE_SIGNING
from services.intake.usecases.open_package import OpenedPackage, open_package
from services.intake.usecases.receive_batch import receive_batch
from services.intake.usecases.request_package import request_package
from services.intake.usecases.settle_package import settle_package
from shared.db.transaction import Transaction
from shared.http.lists import Page, PageQuery, page
from shared.http.routing import ServiceRouter, Tx, body_up_to, gate
from shared.kernel.clock import law_date

BODY_BYTES_MAX = 4 * 1_048_576
READERS = {"partner", "integration_admin"}

router = ServiceRouter(prefix="/intake/v1", tags=["partner packages"])


@router.get("/package-key")
@gate(roles={"public"}, reads=True, tenant="public")
async def read_package_key(tx: Tx) -> PackageKeyOut:
    """Read the public key that verifies our packages; keep it, and compare it by telephone."""
    public = tx.vault.signing_key(PACKAGE_SIGNING).public_key().public_bytes_raw()
    return PackageKeyOut(algorithm="Ed25519", public_key=base64.b64encode(public).decode())


@router.post("/partner-channels/{partner_org_id}/packages", status_code=202)
@gate(roles={"integration_admin"}, appends=True, refuses=(PartnerChannelNotFound,))
async def request_partner_package(
    partner_org_id: str, body: PackageRequestIn, tx: Tx
) -> PackageRequestOut:
    """Ask for a package of everything that the partner has not confirmed."""
    await request_package(tx, partner_org_id=partner_org_id)
    return PackageRequestOut(partner_org_id=partner_org_id)


@router.get("/partner-packages")
@gate(roles=READERS, reads=True)
async def list_partner_packages(
    query: Annotated[PageQuery, Query()], tx: Tx
) -> Page[PartnerPackageOut]:
    """List the packages of your channels, outgoing and incoming."""
    return await page(
        tx,
        packages_list(tx),
        query,
        order=PACKAGE_ORDER,
        updated=PACKAGE_ORDER[0],
        item=lambda row: PartnerPackageOut.of(package_of(row)),
    )


@router.get("/partner-packages/{package_id}/content")
@gate(roles=READERS, reads=True, refuses=(PartnerPackageNotFound,))
async def read_partner_package(package_id: UUID, tx: Tx) -> Response:
    """Download an outgoing package, to be carried over."""
    package, content = await PartnerPackages(tx).content(package_id)
    headers = {
        "content-disposition": f'attachment; filename="{package.package_no}.zip"',
        "cache-control": "no-store",
    }
    return Response(content, media_type="application/zip", headers=headers)


@router.post("/partner-packages", status_code=201)
@body_up_to(BODY_BYTES_MAX)
@gate(
    roles={"partner"},
    appends=True,
    idempotent=False,
    refuses=(
        PartnerChannelNotFound,
        PartnerKeyMissing,
        PackageNotUnderstood,
        PackageSignatureInvalid,
        PackageNumberReused,
    ),
)
async def receive_partner_package(body: PartnerPackageIn, tx: Tx) -> PartnerPackageOut:
    """Hand in a signed package: a receipt confirms our messages, pushes become a batch.

    Its number makes it safe to hand in twice.
    """
    opened = await open_package(
        tx, agency_org_id=body.agency_org_id, package_base64=body.package_base64
    )
    batch_id = await _pushed(tx, opened)
    return PartnerPackageOut.of(await settle_package(tx, opened=opened, batch_id=batch_id))


async def _pushed(tx: Transaction, opened: OpenedPackage) -> UUID | None:
    if opened.earlier or opened.package.kind is not PackageKind.PUSHES:
        return None
    if not opened.items:
        raise PackageNotUnderstood(fault="empty", pointer="/package_base64")
    read = PartnerBatchIn(items=list(opened.items)).read(today=law_date(tx.now))
    return (await receive_batch(tx, items=read)).id
