"""Integration: aid that ends - proposed, decided by the head, objected to, reinstated; and changes."""

from typing import Any

import pytest

from tests.support.intake_acts import granted, objection, ruling
from tests.support.intake_bodies import minor_notice
from tests.support.intake_house import IntakeHouse


def ground(code: str, **more: Any) -> dict[str, Any]:
    return {"ground_code": code, "reasons": "经核实，出现终止情形。", **more}


async def proposed(house: IntakeHouse, matter_id: str, code: str = "OWN_COUNSEL") -> dict[str, Any]:
    path = f"/matters/{matter_id}/terminations"
    answer: dict[str, Any] = await house.post("clerk", path, ground(code))
    return answer


async def ended(house: IntakeHouse, matter_id: str, code: str = "OWN_COUNSEL") -> dict[str, Any]:
    proposal = await proposed(house, matter_id, code)
    path = f"/terminations/{proposal['id']}/approval"
    answer: dict[str, Any] = await house.post("head", path, version=proposal["version"])
    return answer


async def told(house: IntakeHouse, matter_id: str) -> list[str]:
    said = await house.said(f"matter/{matter_id}")
    return [one.type.removeprefix("intake.") for one in said if ".document." not in one.type]


@pytest.mark.row("I-13")
async def test_the_head_ends_aid_by_a_numbered_letter_that_says_where_to_object(
    house: IntakeHouse,
) -> None:
    matter_id = (await granted(house))["matter_id"]
    done = await ended(house, matter_id)
    assert (done["state"], done["letter_no"]) == ("effective", "〔2026〕150203援终字00001号")
    assert (done["objection_org_id"], done["objection_until_on"]) == ("JA-150203", "2026-11-17")
    assert done["articles"] == ["法律援助法 48(1)(6)"]
    board = await house.get("clerk", f"/deadlines?matter_id={matter_id}")
    running = {one["code"] for one in board["items"] if one["met_at"] is None}
    assert {"T16", "T17"} <= running
    assert (await told(house, matter_id))[-1] == "matter.terminated.v1"
    papers = await house.get("elder", f"/matters/{matter_id}/documents")
    assert done["letter_no"] in {paper["number"] for paper in papers["items"]}
    assert (await house.get("elder", f"/matters/{matter_id}"))["state"] == "terminated"


@pytest.mark.row("I-13")
async def test_a_successful_objection_reinstates_the_matter(house: IntakeHouse) -> None:
    matter_id = (await granted(house))["matter_id"]
    done = await ended(house, matter_id, "CONCEALED_FACTS")
    assert "第六十四条" in done["consequence_zh"]
    path = f"/terminations/{done['id']}/reinstatement"
    early = await house.post("head", path, version=done["version"], status=409)
    assert early["code"] == "no_reinstatement_ordered"
    filed = await house.post("elder", "/objections", objection(done["letter_no"]))
    assert (filed["contested_kind"], filed["contested_id"]) == ("termination", done["id"])
    await house.post(
        "bureau",
        f"/objections/{filed['id']}/decision",
        ruling("order_correction"),
        version=filed["version"],
    )
    back = await house.post("head", path, version=done["version"])
    assert back["state"] == "revoked"
    after = await house.get("clerk", f"/objections/{filed['id']}")
    assert (after["state"], after["corrected_by_id"]) == ("corrected", done["id"])
    assert (await told(house, matter_id))[-1] == "matter.reinstated.v1"
    assert (await house.get("elder", f"/matters/{matter_id}"))["state"] == "granted"
    again = await house.post("head", path, version=back["version"], status=409)
    assert again["code"] == "act_not_allowed_now"


@pytest.mark.row("I-13")
async def test_after_the_grant_a_recipient_withdraws_by_asking_to_end(house: IntakeHouse) -> None:
    matter_id = (await granted(house))["matter_id"]
    path = f"/matters/{matter_id}/terminations"
    barred = await house.post("elder", path, ground("FRAUD"), status=403)
    assert barred["code"] == "termination_ground_not_yours"
    await house.post("worker-one", path, ground("ASKED_TO_END"), status=404)
    asked = await house.post("elder", path, ground("ASKED_TO_END"))
    assert asked["state"] == "proposed"
    twice = await house.post("clerk", path, ground("OWN_COUNSEL"), status=409)
    assert twice["code"] == "termination_already_open"
    dropping = f"/terminations/{asked['id']}/dropping"
    kept = await house.post("head", dropping, version=asked["version"])
    assert kept["state"] == "dropped"
    assert (await proposed(house, matter_id))["state"] == "proposed"


@pytest.mark.row("I-13")
@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("MEANS_CHANGED", "termination_ground_blocked"),
        ("ASKED_TO_END", "termination_ground_blocked"),
        ("OTHER_BY_LAW", "termination_basis_missing"),
    ],
)
async def test_a_notice_case_does_not_end_on_grounds_that_do_not_fit(
    house: IntakeHouse, code: str, problem: str
) -> None:
    notice = await house.post("procuratorate", "/notices", minor_notice(), status=202)
    path = f"/matters/{notice['matter_id']}/terminations"
    early = await house.post("clerk", path, ground("CASE_ENDED"), status=409)
    assert early["code"] == "not_under_aid"
    await house.post("clerk", f"/notices/{notice['id']}/acceptance", {}, version=notice["version"])
    status = 422 if problem == "termination_basis_missing" else 409
    refused = await house.post("clerk", path, ground(code), status=status)
    assert refused["code"] == problem
    assert (await house.get("clerk", "/terminations"))["items"] == []


async def test_only_the_head_decides_and_never_who_proposed(house: IntakeHouse) -> None:
    matter_id = (await granted(house))["matter_id"]
    proposal = await proposed(house, matter_id)
    path = f"/terminations/{proposal['id']}/approval"
    reviewer = await house.post("reviewer", path, version=proposal["version"], status=403)
    assert reviewer["code"] == "only_head_terminates"
    same = await house.as_person(
        "person-clerk", "head", path, {}, version=proposal["version"], status=403
    )
    assert same["code"] == "proposer_decides"
    await house.post("head", path, version=proposal["version"] + 1, status=412)
    assert (await house.get("clerk", f"/terminations/{proposal['id']}"))["state"] == "proposed"


@pytest.mark.row("I-13")
async def test_new_people_are_told_as_tokens_and_change_of_means_decides_nothing(
    house: IntakeHouse,
) -> None:
    matter_id = (await granted(house))["matter_id"]
    path = f"/matters/{matter_id}/changes"
    richer = {"change_code": "MEANS_CHANGED", "happened_on": "2026-11-01", "note": "找到新的工作"}
    await house.post("elder", path, richer)
    assert "matter.parties_changed.v1" not in await told(house, matter_id)
    fresh = {
        "change_code": "OPPONENT_ADDED",
        "happened_on": "2026-11-02",
        "opponents": [{"name": "演示包二", "document_kind": "unknown"}],
    }
    changed = await house.post("clerk", path, fresh)
    assert changed["people_added"] == 1
    said = await house.said(f"matter/{matter_id}")
    (fact,) = [one for one in said if one.type == "intake.matter.parties_changed.v1"]
    assert len(fact.data["opponent_tokens"]) == 2
    assert "演示" not in str(fact.data)
    ahead = await house.post("clerk", path, {**fresh, "happened_on": "2026-11-03"}, status=422)
    assert ahead["code"] == "change_not_yet_happened"
    listed = await house.get("elder", path)
    assert [one["change_code"] for one in listed] == ["MEANS_CHANGED", "OPPONENT_ADDED"]
