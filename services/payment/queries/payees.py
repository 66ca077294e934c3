"""Queries: accounts with the public-register entry of their holder; city-wide by design."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from services.payment.domain.payees import PayeeNotFound
from services.payment.store.tables import payee, provider
from shared.db.transaction import Transaction

PAYEE_ORDER = (payee.c.created_at, payee.c.id)


def payees(tx: Transaction, *, state: str | None, own: bool) -> Select[Any]:
    """``own``: those of the caller only."""
    query = select(payee, provider.c.name.label("provider_name"), provider.c.license_no).join(
        provider, provider.c.id == payee.c.provider_id
    )
    if own:
        query = query.where(provider.c.subject == tx.actor.subject)
    return query if state is None else query.where(payee.c.state == state)


async def one_payee(tx: Transaction, payee_id: UUID) -> Any:
    """Raises PayeeNotFound."""
    rows = await tx.execute(payees(tx, state=None, own=False).where(payee.c.id == payee_id))
    found = rows.one_or_none()
    if found is None:
        raise PayeeNotFound()
    return found
