"""Queries: the public list of organizations, and the hardship lines that hold today."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, or_, select

from services.intake.domain.organization import AGENCY, STATION
from services.intake.store.public_tables import map_point
from services.intake.store.tables import hardship_standard, organization
from shared.db.transaction import Transaction
from shared.kernel.tenants import SANDBOX_ENDING

OFFICES_MAX = 500
ORGANIZATION_ORDER = (organization.c.code,)


def organizations_list(*, kind: str | None, area_code: str | None) -> Select[Any]:
    """City-wide and public by design: names and addresses of public bodies, the sandbox left out."""
    statement = select(organization).where(organization.c.code.not_like(f"%{SANDBOX_ENDING}"))
    if kind is not None:
        statement = statement.where(organization.c.kind == kind)
    if area_code is not None:
        statement = statement.where(organization.c.area_code == area_code)
    return statement


async def offices(tx: Transaction) -> Sequence[Row[Any]]:
    """Agencies and workstations with their place on the map, where it is known."""
    place = (map_point.c.longitude_e6, map_point.c.latitude_e6)
    query = (
        select(organization, *place)
        .outerjoin(map_point, map_point.c.org_code == organization.c.code)
        .where(organization.c.kind.in_([AGENCY, STATION]))
    )
    return list(await tx.execute(query.order_by(organization.c.code).limit(OFFICES_MAX)))


async def lines_on(tx: Transaction, day: date) -> Sequence[Row[Any]]:
    """Every hardship line that holds on the day."""
    line = hardship_standard.c
    query = select(hardship_standard).where(
        line.valid_from <= day, or_(line.valid_to.is_(None), day <= line.valid_to)
    )
    return list(await tx.execute(query.order_by(line.area_code, line.population)))
