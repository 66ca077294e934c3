"""Store: the file behind a matter - people, and the form or the organ's paper."""

from uuid import UUID

from services.intake.domain.matter import Form, Person
from services.intake.store.applications import Applications
from services.intake.store.matters import Matters
from services.intake.store.notices import Notices, notice_of
from services.intake.store.tables import application, notice
from shared.db.transaction import Transaction

File = tuple[tuple[Person, ...], Form | None, dict[str, str] | None]


async def file_of(tx: Transaction, matter_id: UUID) -> File:
    """People, the application's form if there is one, and the newest notice's fields."""
    people = await Matters(tx).people(matter_id)
    return people, await _form(tx, matter_id), await _paper(tx, matter_id)


async def _form(tx: Transaction, matter_id: UUID) -> Form | None:
    rows = await tx.execute(
        tx.scoped(application, application.c.id).where(application.c.matter_id == matter_id)
    )
    found = rows.scalar_one_or_none()
    return await Applications(tx).form(found) if found is not None else None


async def _paper(tx: Transaction, matter_id: UUID) -> dict[str, str] | None:
    query = tx.scoped(notice).where(notice.c.matter_id == matter_id)
    rows = await tx.execute(query.order_by(notice.c.received_at.desc()).limit(1))
    row = rows.one_or_none()
    return await Notices(tx).paper(notice_of(row)) if row is not None else None
