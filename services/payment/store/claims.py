"""Store: claims. One live row per unit key, whatever is replayed."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, or_, select, update

from services.payment.domain.claims import (
    HELD_NO_RATE_ROW,
    Assigned,
    Claim,
    ClaimNotFound,
    ClaimState,
    Earned,
    Unit,
)
from services.payment.store.prices import price_document, price_of
from services.payment.store.tables import claim, duty_unit
from shared.db.sql import insert_missing
from shared.db.transaction import Transaction, VersionStale

_UNIT = (
    "org_id",
    "claim_kind",
    "kind",
    "service",
    "stage",
    "provider_id",
    "provider_subject",
    "public_post",
    "matter_id",
    "stage_assignment_id",
    "attendance_id",
)
_OWN = (
    "id",
    "hold_reason",
    "budget_id",
    "reserved_fen",
    "funded",
    "generation",
    "tip_id",
    "approved_by",
    "approved_at",
    "batch_id",
    "paid_on",
    "version",
)
_EARNED_STATES = tuple(
    str(state)
    for state in ClaimState
    if state not in (ClaimState.EXPECTED, ClaimState.VOID, ClaimState.NOTHING_DUE)
)


class Claims:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def get(self, claim_id: UUID) -> Claim:
        """Raises ClaimNotFound, also for what is not yours."""
        rows = await self._tx.execute(self._tx.scoped(claim).where(claim.c.id == claim_id))
        found = rows.one_or_none()
        if found is None:
            raise ClaimNotFound()
        return claim_of(found)

    async def live(self, unit_key: str) -> Claim | None:
        """The one claim of a unit that is not void."""
        rows = await self._tx.execute(
            self._tx.scoped(claim).where(
                claim.c.unit_key == unit_key, claim.c.state != ClaimState.VOID
            )
        )
        found = rows.one_or_none()
        return claim_of(found) if found else None

    async def open(self, fresh: Claim) -> Claim:
        """The unit's claim: the live one, or ``fresh`` where this is the first news of it."""
        row = {**_values(fresh), "created_at": self._tx.now, "updated_at": self._tx.now}
        if await insert_missing(self._tx.connection, claim, [row]):
            return fresh
        raised = await self.live(fresh.unit.key)
        assert raised is not None, "the unit key is taken, so its claim is there"
        return raised

    async def save(self, held: Claim) -> Claim:
        """Write the change of the version that was read. Raises VersionStale."""
        values = {**_values(held), "updated_at": self._tx.now, "version": held.version + 1}
        result = await self._tx.execute(
            update(claim)
            .where(claim.c.id == held.id, claim.c.version == held.version)
            .values(**values)
        )
        if result.rowcount == 0:
            raise VersionStale()
        return replace(held, version=held.version + 1)

    async def another_earned(self, unit: Unit) -> bool:
        """Whether another handler of the same stage has earned already (A19)."""
        if unit.stage_assignment_id is None:
            return False
        rows = await self._tx.execute(
            self._tx.scoped(claim, claim.c.id)
            .where(claim.c.stage_assignment_id == unit.stage_assignment_id)
            .where(claim.c.unit_key != unit.key, claim.c.state.in_(_EARNED_STATES))
            .limit(1)
        )
        return rows.first() is not None

    async def waiting_for_rate(self, org_id: str, *, after: UUID | None, limit: int) -> list[Claim]:
        """Earned claims held for want of a row, and running units for which nothing is reserved.

        In the order of their ids, from the one after ``after`` on.
        """
        held = and_(claim.c.state == str(ClaimState.HELD), claim.c.hold_reason == HELD_NO_RATE_ROW)
        unreserved = and_(
            claim.c.state == str(ClaimState.EXPECTED),
            claim.c.tip_id.is_(None),
            claim.c.public_post.is_(False),
        )
        query = self._tx.scoped(claim).where(claim.c.org_id == org_id, or_(held, unreserved))
        if after is not None:
            query = query.where(claim.c.id > after)
        rows = await self._tx.execute(query.order_by(claim.c.id).limit(limit))
        return [claim_of(row) for row in rows]

    async def approved(self, org_id: str, *, limit: int) -> list[Claim]:
        """The oldest approved claims of an agency: what a batch is collected from."""
        rows = await self._tx.execute(
            self._tx.scoped(claim)
            .where(claim.c.org_id == org_id, claim.c.state == str(ClaimState.APPROVED))
            .order_by(claim.c.approved_at, claim.c.id)
            .limit(limit)
        )
        return [claim_of(row) for row in rows]

    async def unfunded(self, budget_id: UUID, *, limit: int) -> list[Claim]:
        """The oldest commitments of a budget line that no money covers yet."""
        rows = await self._tx.execute(
            self._tx.scoped(claim)
            .where(claim.c.budget_id == budget_id, claim.c.funded.is_(False))
            .where(claim.c.state != ClaimState.VOID)
            .order_by(claim.c.created_at, claim.c.id)
            .limit(limit)
        )
        return [claim_of(row) for row in rows]

    async def of_batch(self, batch_id: UUID) -> list[Claim]:
        rows = await self._tx.execute(
            self._tx.scoped(claim).where(claim.c.batch_id == batch_id).order_by(claim.c.id)
        )
        return [claim_of(row) for row in rows]


async def take_duty_day(tx: Transaction, unit: Unit) -> bool:
    """Take the city-wide unit of a lawyer's day; False where another agency or site has it."""
    row = {
        "unit_key": unit.key,
        "org_id": unit.org_id,
        "attendance_id": unit.attendance_id,
    }
    if await insert_missing(tx.connection, duty_unit, [row]):
        return True
    rows = await tx.execute(
        select(duty_unit.c.attendance_id).where(duty_unit.c.unit_key == unit.key)
    )
    return bool(rows.scalar_one() == unit.attendance_id)


def _values(held: Claim) -> dict[str, Any]:
    rate_row = held.price.rate_row if held.price else None
    return {
        **{name: getattr(held.unit, name) for name in _UNIT},
        **{name: getattr(held, name) for name in _OWN},
        "unit_key": held.unit.key,
        "state": str(held.state),
        "assigned_on": held.assigned.on if held.assigned else None,
        "assigned_by": held.assigned.by if held.assigned else None,
        "earned_on": held.earned.on if held.earned else None,
        "earned_at": held.earned.at if held.earned else None,
        "earned_by": held.earned.by if held.earned else None,
        "amount_fen": held.amount_fen,
        "rate_row_id": rate_row.row_id if rate_row else None,
        "price": price_document(held.price),
    }


def claim_of(row: Row[Any]) -> Claim:
    values = row._mapping
    unit = Unit(key=row.unit_key, **{name: values[name] for name in _UNIT})
    return Claim(
        **{name: values[name] for name in _OWN},
        unit=unit,
        state=ClaimState(row.state),
        assigned=Assigned(row.assigned_on, row.assigned_by) if row.assigned_on else None,
        earned=Earned(row.earned_on, row.earned_at, row.earned_by) if row.earned_on else None,
        price=price_of(row.price),
    )
