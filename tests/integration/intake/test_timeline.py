"""Integration: the citizen's timeline, who may open the file, and handlers that commute."""

import random
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import delete, select

from services.intake.store.tables import file_read, timeline_entry
from services.intake.usecases.project_timeline import rebuild_timeline
from shared.db.tables import access_grant, audit_entry
from tests.support.intake_bodies import elder_application, minor_notice
from tests.support.intake_house import IntakeHouse

REVIEW = {"review_id": "01990000-0000-7000-8000-0000000003ca"}
LINES = [
    "法律援助申请已收到。",
    "决定给予法律援助，案号〔2026〕150203援民00001号。",
    "已指派演示晨岳律师事务所演示陈一承办，联系电话0472-5550111。",
]


async def granted(house: IntakeHouse) -> dict[str, Any]:
    application: dict[str, Any] = await house.post("clerk", "/applications", elder_application())
    path = f"/applications/{application['id']}"
    seen = await house.post("clerk", f"{path}/review", {}, version=1, status=200)
    await house.post("reviewer", f"{path}/decision", {"outcome": "grant"}, version=seen["version"])
    return application


def assigned(matter_id: str) -> dict[str, Any]:
    return {
        "matter_id": matter_id,
        "agency_org_id": "LA-150203",
        "provider_subject": "lawyer",
        "provider_name": "演示陈一",
        "firm_name": "演示晨岳律师事务所",
        "work_phone": "0472-5550111",
        "assigned_at": "2026-11-02T04:00:00Z",
        "assigned_by": "person-assigner",
    }


def other_facts(matter_id: str) -> list[tuple[str, str, dict[str, Any]]]:
    """Facts of the other services as (type, stream, data)."""
    claim_id = uuid4()
    known = {"matter_id": matter_id, "agency_org_id": "LA-150203"}
    stream = f"matter/{matter_id}"
    return [
        ("assignment.lawyer.assigned.v1", stream, assigned(matter_id)),
        ("assignment.engagement.signed.v1", stream, {**known, "signed_on": "2026-11-03"}),
        ("assignment.stage_assignment.closed.v1", stream, {**known, "closed_on": "2026-11-03"}),
        ("quality.review.finalized.v1", stream, {**known, **REVIEW, "grade_code": "good"}),
        ("payment.subsidy.paid.v1", f"claim/{claim_id}", {**known, "paid_on": "2026-11-04"}),
        ("payment.subsidy.paid.v1", f"claim/{uuid4()}", {"matter_id": None}),
    ]


@pytest.mark.row("I-12")
@pytest.mark.row("N7")
async def test_the_citizen_reads_what_happened_what_comes_next_and_by_when(
    house: IntakeHouse,
) -> None:
    application = await granted(house)
    matter = f"/matters/{application['matter_id']}"
    await house.hear_own()
    before = await house.get("elder", f"{matter}/timeline")
    assert before["next_step"]["clock"]["code"] == "T02"
    assert before["next_step"]["clock"]["limit_at"][:10] == "2026-11-05"
    await house.hear(*other_facts(application["matter_id"])[0])
    after = await house.get("elder", f"{matter}/timeline")
    assert [entry["zh"] for entry in after["entries"]] == LINES
    assert all(entry["en"] for entry in after["entries"])
    assert after["next_step"]["zh"] == "承办人员与您签订委托协议。"
    assert (after["next_step"]["clock"]["code"], after["state"]) == ("T14", "granted")
    assert after["as_of"] is not None


@pytest.mark.row("I-12")
@pytest.mark.row("S-01")
async def test_each_audience_sees_its_own_lines(house: IntakeHouse) -> None:
    application = await granted(house)
    for fact in other_facts(application["matter_id"]):
        await house.hear(*fact)
    path = f"/matters/{application['matter_id']}/timeline"
    types = {}
    for person in ("elder", "lawyer", "reviewer"):
        shown = await house.get(person, path)
        types[person] = {entry["type"] for entry in shown["entries"]}
    assert types["elder"] < types["lawyer"] < types["reviewer"]
    assert "payment.subsidy.paid.v1" in types["lawyer"] - types["elder"]
    assert "quality.review.finalized.v1" in types["reviewer"] - types["lawyer"]


