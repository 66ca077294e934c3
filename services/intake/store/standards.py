"""Store: the hardship lines of an area, all dates and populations."""

from sqlalchemy import select

from services.intake.domain.facts import Population
from services.intake.domain.hardship import HardshipStandard, Period
from services.intake.store.tables import hardship_standard
from shared.db.transaction import Transaction


async def standards_of(tx: Transaction, area_code: str) -> tuple[HardshipStandard, ...]:
    """Every row of the area; the engine picks the one of the day and says when there is none."""
    query = select(hardship_standard).where(hardship_standard.c.area_code == area_code)
    rows = await tx.execute(query.order_by(hardship_standard.c.row_id))
    return tuple(
        HardshipStandard(
            row_id=row.row_id,
            area_code=row.area_code,
            population=Population(row.population),
            period=Period(row.period),
            amount_fen=row.amount_fen,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            doc_no=row.doc_no,
            source=row.source,
        )
        for row in rows
    )
