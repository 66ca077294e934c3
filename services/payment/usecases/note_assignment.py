"""Use case: a handler is assigned, so money is reserved for the unit (two-phase, first phase)."""

from services.payment.domain.claims import Assigned, Claim, ClaimState, Unit
from services.payment.store.claims import Claims
from services.payment.store.ledger import Ledger
from services.payment.usecases.settle_claim import settle_claim
from shared.db.grants import open_grant
from shared.db.transaction import Transaction

STATEMENT = "statement"  # purpose of the grant by which a lawyer reads the own claims


async def note_assignment(tx: Transaction, *, unit: Unit, assigned: Assigned) -> Claim:
    """Open the unit's claim from its first news and reserve; a repeat changes nothing."""
    claims = Claims(tx)
    claim = await open_claim(tx, unit)
    noted = claim.assign(assigned)
    if noted == claim:
        return claim
    return await claims.save(await settle_claim(tx, noted))


async def open_claim(tx: Transaction, unit: Unit) -> Claim:
    """The unit's one live claim, from whichever event comes first.

    A unit that was voided before begins a new generation of its reservations.
    """
    claims = Claims(tx)
    held = await claims.live(unit.key)
    if held is not None:
        return held
    generation = await Ledger(tx, unit.org_id).voided_times(unit.key)
    fresh = Claim(id=tx.new_id(), unit=unit, state=ClaimState.EXPECTED, generation=generation)
    claim = await claims.open(fresh)
    if claim.id == fresh.id:
        await open_grant(
            tx,
            subject=unit.provider_subject,
            object_id=claim.id,
            org_id=unit.org_id,
            purpose=STATEMENT,
        )
    return claim
