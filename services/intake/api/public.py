"""API: the public room - guide and self-check. No login, nothing personal, nothing kept."""

from datetime import date
from typing import Annotated, Any

from fastapi import Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from services.intake.api.eligibility_bodies import EligibilityIn, EligibilityOut, eligibility_out
from services.intake.domain.hardship import ProvenClass
from services.intake.domain.organization import OrganizationUnknown, OrganizationWrongKind
from services.intake.domain.scope import Effect, ScopeRule
from services.intake.policy import DEADLINES, SCOPE_RULES, SHOWN_CLOCKS, hardship_policy
from services.intake.policy.public_texts import LOCALES, PUBLIC_TEXTS, PublicTexts
from services.intake.queries.organizations import lines_on, offices
from services.intake.usecases.check_eligibility import check_eligibility
from shared.http.bodies import Answer, Body
from shared.http.cacheable import cacheable
from shared.http.languages import locale_of
from shared.http.routing import ServiceRouter, Tx, gate
from shared.kernel.clock import law_date
from shared.kernel.obligations import DeadlineRule
from shared.kernel.refusals import PolicyRowMissing

HOTLINE = "12348"

router = ServiceRouter(prefix="/intake/v1", tags=["public"], rate_limited=True)


class LocaleQuery(Body):
    """``locale`` wins over Accept-Language; one that is not offered falls back to it."""

    locale: str | None = Field(None, max_length=20, examples=["zh-CN"])


class ScopeLineOut(Answer):
    ground: str
    article: str
    layer: str
    means: str
    label: str


class ClassOut(Answer):
    code: str
    article: str
    layer: str
    label: str


class LineOut(Answer):
    """A hardship line per head; at or below it is hardship."""

    area_code: str
    population: str
    period: str
    amount_fen: int
    valid_from: date
    confidence: str
    note: str


class GuideClockOut(Answer):
    """``verified``: whether the text behind the figure was read."""

    code: str
    article: str
    unit: str
    length: int
    verified: bool


class MapPointOut(Answer):
    """Millionths of a degree."""

    longitude_e6: int
    latitude_e6: int


class OfficeOut(Answer):
    """Where to go. Null is unknown: nothing is guessed."""

    code: str
    name: str
    kind: str
    area_code: str
    address: str | None
    phone: str | None
    map_point: MapPointOut | None


class GuideOut(Answer):
    """What anyone may ask: matters, conditions, papers, steps, periods, and whom to turn to."""

    locale: str
    locales: list[str]
    hotline: str
    steps: list[str]
    papers: list[str]
    conditions: list[str]
    scope: list[ScopeLineOut]
    exempt: list[ClassOut]
    deemed: list[ClassOut]
    hardship_lines: list[LineOut]
    periods: list[GuideClockOut]
    offices: list[OfficeOut]


@router.get("/guide", response_model=GuideOut)
@gate(roles={"public"}, reads=True, tenant="public")
async def read_guide(query: Annotated[LocaleQuery, Query()], request: Request, tx: Tx) -> Response:
    """Read the guide: what is covered, under which conditions, how and where to apply."""
    day, texts = law_date(tx.now), texts_for(request, query)
    policy = hardship_policy(())
    guide = GuideOut(
        locale=texts.locale,
        locales=list(LOCALES),
        hotline=HOTLINE,
        steps=list(texts.steps),
        papers=list(texts.papers),
        conditions=list(texts.conditions),
        scope=[_scope_out(rule, texts) for rule in SCOPE_RULES if _covers(rule, day)],
        exempt=[_class_out(row, texts) for row in policy.exempt if row.valid_from <= day],
        deemed=[_class_out(row, texts) for row in policy.deemed if row.valid_from <= day],
        hardship_lines=[LineOut.model_validate(row) for row in await lines_on(tx, day)],
        periods=[_clock_out(rule) for rule in (*DEADLINES.values(), *SHOWN_CLOCKS.values())],
        offices=[_office_out(row) for row in await offices(tx)],
    )
    return cacheable(request, guide, locale=texts.locale)


@router.post("/eligibility-checks")
@gate(
    roles={"public"},
    reads=True,
    tenant="public",
    refuses=(OrganizationUnknown, OrganizationWrongKind, PolicyRowMissing),
)
async def check_one_eligibility(
    query: Annotated[LocaleQuery, Query()], body: EligibilityIn, request: Request, tx: Tx
) -> EligibilityOut:
    """Check for yourself whether you may qualify, by the rules that decide.

    Nothing is stored and nothing is promised: a person decides on an application.
    """
    found = await check_eligibility(tx, question=body.question(today=law_date(tx.now)))
    return eligibility_out(found, texts_for(request, query))


def texts_for(request: Request, query: LocaleQuery) -> PublicTexts:
    """The texts of the wished locale."""
    wished = query.locale or request.headers.get("accept-language")
    return PUBLIC_TEXTS[locale_of(wished, LOCALES)]


def _covers(rule: ScopeRule, day: date) -> bool:
    return rule.holds_on(day) and rule.effect is Effect.INCLUDES


def _scope_out(rule: ScopeRule, texts: PublicTexts) -> ScopeLineOut:
    return ScopeLineOut(
        ground=rule.ground,
        article=rule.article,
        layer=str(rule.layer),
        means=texts.check.means[str(rule.means)],
        label=texts.label(rule),
    )


def _class_out(row: ProvenClass, texts: PublicTexts) -> ClassOut:
    return ClassOut(
        code=row.code, article=row.article, layer=str(row.layer), label=texts.label(row)
    )


def _clock_out(rule: DeadlineRule) -> GuideClockOut:
    return GuideClockOut(
        code=rule.code,
        article=rule.article,
        unit=str(rule.unit),
        length=rule.length,
        verified=rule.verified,
    )


def _office_out(row: Any) -> OfficeOut:
    known = row.longitude_e6 is not None
    return OfficeOut(
        code=row.code,
        name=row.name,
        kind=row.kind,
        area_code=row.area_code,
        address=row.address or None,
        phone=row.phone or None,
        map_point=MapPointOut.model_validate(row) if known else None,
    )