@pytest.mark.row("I-12")
async def test_the_citizen_sees_who_opened_the_file(house: IntakeHouse) -> None:
    application = await granted(house)
    matter = f"/matters/{application['matter_id']}"
    await house.get("lawyer", f"{matter}/file?purpose=handling", status=404)
    await house.hear(*other_facts(application["matter_id"])[0])
    masked = await house.get("lawyer", f"{matter}/file?purpose=handling")
    assert masked["people"][0]["name"] == "演****"
    assert masked["people"][0]["document_number"] == "110105********002X"
    assert masked["statement"] is None
    ask = {"purpose": "identity_check", "reason": "签订委托协议前核对身份"}
    whole = await house.post("lawyer", f"{matter}/file/unmasking", ask, status=200)
    assert whole["people"][0]["name"] == "演示包奶奶"
    await house.post("lawyer", f"{matter}/file/unmasking", {**ask, "reason": "看"}, status=422)
    await house.get("other-lawyer", f"{matter}/file?purpose=handling", status=404)
    shown = await house.get("elder", f"{matter}/timeline")
    assert [(read["role"], read["purpose"], read["whole"]) for read in shown["reads"]] == [
        ("provider", "handling", False),
        ("provider", "identity_check", True),
    ]
    assert "person" not in str(shown["reads"])
    assert shown["reads"][0]["role_zh"] == "承办人员"
    assert (await house.get("lawyer", f"{matter}/timeline"))["reads"] == []
    acts = await house.rows(select(audit_entry.c.act).where(audit_entry.c.act == "file.read"))
    assert len(acts) == 2


@pytest.mark.row("I-12")
async def test_a_reviewer_reads_the_file_during_the_review_and_the_citizen_hears_of_it_afterwards(
    house: IntakeHouse,
) -> None:
    application = await granted(house)
    matter = f"/matters/{application['matter_id']}"
    known = {"review_id": str(uuid4()), "matter_id": application["matter_id"]}
    known["agency_org_id"] = "LA-150203"
    file = f"{matter}/file?purpose=quality_review"
    await house.get("judge", file, status=404)
    stream = f"matter/{application['matter_id']}"
    opened = {**known, "reviewer_subjects": ["judge"]}
    await house.hear("quality.review.opened.v1", stream, opened)
    assert (await house.get("judge", file))["people"][0]["name"] == "演****"
    await house.get("judge", f"{matter}/timeline", status=403)
    assert (await house.get("elder", f"{matter}/timeline"))["reads"] == []
    house.clock.advance(days=3)
    await house.hear("quality.review.finalized.v1", stream, {**known, "grade_code": "good"})
    (read,) = (await house.get("elder", f"{matter}/timeline"))["reads"]
    assert (read["role"], read["purpose"], read["org_name"]) == (
        "quality_reviewer",
        "quality_review",
        None,
    )
    await house.get("judge", file, status=404)


async def test_the_owner_reading_the_own_file_is_not_noted(house: IntakeHouse) -> None:
    application = await house.post("elder", "/applications", elder_application())
    await house.get("elder", f"/applications/{application['id']}")
    assert await house.rows(select(file_read.c.id)) == []


@pytest.mark.row("I-12")
async def test_events_in_any_order_and_twice_end_in_the_same_timeline(house: IntakeHouse) -> None:
    notice = await house.post("procuratorate", "/notices", minor_notice(), status=202)
    await house.post("clerk", f"/notices/{notice['id']}/acceptance", {}, version=1)
    matter_id = notice["matter_id"]
    own = await house.said(f"matter/{matter_id}")
    foreign = [await house.hear(*fact) for fact in other_facts(matter_id)]
    order = random.Random(7)
    messages = [*own, *foreign]
    ends = []
    for _ in range(3):
        order.shuffle(messages)
        for message in (*messages, messages[0]):
            await house.deal(message)
        rows = await house.rows(
            select(timeline_entry.c.message_id, timeline_entry.c.facts).order_by(
                timeline_entry.c.message_id
            )
        )
        grants = await house.rows(select(access_grant.c.subject, access_grant.c.purpose))
        ends.append(([tuple(row) for row in rows], sorted(tuple(row) for row in grants)))
    assert ends[0] == ends[1] == ends[2]
    assert len(ends[0][0]) == len(own) + 5


@pytest.mark.row("I-12")
async def test_a_lost_timeline_is_filled_again_from_the_events_that_are_kept(
    house: IntakeHouse,
) -> None:
    application = await granted(house)
    matter = f"/matters/{application['matter_id']}"
    own = await house.said(f"matter/{application['matter_id']}")
    foreign = [await house.hear(*fact) for fact in other_facts(application["matter_id"])]
    await house.hear_own()
    await house.keep([*own, *foreign])
    before = await house.get("elder", f"{matter}/timeline")
    async with house.as_service() as tx:
        await tx.execute(delete(timeline_entry))
    assert (await house.get("elder", f"{matter}/timeline"))["entries"] == []
    async with house.as_service() as tx:
        assert await rebuild_timeline(tx) == len(own) + 5
    assert await house.get("elder", f"{matter}/timeline") == before


async def test_a_timeline_that_starts_before_its_matter_is_nobodys_to_see(
    house: IntakeHouse,
) -> None:
    matter_id = str(uuid4())
    for fact in reversed(other_facts(matter_id)):
        await house.hear(*fact)
    await house.get("reviewer", f"/matters/{matter_id}/timeline", status=404)
    await house.get("lawyer", f"/matters/{matter_id}/timeline", status=404)
