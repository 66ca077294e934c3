"""Support: what the other services say of one stage, and the way to a sample and a review of it."""

from typing import Any
from uuid import UUID, uuid4

from services.quality.policy import CARDS
from tests.support.quality import AGENCY, FIRM, QualityHouse

PROVIDER = UUID(int=3)
POINTS = {indicator.code: 80 for indicator in CARDS[0].indicators}
BEST = {indicator.code: 100 for indicator in CARDS[0].indicators}
NOVEMBER = {"period_from": "2026-11-01", "period_to": "2026-11-30"}
REVIEWERS = [
    {"subject": "q-1", "person_id": "p-q-1"},
    {"subject": "q-2", "person_id": "p-q-2"},
]
Told = tuple[str, dict[str, Any]]


def registered(subject: str = "lawyer-1", provider_id: UUID = PROVIDER) -> Told:
    entry = {
        "provider_id": str(provider_id),
        "provider_subject": subject,
        "firm_id": str(FIRM),
    }
    return "assignment.provider.registered.v1", entry


def life_of(stage: UUID, matter: UUID, assigned_by: str = "p-assigner") -> list[Told]:
    """The events of a stage from its opening to the payment, in the order of their happening."""
    base = {"stage_assignment_id": str(stage), "matter_id": str(matter), "agency_org_id": AGENCY}
    work = {"kind": "civil", "service": "LABOUR", "stage": "ARBITRATION"}
    handler = {
        "provider_id": str(PROVIDER),
        "provider_subject": "lawyer-1",
        "firm_id": str(FIRM),
        "assigned_by": assigned_by,
    }
    closing = {"closed_on": "2026-11-03", "closing_code": "award"}
    return [
        (
            "assignment.stage_assignment.opened.v1",
            {**base, **work, "opened_at": "2026-10-01T01:00:00Z"},
        ),
        ("assignment.lawyer.assigned.v1", {**base, **work, **handler}),
        (
            "assignment.engagement.signed.v1",
            {**base, "signed_on": "2026-10-05", "excuse_code": None},
        ),
        ("assignment.progress.recorded.v1", {**base, "progress_code": "hearing_attended"}),
        ("assignment.stage_assignment.closed.v1", {**base, **work, **closing}),
        ("assignment.closing_file.submitted.v1", {**base, **work, **handler, **closing}),
        (
            "assignment.closing_file.passed.v1",
            {**base, **work, **handler, **closing, "passed_at": "2026-11-04T01:00:00Z"},
        ),
        ("payment.subsidy.paid.v1", {**base, "attendance_id": None}),
    ]


def breach_of(stage: UUID, matter: UUID, clock: str) -> Told:
    return "assignment.deadline.breached.v1", {
        "subject": f"stage_assignment/{stage}",
        "matter_id": str(matter),
        "agency_org_id": AGENCY,
        "code": clock,
    }


async def hear_life(house: QualityHouse, stage: UUID, matter: UUID | None = None) -> None:
    for event_type, data in life_of(stage, matter or uuid4()):
        await house.hear(event_type, data)


async def committed_sample(house: QualityHouse) -> Any:
    return await house.post("officer", "/samples", NOVEMBER)


async def drawn_sample(house: QualityHouse, *stages: UUID) -> Any:
    """November's sample, drawn on the second of December from ``stages``."""
    sample = await committed_sample(house)
    for stage in stages:
        await hear_life(house, stage)
    return await draw(house, sample)


async def draw(house: QualityHouse, sample: Any) -> Any:
    house.clock.advance(days=30)
    return await house.post("officer", f"/samples/{sample['id']}/draw", version=1, status=200)


async def open_review(house: QualityHouse) -> Any:
    stage = uuid4()
    await house.hear(*registered())
    sample = await drawn_sample(house, stage)
    return await house.post("officer", "/reviews", review_of(sample, stage))


def review_of(sample: Any, stage: UUID, reviewers: list[dict[str, str]] = REVIEWERS) -> Any:
    return {
        "sample_id": sample["id"],
        "stage_assignment_id": str(stage),
        "reviewers": reviewers,
    }


async def scored_review(house: QualityHouse) -> Any:
    """Both verdicts are in and the handler may reply."""
    review = await open_review(house)
    for reviewer in ("q-1", "q-2"):
        body = {"points": POINTS, "comment": "会见记录完整"}
        await house.post(reviewer, f"/reviews/{review['id']}/scores", body)
    return await house.get("officer", f"/reviews/{review['id']}")
