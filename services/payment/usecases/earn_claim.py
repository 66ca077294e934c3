"""Use case: the closing file passed or the attendance is confirmed, so the unit is owed."""

from services.payment.domain.claims import DUTY, Assigned, Claim, Earned, Unit
from services.payment.domain.events import ClaimOpened
from services.payment.policy import PAY_PROMPTLY
from services.payment.store.claims import Claims, take_duty_day
from services.payment.usecases.claim_facts import about
from services.payment.usecases.note_assignment import open_claim
from services.payment.usecases.settle_claim import settle_claim
from shared.db.obligations import open_obligation
from shared.db.transaction import Transaction


async def earn_claim(
    tx: Transaction, *, unit: Unit, earned: Earned, assigned: Assigned | None = None
) -> Claim:
    """Price the unit, owe it, and start the clock 'paid promptly' (法律援助法 52(1), T23).

    A repeat changes nothing; the event may come before the assignment's own. A public post is
    owed nothing, so no clock runs.
    """
    claims = Claims(tx)
    claim = await open_claim(tx, unit)
    if claim.earned is not None:
        return claim
    noted = claim.assign(assigned) if assigned else claim
    noted = noted.earn(earned)
    tx.publish(ClaimOpened(**about(noted), claim_kind=unit.claim_kind), tenant=unit.org_id)
    if not unit.public_post:
        await open_obligation(
            tx,
            PAY_PROMPTLY,
            subject=f"claim/{claim.id}",
            org_id=unit.org_id,
            started_at=earned.at,
        )
    return await claims.save(await settle_claim(tx, noted))


async def earn_duty_day(tx: Transaction, *, unit: Unit, earned: Earned) -> Claim | None:
    """One unit per lawyer and date in the whole city, however many sites (law.md 7.3, A22).

    None where another attendance of the day has the unit already.
    """
    assert unit.claim_kind == DUTY
    if not await take_duty_day(tx, unit):
        tx.record(
            f"provider/{unit.provider_id}",
            "duty_day.already_taken",
            attendance_id=str(unit.attendance_id),
        )
        return None
    return await earn_claim(tx, unit=unit, earned=earned)
