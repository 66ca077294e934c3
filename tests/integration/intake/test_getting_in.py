"""Integration: supplements, drafts, filing again, groups after filing - all from the door, over HTTP."""

from typing import Any

import pytest
from sqlalchemy import select, update

from services.intake.domain.application import ApplicationState
from services.intake.store.entry_tables import application_draft, explanation, signature_record
from services.intake.store.tables import application
from shared.db.tables import data_key
from shared.db.transaction import Scope
from shared.kernel.actor import system
from tests.support.intake_bodies import elder_application, worker, workers_group
from tests.support.intake_house import IntakeHouse

SIGNED = {"method": "paper", "signed_on": "2026-11-02"}
ASK = {"item_codes": ["household_register"], "explanation_codes": ["INCOME_UNCLEAR"]}
ANSWER = {"item_codes": ["household_register"], "explanations": {"INCOME_UNCLEAR": "上月停发"}}


async def limit_on(house: IntakeHouse, matter_id: str) -> str:
    board = await house.get("clerk", f"/deadlines?matter_id={matter_id}&code=T01")
    return str(board["items"][0]["limit_at"][:10])


@pytest.mark.row("I-05")
async def test_the_date_moves_once_and_an_explanation_is_kept_sealed(house: IntakeHouse) -> None:
    filed = await house.post("clerk", "/applications", elder_application())
    path = f"/applications/{filed['id']}"
    asked = await house.post("clerk", f"{path}/supplement-requests", ASK, version=1)
    moved = await house.post("clerk", f"{path}/supplement-extension", version=asked["version"])
    assert (asked["supplement"]["due_on"], moved["supplement"]["due_on"]) == (
        "2026-11-12",
        "2026-11-22",
    )
    twice = await house.post(
        "clerk", f"{path}/supplement-extension", version=moved["version"], status=409
    )
    assert twice["code"] == "supplement_already_extended"
    house.clock.advance(days=15)
    lacking = {"item_codes": ["household_register"]}
    problem = await house.post("elder", f"{path}/supplements", lacking, status=409)
    assert problem["facts"]["missing"] == ["INCOME_UNCLEAR"]
    done = await house.post("elder", f"{path}/supplements", ANSWER)
    assert (done["state"], done["received_at"]) == ("review", filed["received_at"])
    assert await limit_on(house, filed["matter_id"]) == "2026-11-24"
    (row,) = await house.rows(select(explanation))
    assert "停发".encode() not in row.text_sealed
    types = [m.type for m in await house.said(f"matter/{filed['matter_id']}")]
    assert "intake.application.supplement_extended.v1" in types


@pytest.mark.row("I-05")
async def test_a_second_notice_takes_new_facts_and_a_second_person(house: IntakeHouse) -> None:
    filed = await house.post("clerk", "/applications", elder_application())
    path = f"/applications/{filed['id']}"
    asked = await house.post("clerk", f"{path}/supplement-requests", ASK, version=1)
    done = await house.post("elder", f"{path}/supplements", ANSWER)
    refused = await house.post(
        "clerk", f"{path}/supplement-requests", ASK, version=done["version"], status=409
    )
    assert refused["code"] == "supplement_already_requested"
    more = {"item_codes": ["wage_record"], "new_fact_code": "INCOME_CHANGED"}
    proposed = await house.post(
        "reviewer", f"{path}/further-notices", more, version=done["version"]
    )
    assert proposed["state"] == "review"
    approval = f"{path}/further-notices/approval"
    own = await house.post("reviewer", approval, version=proposed["version"], status=403)
    assert own["code"] == "approver_proposed_it"
    again = await house.post("head", approval, version=proposed["version"])
    assert (again["state"], again["supplement"]["item_codes"]) == (
        "supplement_wait",
        ["wage_record"],
    )
    assert again["supplement"]["new_fact_code"] == "INCOME_CHANGED"
    assert asked["receipt"]["receipt_no"] == again["receipt"]["receipt_no"]


@pytest.mark.row("I-05")
async def test_every_form_bears_a_signature(house: IntakeHouse) -> None:
    filed = await house.post("clerk", "/applications", elder_application())
    path = f"/applications/{filed['id']}"
    unsigned = await house.post("clerk", f"{path}/withdrawal", {}, version=1, status=409)
    assert unsigned["code"] == "signature_missing"
    future = {"signature": {**SIGNED, "signed_on": "2026-11-03"}}
    early = await house.post("clerk", f"{path}/withdrawal", future, version=1, status=422)
    assert early["code"] == "day_in_the_future"
    read = {"signature": {**SIGNED, "method": "read_aloud"}}
    await house.post("clerk", f"{path}/withdrawal", read, version=1)
    rows = await house.rows(select(signature_record).order_by(signature_record.c.id))
    assert [(row.form, row.method, row.signed_by, row.recorded_by) for row in rows] == [
        ("application", "fingerprint", "applicant", "person-clerk"),
        ("withdrawal", "read_aloud", "applicant", "person-clerk"),
    ]


@pytest.mark.row("I-05")
async def test_filing_again_keeps_the_link_and_asks_nothing_twice(house: IntakeHouse) -> None:
    filed = await house.post("elder", "/applications", elder_application())
    path = f"/applications/{filed['id']}"
    body = {"channel": "MINI_APP", "signature": {**SIGNED, "method": "e_sign"}}
    open_still = await house.post("elder", f"{path}/refiling", body, status=409)
    assert open_still["code"] == "act_not_allowed_now"
    await house.post("elder", f"{path}/withdrawal", {}, version=1)
    again = await house.post("elder", f"{path}/refiling", {**body, "materials": ["judgment"]})
    assert again["link"] == {"kind": "refiled_from", "linked_id": filed["id"]}
    assert again["people"] == filed["people"]
    assert again["receipt"]["receipt_no"] != filed["receipt"]["receipt_no"]
    assert "judgment" in [item["code"] for item in again["receipt"]["items"]]
    twice = await house.post("elder", f"{path}/refiling", body, status=409)
    assert twice["facts"]["application_id"] == again["id"]
    board = await house.get("clerk", f"/deadlines?matter_id={again['matter_id']}")
    assert [clock["code"] for clock in board["items"]] == ["T01"]


