"""API: the public list of organizations and the public guide; no login, nothing personal."""

from typing import Annotated, Any

from fastapi import Query
from pydantic import Field

from services.intake.policy import DEADLINES, GUIDE, SCOPE_RULES, SHOWN_CLOCKS, hardship_policy
from services.intake.queries.organizations import (
    ORGANIZATION_ORDER,
    lines_on,
    organizations_list,
)
from shared.http.bodies import Answer
from shared.http.lists import Page, PageQuery, page
from shared.http.routing import ServiceRouter, Tx, gate
from shared.kernel.clock import law_date
from shared.kernel.obligations import DeadlineRule

HOTLINE = "12348"

router = ServiceRouter(prefix="/intake/v1", tags=["public"])


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


class ScopeLineOut(Answer):
    ground: str
    article: str
    layer: str
    means: str
    label_zh: str
    label_en: str


class ClassOut(Answer):
    code: str
    article: str
    label_zh: str
    label_en: str


class LineOut(Answer):
    """A hardship line per head; at or below it is hardship."""

    area_code: str
    population: str
    period: str
    amount_fen: int
    valid_from: str
    confidence: str
    note: str


class GuideClockOut(Answer):
    code: str
    article: str
    unit: str
    length: int
    verified: bool


class TextOut(Answer):
    zh: str
    en: str


class GuideOut(Answer):
    """What anyone may ask: matters, conditions, papers, steps, periods, and whom to call."""

    hotline: str
    steps: list[TextOut]
    papers: list[TextOut]
    scope: list[ScopeLineOut]
    exempt: list[ClassOut]
    deemed: list[ClassOut]
    hardship_lines: list[LineOut]
    periods: list[GuideClockOut]


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


@router.get("/guide")
@gate(roles={"public"}, reads=True, tenant="public")
async def read_guide(tx: Tx) -> GuideOut:
    """Read the guide: what is covered, under which conditions, how and where to apply."""
    day = law_date(tx.now)
    policy = hardship_policy(())
    return GuideOut(
        hotline=HOTLINE,
        steps=[TextOut.model_validate(one) for one in GUIDE["steps"]],
        papers=[TextOut.model_validate(one) for one in GUIDE["papers"]],
        scope=[
            ScopeLineOut.model_validate(rule)
            for rule in SCOPE_RULES
            if rule.holds_on(day) and rule.effect == "includes"
        ],
        exempt=[ClassOut.model_validate(row) for row in policy.exempt if row.valid_from <= day],
        deemed=[ClassOut.model_validate(row) for row in policy.deemed if row.valid_from <= day],
        hardship_lines=[_line_out(row) for row in await lines_on(tx, day)],
        periods=[_clock_out(rule) for rule in (*DEADLINES.values(), *SHOWN_CLOCKS.values())],
    )


def _line_out(row: Any) -> LineOut:
    values = {name: getattr(row, name) for name in LineOut.model_fields}
    return LineOut(**{**values, "valid_from": row.valid_from.isoformat()})


def _clock_out(rule: DeadlineRule) -> GuideClockOut:
    return GuideClockOut(
        code=rule.code,
        article=rule.article,
        unit=str(rule.unit),
        length=rule.length,
        verified=rule.verified,
    )
