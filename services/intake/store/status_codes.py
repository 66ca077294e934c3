"""Store: one-time codes, the newest of each receipt."""

from dataclasses import asdict

from sqlalchemy import select, update

from services.intake.domain.status_code import StatusCode, StatusNotShown
from services.intake.store.status_tables import status_code
from shared.db.sql import insert_into
from shared.db.transaction import Transaction


class StatusCodes:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def put(self, code: StatusCode) -> None:
        """A new code takes the place of the one before."""
        values = asdict(code)
        statement = insert_into(status_code, self._tx.database.dialect).values(**values)
        await self._tx.execute(
            statement.on_conflict_do_update(index_elements=["receipt_no"], set_=values)
        )

    async def get_alone(self, receipt_no: str) -> StatusCode:
        """With its row locked, so that no look goes uncounted. Raises StatusNotShown."""
        query = select(status_code).where(status_code.c.receipt_no == receipt_no)
        row = (await self._tx.execute(query.with_for_update())).one_or_none()
        if row is None:
            raise StatusNotShown()
        return StatusCode(**row._mapping)

    async def save(self, code: StatusCode) -> None:
        await self._tx.execute(
            update(status_code)
            .where(status_code.c.receipt_no == code.receipt_no)
            .values(looks_left=code.looks_left)
        )