@pytest.mark.row("I-05")
async def test_a_draft_is_its_writers_only_until_it_is_filed(house: IntakeHouse) -> None:
    half = {"org_id": "LA-150203", "statement": "先写一半"}
    draft = await house.post("elder", "/application-drafts", half)
    path = f"/application-drafts/{draft['id']}"
    for stranger in ("worker-one", "helper"):
        await house.get(stranger, path, status=404)
        assert (await house.get(stranger, "/application-drafts"))["items"] == []
    await house.get("clerk", path, status=403)
    early = await house.post("elder", f"{path}/filing", {"signature": SIGNED}, version=1,
                             status=409)  # fmt: skip
    assert "applicant" in early["facts"]["missing"]
    body = elder_application(channel="MINI_APP")
    whole = {name: body[name] for name in body if name not in ("signature", "owner_subject")}
    headers = {"if-match": '"1"'}
    changed = await house.ask("PUT", "elder", path, body=whole, headers=headers, status=200)
    stale = await house.ask("PUT", "elder", path, body=whole, headers=headers, status=412)
    assert stale["code"] == "version_stale"
    filed = await house.post("elder", f"{path}/filing", {"signature": SIGNED},
                             version=changed["version"])  # fmt: skip
    assert (filed["state"], filed["link"]["kind"]) == ("received", "draft")
    twice = await house.post("elder", f"{path}/filing", {"signature": SIGNED}, version=3,
                             status=409)  # fmt: skip
    assert (twice["code"], twice["facts"]["state"]) == ("act_not_allowed_now", "received")
    (row,) = await house.rows(select(application_draft))
    assert row.content_sealed is None
    keys = await house.rows(select(data_key).where(data_key.c.scope == f"draft/{draft['id']}"))
    assert keys[0].wrapped is None, "what the draft held is erased"


@pytest.mark.row("I-05")
async def test_people_join_and_leave_a_group_after_it_was_filed(house: IntakeHouse) -> None:
    group = await house.post("clerk", "/matter-groups", workers_group())
    first = group["applications"][0]
    path = f"/matter-groups/{group['group_id']}"
    late = {**worker("演示孟四"), "signature": SIGNED}
    late["applicant"] = {"name": "演示孟四", "document_kind": "citizen_id",
                         "document_number": "440524188001010014"}  # fmt: skip
    joined = await house.post("clerk", f"{path}/members", late)
    assert (joined["group_id"], joined["state"]) == (group["group_id"], "received")
    assert [one["name"] for one in joined["people"] if one["part"] == "opponent"] == [
        "演示宏达建筑有限公司"
    ]
    twice = await house.post("clerk", f"{path}/members", late, status=409)
    assert twice["code"] == "person_twice_in_group"
    leave = f"/applications/{first['id']}/group-departure"
    left = await house.post("worker-one", leave, {}, version=first["version"])
    assert (left["group_id"], left["received_at"]) == (None, first["received_at"])
    again = await house.post("worker-one", leave, {}, version=left["version"], status=409)
    assert again["code"] == "group_already_left"
    shown = await house.get("clerk", path)
    assert len(shown["applications"]) == 3
    await house.post("city-clerk", f"{path}/members", late, status=404)


ACTS: list[tuple[str, str, str, dict[str, Any]]] = [
    ("review", "clerk", "review", {}),
    ("request_supplement", "clerk", "supplement-requests", ASK),
    ("extend_supplement", "clerk", "supplement-extension", {}),
    ("propose_further_notice", "clerk", "further-notices",
     {"item_codes": ["judgment"], "new_fact_code": "PARTIES_CHANGED"}),
    ("approve_further_notice", "head", "further-notices/approval", {}),
    ("supplement", "elder", "supplements", ANSWER),
    ("withdraw", "elder", "withdrawal", {}),
    ("deem_withdrawn", "reviewer", "withdrawal", {"deemed": True}),
    ("leave_group", "elder", "group-departure", {}),
    ("refile", "elder", "refiling", {"channel": "MINI_APP", "signature": SIGNED}),
    ("grant", "reviewer", "decision", {"outcome": "grant"}),
]  # fmt: skip


@pytest.mark.row("I-05")
@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
@pytest.mark.parametrize("state", list(ApplicationState))
async def test_an_illegal_act_names_the_state_and_the_acts_allowed_now(
    house: IntakeHouse, state: ApplicationState
) -> None:
    filed = await house.post("clerk", "/applications", elder_application())
    async with house.running.transactions.begin(
        actor=system("intake"), scope=Scope(everything=True)
    ) as tx:
        await tx.execute(update(application).values(state=str(state)))
    shown = await house.get("clerk", f"/applications/{filed['id']}")
    barred = {one["act"] for one in shown["allowed_actions"] if one["reason"] == "state"}
    for act, person, place, body in ACTS:
        if act not in barred:
            continue
        path = f"/applications/{filed['id']}/{place}"
        problem = await house.post(person, path, body, version=filed["version"], status=409)
        assert problem["code"] == "act_not_allowed_now", act
        assert problem["facts"]["state"] == str(state)
        assert act not in problem["facts"]["allowed"]
