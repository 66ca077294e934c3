"""Queries: lists of the city-wide registry."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from services.assignment.store.tables import firm, holding, provider, provider_rating

FIRM_ORDER = (firm.c.org_id, firm.c.id)
PROVIDER_ORDER = (provider.c.license_no, provider.c.id)


def firms_statement() -> Select[Any]:
    return select(firm)


def providers_statement(*, firm_id: UUID | None, kind: str | None) -> Select[Any]:
    """Providers with their unit's name, their rating and how many cases they hold now."""
    open_count = (
        select(func.count())
        .select_from(holding)
        .where(holding.c.provider_id == provider.c.id, holding.c.until_on.is_(None))
        .scalar_subquery()
    )
    statement = (
        select(
            provider,
            firm.c.name.label("firm_name"),
            provider_rating.c.rating_tenths,
            open_count.label("open_count"),
        )
        .join(firm, firm.c.id == provider.c.firm_id)
        .outerjoin(provider_rating, provider_rating.c.provider_id == provider.c.id)
    )
    if firm_id is not None:
        statement = statement.where(provider.c.firm_id == firm_id)
    if kind is not None:
        statement = statement.where(provider.c.kind == kind)
    return statement
