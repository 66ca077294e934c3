"""Builders for the assignment service: fictional people and cases, plain defaults, keywords to differ."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from services.assignment.domain.case_facts import CaseFacts
from services.assignment.domain.conflicts import CaseTokens, Holding
from services.assignment.domain.duty import DutyRequest, Shift
from services.assignment.domain.matching import Weights
from services.assignment.domain.qualification import Candidate, CaseNeed
from services.assignment.domain.registry import Firm, Provider, Standing
from services.assignment.domain.stage_assignment import Handler, StageAssignment, State

DAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)  # 12:00 in Baotou
AGENCY = "LA-150203"
CASE = UUID(int=0xCA5E)
MATTER = UUID(int=0x3A77E4)


def uid(number: int) -> UUID:
    return UUID(int=number)


def need(**changes: Any) -> CaseNeed:
    plain = CaseNeed(
        stage_assignment_id=CASE,
        matter_id=MATTER,
        kind="criminal",
        service="CRIM",
        stage="FIRST",
        on=DAY,
        cause_code="theft",
        by_notice=True,
    )
    return replace(plain, **changes)


def candidate(number: int = 1, **changes: Any) -> Candidate:
    plain = Candidate(
        provider_id=uid(number),
        firm_id=uid(1000 + number),
        kind="lawyer",
        standing=Standing.ACTIVE,
        firm_standing=Standing.ACTIVE,
        licensed_on=date(2015, 6, 1),
        criminal_defense_since=date(2016, 6, 1),
        minors_experience=True,
        languages=("zh",),
    )
    return replace(plain, **changes)


def weights(**changes: Any) -> Weights:
    plain = Weights(
        version="test",
        valid_from=date(2022, 1, 1),
        valid_to=None,
        factors={"load": 40, "language": 20, "quality": 20, "speciality": 10, "gender": 10},
        recent_cases_full=5,
        recent_window_days=90,
        unrated_tenths=750,
        source="test",
    )
    return replace(plain, **changes)


def tokens(**changes: Any) -> CaseTokens:
    plain = CaseTokens(stage_assignment_id=CASE, matter_id=MATTER, party=frozenset({"party"}))
    return replace(plain, **changes)


def holding(number: int = 1, **changes: Any) -> Holding:
    plain = Holding(
        stage_assignment_id=uid(2000 + number),
        matter_id=uid(3000 + number),
        provider_id=uid(number),
        open=True,
        party=frozenset({f"client {number}"}),
    )
    return replace(plain, **changes)


def firm(**changes: Any) -> Firm:
    plain = Firm(
        id=uid(1001),
        org_id="LF-DEMO-01",
        name="示例律师事务所",
        kind="law_firm",
        area_code="150203",
    )
    return replace(plain, **changes)


def provider(**changes: Any) -> Provider:
    plain = Provider(
        id=uid(1),
        subject="lawyer-1",
        name="示例甲",
        kind="lawyer",
        license_no="11502201510000001",
        firm_id=uid(1001),
        licensed_on=date(2015, 6, 1),
    )
    return replace(plain, **changes)


def facts(**changes: Any) -> CaseFacts:
    plain = CaseFacts(
        matter_id=MATTER,
        agency_org_id=AGENCY,
        case_no="DEMO-1",
        kind="criminal",
        service="CRIM",
        stage="FIRST",
        started_at=NOON,
        by_notice=True,
        organ_org_id="CT-150203",
    )
    return replace(plain, **changes)


def stage_assignment(state: State = State.OPENED, **changes: Any) -> StageAssignment:
    """A stage assignment in ``state``, with the handler that the state implies."""
    handler = Handler(
        provider_id=uid(1),
        subject="lawyer-1",
        name="示例甲",
        license_no="11502201510000001",
        public_post=False,
        assigned_at=NOON,
        assigned_by="person-assigner",
    )
    named = state not in {State.OPENED, State.UNIT_ASSIGNED}
    plain = StageAssignment(
        id=CASE,
        facts=facts(),
        opened_at=NOON,
        state=state,
        firm_id=None if state is State.OPENED else uid(1001),
        handler=handler if named else None,
        closed_on=DAY,
    )
    return replace(plain, **changes)


def shift(**changes: Any) -> Shift:
    plain = Shift(
        id=uid(4001),
        org_id=AGENCY,
        site_org_id="DC-DEMO-A",
        duty_on=DAY,
        planned_from=datetime(2026, 3, 2, 1, 0, tzinfo=UTC),
        planned_to=datetime(2026, 3, 2, 9, 0, tzinfo=UTC),
        provider_id=uid(1),
        provider_subject="lawyer-1",
    )
    return replace(plain, **changes)


def duty_request(**changes: Any) -> DutyRequest:
    plain = DutyRequest(
        id=uid(5001),
        org_id=AGENCY,
        organ_org_id="DC-DEMO-A",
        site_org_id="DC-DEMO-A",
        stage="INVESTIGATION",
        purpose="advice",
        person_tokens=("suspect",),
        person_count=1,
        needed_on=DAY,
        urgent=False,
        received_at=NOON,
    )
    return replace(plain, **changes)
