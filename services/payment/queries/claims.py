"""Queries: claims of an agency, and of one lawyer."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select

from services.payment.store.tables import claim
from shared.db.transaction import Transaction

CLAIM_ORDER = (claim.c.created_at, claim.c.id)


def claims(
    tx: Transaction, *, state: str | None, matter_id: UUID | None, provider_id: UUID | None
) -> Select[Any]:
    query = tx.scoped(claim)
    if state is not None:
        query = query.where(claim.c.state == state)
    if matter_id is not None:
        query = query.where(claim.c.matter_id == matter_id)
    return query if provider_id is None else query.where(claim.c.provider_id == provider_id)


def own_claims(tx: Transaction) -> Select[Any]:
    """The caller's own, in whichever agency they were earned: opened to them by a grant."""
    return tx.scoped(claim).where(claim.c.provider_subject == tx.actor.subject)
