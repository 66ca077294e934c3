"""Integration: what must not get in - each a clear problem, and nothing changed."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import func, select

from services.intake.store.tables import application, hardship_standard, matter, notice
from shared.db.tables import outbox
from shared.db.transaction import Scope
from shared.kernel.actor import system
from tests.support.intake_bodies import (
    duty_request,
    elder_application,
    household,
    minor_notice,
    workers_group,
)
from tests.support.intake_house import IntakeHouse


def with_applicant(**changes: Any) -> dict[str, Any]:
    body = elder_application()
    body["applicant"] = {**body["applicant"], **changes}
    return body


NO_SELF = {"population": "urban", "members": [{"relation": "spouse"}]}
NEGATIVE = household(self_fen=-1)
FILINGS = [
    ("an unknown field", elder_application(extra=1), 422, "payload_not_understood"),
    ("a wrong type", elder_application(materials="identity_copy"), 422, "payload_not_understood"),
    ("an unknown code", elder_application(materials=["nonsense"]), 422, "payload_not_understood"),
    ("negative income", elder_application(household=NEGATIVE), 422, "payload_not_understood"),
    ("a household without self", elder_application(household=NO_SELF), 422,
     "payload_not_understood"),
    ("no such agency", elder_application(org_id="LA-1"), 422, "organization_unknown"),
    ("a bureau", elder_application(org_id="JA-150203"), 422, "organization_wrong_kind"),
    ("another agency", elder_application(org_id="LA-150202"), 403, "agency_not_yours"),
    ("a wrong check character", with_applicant(document_number="110105194912310021"), 422,
     "identity_number_invalid"),
    ("a tag against the document", elder_application(tags=["MINOR"]), 422,
     "tag_contradicts_document"),
]  # fmt: skip


async def counted(house: IntakeHouse) -> list[int]:
    return [
        (await house.rows(select(func.count()).select_from(table)))[0][0]
        for table in (matter, application, notice, outbox)
    ]


@pytest.mark.parametrize(("name", "body", "status", "code"), FILINGS)
@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_a_bad_filing_is_a_clear_problem_and_changes_nothing(
    house: IntakeHouse, name: str, body: dict[str, Any], status: int, code: str
) -> None:
    before = await counted(house)
    problem = await house.post("clerk", "/applications", body, status=status)
    assert problem["code"] == code, name
    assert "演示" not in str(problem), "inputs are never echoed"
    assert await counted(house) == before


@pytest.mark.parametrize(
    ("person", "body", "status", "code"),
    [
        ("court", minor_notice(), 403, "organ_not_yours"),
        ("detention", minor_notice(organ_org_id="DC-DEMO-A"), 409, "notice_ground_not_here"),
        ("procuratorate", minor_notice(ground_code="N5"), 409, "notice_ground_not_here"),
        ("procuratorate", minor_notice(officer=None), 409, "notice_lacks_fields"),
        ("procuratorate", minor_notice(household={}), 422, "payload_not_understood"),
        ("procuratorate", minor_notice(agency_org_id="LS-150271"), 422, "organization_wrong_kind"),
        ("elder", minor_notice(), 403, "role_not_allowed"),
    ],
)
@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_a_bad_notice_is_a_clear_problem_and_changes_nothing(
    house: IntakeHouse, person: str, body: dict[str, Any], status: int, code: str
) -> None:
    before = await counted(house)
    assert (await house.post(person, "/notices", body, status=status))["code"] == code
    assert await counted(house) == before


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_a_bad_duty_request_is_a_clear_problem(house: IntakeHouse) -> None:
    nobody = duty_request(persons=[{}])
    problem = await house.post("detention", "/duty-requests", nobody, status=422)
    assert problem["errors"][0]["pointer"].startswith("/persons/0")
    alien = await house.post("other-detention", "/duty-requests", duty_request(), status=403)
    assert alien["code"] == "organ_not_yours"


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_a_person_twice_in_a_group_is_refused(house: IntakeHouse) -> None:
    twice = workers_group()
    for one in twice["members"][:2]:
        one["applicant"] = {
            "name": "演示同一人",
            "document_kind": "citizen_id",
            "document_number": "440524188001010014",
        }
    problem = await house.post("clerk", "/matter-groups", twice, status=409)
    assert problem["code"] == "person_twice_in_group"


async def test_versions_and_keys_guard_every_judgment(house: IntakeHouse) -> None:
    first = await house.post("clerk", "/applications", elder_application(), key="k-1")
    again = await house.post("clerk", "/applications", elder_application(), key="k-1")
    assert again["id"] == first["id"]
    path = f"/applications/{first['id']}"
    other = elder_application(statement="另一段陈述")
    reused = await house.post("clerk", "/applications", other, key="k-1", status=422)
    assert reused["code"] == "idempotency_key_reused"
    missing = await house.post("clerk", f"{path}/review", {}, status=428)
    assert missing["code"] == "version_missing"
    await house.post("clerk", f"{path}/review", {}, version=1, status=200)
    stale = await house.post("clerk", f"{path}/review", {}, version=1, status=412)
    assert stale["code"] == "version_stale"
    illegal = await house.post("elder", f"{path}/supplements", {"item_codes": ["judgment"]},
                               status=409)  # fmt: skip
    assert illegal["code"] == "act_not_allowed_now"
    assert illegal["facts"]["state"] == "review"


async def test_another_agency_sees_and_decides_nothing(house: IntakeHouse) -> None:
    filed = await house.post("clerk", "/applications", elder_application())
    for path in (f"/applications/{filed['id']}", f"/matters/{filed['matter_id']}/timeline"):
        assert (await house.get("city-clerk", path, status=404))["status"] == 404
    decision = f"/applications/{filed['id']}/decision"
    await house.post("city-clerk", decision, {"outcome": "grant"}, version=1, status=404)
    assert (await house.get("city-clerk", "/applications"))["items"] == []
    search = {"document_number": "11010519491231002x"}
    found = await house.post("clerk", "/people/search", search, status=200)
    assert [one["matter_id"] for one in found["items"]] == [filed["matter_id"]]
    unseen = await house.post("city-clerk", "/people/search", search, status=200)
    assert unseen["items"] == []


async def test_a_missing_hardship_row_is_named_and_nothing_is_guessed(house: IntakeHouse) -> None:
    filed = await house.post("clerk", "/applications", elder_application())
    async with house.running.transactions.begin(
        actor=system("intake"), scope=Scope(everything=True)
    ) as tx:
        await tx.execute(hardship_standard.delete())
    review = f"/applications/{filed['id']}/review"
    problem = await house.post("clerk", review, {}, version=1, status=409)
    assert problem["code"] == "policy_row_missing"
    assert problem["facts"]["key"] == "150203/urban"
    assert (await house.get("clerk", f"/applications/{filed['id']}"))["state"] == "received"


async def test_two_reviewers_deciding_at_once_leave_one_decision(house: IntakeHouse) -> None:
    filed = await house.post("clerk", "/applications", elder_application())
    path = f"/applications/{filed['id']}"
    seen = await house.post("clerk", f"{path}/review", {}, version=1, status=200)
    headers = [{"idempotency-key": f"k-{n}", "if-match": f'"{seen["version"]}"'} for n in (1, 2)]

    async def decide(sent: dict[str, str]) -> int:
        answer = await house.call(
            "POST", "reviewer", f"{path}/decision", body={"outcome": "grant"}, headers=sent
        )
        return answer.status_code

    statuses = sorted(await asyncio.gather(*(decide(sent) for sent in headers)))
    assert statuses[0] == 201
    assert statuses[1] in (409, 412)
    granted = [m for m in await house.said() if m.type == "intake.application.granted.v1"]
    assert len(granted) == 1


async def test_personal_data_stays_out_of_facts_rows_and_audit(house: IntakeHouse) -> None:
    await house.post("clerk", "/applications", elder_application())
    await house.post("procuratorate", "/notices", minor_notice(), status=202)
    said = str([message.data for message in await house.said()])
    stored = str([tuple(row) for row in await house.rows(select(matter))])
    for secret in ("包奶奶", "小林", "11010519491231002X", "13800001001"):
        assert secret not in said
        assert secret not in stored


async def test_waiting_work_is_counted_for_the_agency(house: IntakeHouse) -> None:
    await house.post("clerk", "/applications", elder_application())
    await house.post("procuratorate", "/notices", minor_notice(), status=202)
    tasks = await house.get("clerk", "/me/tasks")
    assert tasks["counts"]["applications_to_review"] == 1
    assert tasks["counts"]["notices_to_settle"] == 1
    assert (await house.get("city-clerk", "/me/tasks"))["total"] == 0
    assert (await house.get("elder", "/me/tasks"))["counts"] == {"supplements_to_hand_in": 0}
    organ = await house.get("procuratorate", "/me/tasks")
    assert organ["counts"] == {"messages_to_acknowledge": 0}


async def test_numbers_have_no_gap_and_no_twin_under_rivalry(house: IntakeHouse) -> None:
    refused = elder_application(org_id="LA-1")
    bodies = [elder_application(), refused, elder_application(), refused, elder_application()]
    answers = await asyncio.gather(
        *(
            house.call("POST", "clerk", "/applications", body=body,
                       headers={"idempotency-key": f"n-{place}"})
            for place, body in enumerate(bodies)
        )
    )  # fmt: skip
    receipts = [one.json()["receipt"]["receipt_no"] for one in answers if one.status_code == 201]
    assert sorted(receipts) == [f"SJ-150203-2026-{n:05d}" for n in (1, 2, 3)]


async def test_the_guide_is_public_and_speaks_of_no_person(house: IntakeHouse) -> None:
    guide = (await house.client.get("/intake/v1/guide")).json()
    assert guide["hotline"] == "12348"
    assert {row["code"] for row in guide["exempt"]} >= {"MIGRANT_WORKER", "DIBAO_MARGIN"}
    assert any(line["area_code"] == "150203" for line in guide["hardship_lines"])
