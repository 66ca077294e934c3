"""API: transfers - hand a matter over to the competent agency, record its receipt."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from services.intake.api.transfers_bodies import (
    TransferIn,
    TransferOut,
    TransferQuery,
    TransferReceiptIn,
)
from services.intake.domain.application import ApplicationNotFound
from services.intake.domain.organization import OrganizationUnknown
from services.intake.domain.transfer import (
    ReceiverCannotDecide,
    ReceiverHadItBefore,
    TransferAlreadyReceived,
    TransferNotFound,
)
from services.intake.queries.handovers import TRANSFER_ORDER, transfers_list
from services.intake.store.transfers import Transfers, transfer_of
from services.intake.usecases.receive_transfer import receive_transfer
from services.intake.usecases.send_package import send_package
from services.intake.usecases.transfer_matter import transfer_matter
from shared.http.lists import Page, page
from shared.http.routing import ServiceRouter, Tx, gate
from shared.kernel.transitions import ActNotAllowedNow
from shared.security.reads import record_read

CLERKS = {"intake_clerk", "reviewer", "agency_head"}

router = ServiceRouter(prefix="/intake/v1", tags=["transfers"])


@router.post("/matters/{matter_id}/transfers", status_code=201)
@gate(
    roles={"reviewer", "agency_head"},
    judges=True,
    refuses=(
        ApplicationNotFound,
        OrganizationUnknown,
        ReceiverCannotDecide,
        ReceiverHadItBefore,
        ActNotAllowedNow,
    ),
)
async def transfer_one_matter(matter_id: UUID, body: TransferIn, tx: Tx) -> TransferOut:
    """Hand the matter over; the time at which it first came in goes with it.

    To an agency of this system everything moves and a stub stays; for one outside a signed package
    is made. A matter never goes back to an agency that handed it over.
    """
    if body.to_org_id is not None:
        made = await transfer_matter(
            tx, matter_id=matter_id, to_org_id=body.to_org_id, reason_code=body.reason_code
        )
    else:
        made = await send_package(
            tx, matter_id=matter_id, to_name=body.to_name or "", reason_code=body.reason_code
        )
    return TransferOut.of(made)


@router.get("/transfers")
@gate(roles=CLERKS, reads=True)
async def list_transfers(query: Annotated[TransferQuery, Query()], tx: Tx) -> Page[TransferOut]:
    """List what your agency handed over, and what was handed over to it."""
    filters = query.model_dump(include={"matter_id", "to_org_id", "state"})
    return await page(
        tx,
        transfers_list(tx, **filters),
        query,
        order=TRANSFER_ORDER,
        item=lambda row: TransferOut.of(transfer_of(row)),
    )


@router.get("/transfers/{transfer_id}")
@gate(roles=CLERKS, reads=True, refuses=(TransferNotFound,))
async def read_transfer(transfer_id: UUID, tx: Tx) -> TransferOut:
    """Read a hand-over: the stub of what has left, or the origin of what has come."""
    return TransferOut.of(await Transfers(tx).get(transfer_id))


@router.post("/transfers/{transfer_id}/receipt", status_code=201)
@gate(roles=CLERKS, appends=True, refuses=(TransferNotFound, TransferAlreadyReceived))
async def receive_one_transfer(transfer_id: UUID, body: TransferReceiptIn, tx: Tx) -> TransferOut:
    """Say that it has come; for an agency outside this system the sender records its paper."""
    received = await receive_transfer(
        tx, transfer_id=transfer_id, paper_receipt_no=body.paper_receipt_no
    )
    return TransferOut.of(received)


@router.get("/transfers/{transfer_id}/package")
@gate(roles={"reviewer", "agency_head"}, reads=True, refuses=(TransferNotFound,))
async def read_transfer_package(transfer_id: UUID, tx: Tx) -> Response:
    """Fetch the signed package for an agency outside this system; that it was fetched is recorded."""
    made = await Transfers(tx).get(transfer_id)
    package = await Transfers(tx).package(made)
    if package is None:
        raise TransferNotFound()
    await record_read(tx, "transfer.package", transfer_id=made.id)
    name = f"transfer-{made.id}.zip"
    headers = {
        "content-disposition": f'attachment; filename="{name}"',
        "cache-control": "no-store",
    }
    return Response(package, media_type="application/zip", headers=headers)
