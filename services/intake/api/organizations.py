"""API: the public list of organizations; no login, nothing personal."""

from typing import Annotated

from fastapi import Query
from pydantic import Field

from services.intake.queries.organizations import ORGANIZATION_ORDER, organizations_list
from shared.http.bodies import Answer
from shared.http.lists import Page, PageQuery, page
from shared.http.routing import ServiceRouter, Tx, gate

router = ServiceRouter(prefix="/intake/v1", tags=["public"], rate_limited=True)


class OrganizationOut(Answer):
    """``confidence`` of the entry: H read, M seen, P by naming rule, G general, A assumed."""

    code: str
    name: str
    kind: str
    area_code: str
    parent_code: str | None
    can_decide: bool
    address: str
    phone: str
    confidence: str


class OrganizationQuery(PageQuery):
    kind: str | None = Field(None, max_length=40)
    area_code: str | None = Field(None, max_length=12)


@router.get("/organizations")
@gate(roles={"public"}, reads=True, tenant="public")
async def list_organizations(
    query: Annotated[OrganizationQuery, Query()], tx: Tx
) -> Page[OrganizationOut]:
    """List agencies, workstations, bureaus, organs and partners of the city."""
    statement = organizations_list(kind=query.kind, area_code=query.area_code)
    return await page(
        tx, statement, query, order=ORGANIZATION_ORDER, item=OrganizationOut.model_validate
    )
