"""Integration: a duty request from the push to the help record, and a duty day to its confirmation."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from services.assignment.store.duty_tables import shift
from services.assignment.store.tables import provider
from shared.db.tables import obligation, outbox
from shared.db.transaction import Scope
from shared.kernel.actor import system
from tests.support.assignment_house import AssignmentHouse, duty_call

RECEIVED = "intake.duty_request.received.v1"
NINE = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


async def queued(house: AssignmentHouse, **changes: Any) -> str:
    data = duty_call(uuid4(), **changes)
    stream = f"duty_request/{data['duty_request_id']}"
    await house.hear(RECEIVED, stream, "LA-150203", data)
    return str(data["duty_request_id"])


async def clocks(house: AssignmentHouse, request_id: str) -> dict[str, bool]:
    query = select(obligation).where(obligation.c.subject == f"duty_request/{request_id}")
    return {row.code: row.met_at is not None for row in await house.rows(query)}


@pytest.mark.row("A-09")
async def test_a_pushed_request_is_dispatched_accepted_and_finished(
    house: AssignmentHouse,
) -> None:
    request_id = await queued(house)
    path = f"/duty-requests/{request_id}"
    (now,) = await house.get("centre", "/on-duty?site_org_id=DC-DEMO-A")
    assert await clocks(house, request_id) == {"T09": False}
    sent = await house.post("assigner", f"{path}/dispatch", {}, version=1)
    assert sent["provider_id"] == now["provider_id"]
    assert await clocks(house, request_id) == {"T09": True}
    lawyer = await house.subject_of(sent["provider_id"])
    assert (await house.get("centre", path))["state"] == "dispatched"
    await house.post(lawyer, f"{path}/acceptance")
    record = {"help_codes": ["plea_leniency_witness"], "note": "具结见证"}
    await house.post(lawyer, f"{path}/help-record", record, status=422)
    record["plea_outcome_code"] = "signed"
    done = await house.post(lawyer, f"{path}/help-record", record)
    assert (done["state"], done["warnings"]) == ("finished", [])
    query = select(outbox.c.type).where(outbox.c.stream == f"duty_request/{request_id}")
    assert [row.type for row in await house.rows(query.order_by(outbox.c.stream_seq))] == [
        "assignment.duty_request.dispatched.v1",
        "assignment.duty_request.accepted.v1",
        "assignment.duty_request.finished.v1",
    ]


async def test_a_request_for_a_day_without_a_shift_starts_the_agency_clock(
    house: AssignmentHouse,
) -> None:
    request_id = await queued(house, needed_on="2026-11-28", urgent=False)  # a Saturday
    assert (await clocks(house, request_id))["T25"] is False
    path = f"/duty-requests/{request_id}/dispatch"
    refused = await house.post("assigner", path, {}, version=1, status=409)
    assert refused["code"] == "nobody_on_duty"


@pytest.mark.row("A-10")
async def test_a_duty_day_is_attended_confirmed_and_announced_once(
    house: AssignmentHouse,
) -> None:
    house.clock.moment = NINE
    shifts = await house.get("assigner", "/shifts?site_org_id=DC-DEMO-A&duty_on=2026-11-24")
    (rostered,) = shifts["items"]
    lawyer = await house.subject_of(rostered["provider_id"])
    path = f"/shifts/{rostered['id']}/attendance"
    present = await house.post(lawyer, path)
    again = await house.post(lawyer, path, status=409)
    assert again["code"] == "already_checked_in"
    attendance = f"/attendances/{present['id']}"
    early = await house.post("centre", f"{attendance}/confirmation", version=1, status=409)
    assert early["code"] == "act_not_allowed_now"
    house.clock.advance(hours=8)
    await house.post(lawyer, f"{attendance}/check-out")
    await house.post("court", f"{attendance}/confirmation", version=2, status=404)
    done = await house.post("centre", f"{attendance}/confirmation", version=2)
    assert done["state"] == "confirmed"
    query = select(outbox).where(outbox.c.type == "assignment.attendance.confirmed.v1")
    assert len(await house.rows(query)) == 1


@pytest.mark.row("A-10")
async def test_a_second_unit_of_the_same_lawyer_and_date_is_refused_city_wide(
    house: AssignmentHouse,
) -> None:
    house.clock.moment = NINE
    found = await house.get("assigner", "/shifts?site_org_id=DC-DEMO-A&duty_on=2026-11-24")
    rostered = found["items"][0]
    rows = await house.rows(select(provider))
    license_no = next(r.license_no for r in rows if str(r.id) == rostered["provider_id"])
    lawyer = await house.subject_of(rostered["provider_id"])
    head = "shift_no,org_id,site_org_id,duty_on,planned_from,planned_to,license_no"
    evening = f"E1,LA-150203,CT-150203,2026-11-24,2026-11-24T17:00,2026-11-24T19:00,{license_no}"
    clash = f"E2,LA-150203,CT-150203,2026-11-24,2026-11-24T16:00,2026-11-24T17:00,{license_no}"
    report = await house.post(
        "assigner", "/shifts/imports", {"content": "\n".join([head, evening, clash])}
    )
    assert (report["entered"], report["errors"][0]["code"]) == (1, "overlaps_another_shift")
    found = await house.get("assigner", "/shifts?site_org_id=CT-150203&duty_on=2026-11-24")
    second = next(s for s in found["items"] if s["shift_no"] == "E1")
    confirmed = []
    for one in (rostered, second):
        present = await house.post(lawyer, f"/shifts/{one['id']}/attendance")
        house.clock.advance(hours=1)
        left = await house.post(lawyer, f"/attendances/{present['id']}/check-out")
        confirmed.append(f"/attendances/{left['id']}/confirmation")
    await house.post("assigner", confirmed[0], version=2)
    refused = await house.post("assigner", confirmed[1], version=2, status=409)
    assert refused["code"] == "duty_day_already_confirmed"


async def test_the_database_refuses_two_shifts_of_one_lawyer_at_once(
    house: AssignmentHouse,
) -> None:
    (first, *_) = await house.rows(select(shift).order_by(shift.c.planned_from))
    clash = {**first._mapping, "id": uuid4(), "shift_no": "X", "org_id": "LA-150202"}
    clash["planned_from"] = first.planned_to - timedelta(minutes=1)
    clash["planned_to"] = first.planned_to + timedelta(hours=1)
    with pytest.raises(IntegrityError):
        async with house.running.transactions.begin(
            actor=system("assignment"), scope=Scope(everything=True)
        ) as tx:
            await tx.execute(insert(shift), clash)


async def test_what_waits_is_counted_for_each_role(house: AssignmentHouse) -> None:
    await queued(house)
    waiting = await house.get("assigner", "/me/tasks")
    assert waiting["counts"] == {"units_to_assign": 0, "duty_requests_to_dispatch": 1}
    assert (await house.get("lawyer-chen", "/me/tasks"))["total"] == 0


async def told(house: AssignmentHouse, request_id: str, act: str, **changes: object) -> None:
    data = duty_call(uuid4(), **changes) | {"duty_request_id": request_id}
    stream = f"duty_request/{request_id}"
    await house.hear(f"intake.duty_request.{act}.v1", stream, "LA-150203", data)


async def test_an_inmates_own_hour_starts_the_clock(house: AssignmentHouse) -> None:
    request_id = await queued(house, asked_at="2026-11-23T20:00:00Z")
    query = select(obligation.c.target_at, obligation.c.limit_at).where(
        obligation.c.subject == f"duty_request/{request_id}", obligation.c.code == "T09"
    )
    ((target_at, limit_at),) = await house.rows(query)
    assert target_at == datetime(2026, 11, 24, 20, 0, tzinfo=UTC), "hour clocks never roll"
    assert limit_at == datetime(2026, 11, 24, 21, 0, tzinfo=UTC), "the starting hour is left out"


async def test_a_corrected_day_sends_a_dispatched_request_back_to_the_queue(
    house: AssignmentHouse,
) -> None:
    request_id = await queued(house)
    path = f"/duty-requests/{request_id}"
    sent = await house.post("assigner", f"{path}/dispatch", {}, version=1)
    lawyer = await house.subject_of(sent["provider_id"])
    await told(house, request_id, "corrected", person_count=2)
    assert (await house.get("assigner", path))["state"] == "dispatched"
    await told(house, request_id, "corrected", needed_on="2026-11-25")
    shown = await house.get("assigner", path)
    assert (shown["state"], shown["needed_on"]) == ("queued", "2026-11-25")
    await house.post(lawyer, f"{path}/acceptance", status=404)


async def test_a_request_is_canceled_until_the_lawyer_has_accepted(house: AssignmentHouse) -> None:
    request_id = await queued(house)
    path = f"/duty-requests/{request_id}"
    await house.post("assigner", f"{path}/dispatch", {}, version=1)
    await told(house, request_id, "canceled")
    await told(house, request_id, "canceled")
    assert (await house.get("assigner", path))["state"] == "canceled"
    begun = await queued(house)
    sent = await house.post("assigner", f"/duty-requests/{begun}/dispatch", {}, version=1)
    lawyer = await house.subject_of(sent["provider_id"])
    await house.post(lawyer, f"/duty-requests/{begun}/acceptance")
    await told(house, begun, "canceled")
    assert (await house.get("assigner", f"/duty-requests/{begun}"))["state"] == "accepted"
