"""API: erasure orders - destroying a person's data, by two people."""

from uuid import UUID

from services.intake.api.erasures_bodies import ErasureIn, ErasureOut
from services.intake.domain.erasure import (
    ErasureAlreadyOrdered,
    ErasureNeedsSecondPerson,
    ErasureNotFound,
    MatterStillRuns,
)
from services.intake.domain.matter import MatterNotFound
from services.intake.store.erasures import Erasures
from services.intake.usecases.order_erasure import propose_erasure, settle_erasure
from shared.http.routing import ServiceRouter, Tx, gate
from shared.kernel.transitions import ActNotAllowedNow

ORDERERS = {"agency_head", "org_admin"}

router = ServiceRouter(prefix="/intake/v1", tags=["matters"])


@router.post("/matters/{matter_id}/erasure-orders", status_code=201)
@gate(
    roles=ORDERERS,
    appends=True,
    refuses=(MatterNotFound, MatterStillRuns, ErasureAlreadyOrdered),
)
async def propose_an_erasure(matter_id: UUID, body: ErasureIn, tx: Tx) -> ErasureOut:
    """Propose, on a written decision, to destroy what this matter holds of a person."""
    order = await propose_erasure(
        tx, matter_id=matter_id, basis_code=body.basis_code, document_no=body.document_no
    )
    return ErasureOut.of(order, tx.actor.roles)


@router.get("/erasure-orders/{order_id}")
@gate(roles=ORDERERS, reads=True, refuses=(ErasureNotFound,))
async def read_erasure(order_id: UUID, tx: Tx) -> ErasureOut:
    """Read an erasure order."""
    return ErasureOut.of(await Erasures(tx).get(order_id), tx.actor.roles)


@router.post("/erasure-orders/{order_id}/execution")
@gate(
    roles={"agency_head"},
    judges=True,
    refuses=(ErasureNotFound, ErasureNeedsSecondPerson, MatterStillRuns, ActNotAllowedNow),
)
async def carry_out_an_erasure(order_id: UUID, tx: Tx) -> ErasureOut:
    """Carry it out, as another person than the proposer. It cannot be undone, in any service."""
    return ErasureOut.of(
        await settle_erasure(tx, order_id=order_id, act="carry_out"), tx.actor.roles
    )


@router.post("/erasure-orders/{order_id}/withdrawal")
@gate(roles={"agency_head"}, judges=True, refuses=(ErasureNotFound, ActNotAllowedNow))
async def drop_an_erasure(order_id: UUID, tx: Tx) -> ErasureOut:
    """Drop the order; nothing is erased."""
    return ErasureOut.of(await settle_erasure(tx, order_id=order_id, act="drop"), tx.actor.roles)
