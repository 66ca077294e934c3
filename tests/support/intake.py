"""Builders for intake's rules: facts, households, lines and inquiries with ordinary values."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from services.intake import policy
from services.intake.domain.application import Application, ApplicationState
from services.intake.domain.assessment import Assessment, assess
from services.intake.domain.facts import CaseFacts, Household, Member, Population
from services.intake.domain.hardship import HardshipStandard, Inquiry, Period

DAY = date(2026, 11, 2)
NOON = datetime(2026, 11, 2, 4, 0, tzinfo=UTC)  # 12:00 in Asia/Shanghai
AREA = "150203"
LINE_FEN = 227_000

PARTY = CaseFacts(
    kind="civil",
    service="LIT",
    stage="FIRST",
    cause_code="elder_support",
    standing="party",
    received_on=DAY,
)
SUSPECT = replace(
    PARTY, kind="criminal", service="CRIM", stage="INVESTIGATION", cause_code="theft",
    standing="suspect",
)  # fmt: skip


def line(
    *,
    area_code: str = AREA,
    population: Population = Population.URBAN,
    period: Period = Period.MONTH,
    amount_fen: int = LINE_FEN,
    valid_from: date = date(2024, 12, 1),
    valid_to: date | None = None,
) -> HardshipStandard:
    return HardshipStandard(
        row_id=f"{area_code}/{population}/{valid_from}",
        area_code=area_code,
        population=population,
        period=period,
        amount_fen=amount_fen,
        valid_from=valid_from,
        valid_to=valid_to,
        doc_no="demo",
        source="demo",
    )


def member(income_fen: int = 0, relation: str = "spouse", **changes: Any) -> Member:
    return Member(relation=relation, incomes_fen={"wage": income_fen}, **changes)


def household(*incomes_fen: int, **changes: Any) -> Household:
    """The applicant first, then the others living together."""
    members = tuple(
        member(income, "self" if place == 0 else "spouse")
        for place, income in enumerate(incomes_fen or (0,))
    )
    values: dict[str, Any] = {"population": Population.URBAN, "members": members, **changes}
    return Household(**values)


def inquiry(
    facts: CaseFacts = PARTY,
    means: Household | None = None,
    materials: Iterable[str] = (),
    area_code: str = AREA,
) -> Inquiry:
    return Inquiry(
        facts=facts,
        household=means,
        materials=frozenset(materials),
        area_code=area_code,
    )


def assessed(asked: Inquiry, *, standards: Iterable[HardshipStandard] | None = None) -> Assessment:
    """The assessment by the shipped rules and one urban monthly line."""
    rows = (line(),) if standards is None else standards
    return assess(asked, policy.SCOPE_RULES, policy.hardship_policy(rows))


def application(state: ApplicationState = ApplicationState.RECEIVED, **changes: Any) -> Application:
    values: dict[str, Any] = {
        "id": UUID(int=1),
        "matter_id": UUID(int=2),
        "group_id": None,
        "agency_org_id": "LA-150203",
        "channel": "WALK_IN",
        "state": state,
        "received_at": NOON,
        "materials": frozenset({"application_form"}),
        "filed_by": "person-clerk",
        **changes,
    }
    return Application(**values)
