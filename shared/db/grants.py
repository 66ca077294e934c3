"""Database: who besides its tenant may see a matter, until when. Opened and closed by events."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select

from shared.db.sql import insert_into
from shared.db.tables import access_grant
from shared.db.transaction import Transaction


async def open_grant(
    tx: Transaction,
    *,
    subject: str,
    object_id: UUID,
    org_id: str,
    purpose: str,
    until: datetime | None = None,
) -> None:
    """Open ``object_id`` to ``subject``, again if it was closed. ``subject``: a person's, or ``org/<id>``."""
    statement = insert_into(access_grant, tx.database.dialect).values(
        subject=subject,
        object_id=object_id,
        purpose=purpose,
        org_id=org_id,
        granted_at=tx.now,
        until=until,
    )
    await tx.execute(
        statement.on_conflict_do_update(
            index_elements=[
                access_grant.c.subject,
                access_grant.c.object_id,
                access_grant.c.purpose,
            ],
            set_={"until": until},
        )
    )


async def is_open_to(
    tx: Transaction, *, subject: str, object_id: UUID, purposes: frozenset[str]
) -> bool:
    """Whether ``object_id`` is open to ``subject`` now for one of ``purposes``."""
    grant = access_grant.c
    query = select(grant.purpose).where(
        grant.subject == subject,
        grant.object_id == object_id,
        grant.purpose.in_(sorted(purposes)),
        or_(grant.until.is_(None), grant.until > tx.now),
    )
    return (await tx.execute(query.limit(1))).first() is not None


async def close_grants(
    tx: Transaction, *, object_id: UUID, purpose: str, subject: str | None = None
) -> None:
    """Close what is open for ``purpose``, for one subject or for all."""
    statement = access_grant.update().where(
        access_grant.c.object_id == object_id,
        access_grant.c.purpose == purpose,
        or_(access_grant.c.until.is_(None), access_grant.c.until > tx.now),
    )
    if subject is not None:
        statement = statement.where(access_grant.c.subject == subject)
    await tx.execute(statement.values(until=tx.now))
