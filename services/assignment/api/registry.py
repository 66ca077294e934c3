"""API: the city-wide registry of units and providers, and its import."""

from typing import Annotated

from fastapi import Query

from services.assignment.api.registry_bodies import (
    FirmOut,
    ImportOut,
    ProviderOut,
    ProviderQuery,
    RegistryFileIn,
)
from services.assignment.domain.registry import RegistryFileUnreadable
from services.assignment.queries.registry_lists import (
    FIRM_ORDER,
    PROVIDER_ORDER,
    firms_statement,
    providers_statement,
)
from services.assignment.usecases.import_registry import import_firms, import_providers
from shared.http.lists import Page, PageQuery, page
from shared.http.routing import ServiceRouter, Tx, gate

router = ServiceRouter(prefix="/assignment/v1", tags=["registry"])
KEEPERS = {"org_admin", "agency_head"}
READERS = {
    "assigner",
    "agency_head",
    "org_admin",
    "firm_manager",
    "duty_coordinator",
    "bureau_officer",
    "bar_association",
    "quality_officer",
}


@router.get("/firms")
@gate(roles=READERS, reads=True, tenant="city")
async def list_firms(query: Annotated[PageQuery, Query()], tx: Tx) -> Page[FirmOut]:
    """List the units that take assignments in the city."""
    return await page(tx, firms_statement(), query, order=FIRM_ORDER, item=FirmOut.of)


@router.get("/providers")
@gate(roles=READERS, reads=True, tenant="city")
async def list_providers(query: Annotated[ProviderQuery, Query()], tx: Tx) -> Page[ProviderOut]:
    """List the providers of the city with standing, rating and cases in hand."""
    statement = providers_statement(firm_id=query.firm_id, kind=query.kind)
    return await page(tx, statement, query, order=PROVIDER_ORDER, item=ProviderOut.of)


@router.post("/firms/imports", status_code=201)
@gate(roles=KEEPERS, appends=True, tenant="city", refuses=(RegistryFileUnreadable,))
async def import_firm_file(body: RegistryFileIn, tx: Tx) -> ImportOut:
    """Import units from a CSV file: good rows are entered, bad ones named with line and column."""
    return ImportOut.of(await import_firms(tx, body.content))


@router.post("/providers/imports", status_code=201)
@gate(roles=KEEPERS, appends=True, tenant="city", refuses=(RegistryFileUnreadable,))
async def import_provider_file(body: RegistryFileIn, tx: Tx) -> ImportOut:
    """Import providers from a CSV file; every new or changed entry is announced."""
    return ImportOut.of(await import_providers(tx, body.content))
