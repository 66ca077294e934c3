"""Integration: agents, forwarded applications, representations - and the opponent, who sees nothing."""

from typing import Any

import pytest
from sqlalchemy import select

from services.intake.store.entry_tables import filing_forwarding
from services.intake.store.tables import application
from tests.support.intake_acts import granted, objection, refused, representation
from tests.support.intake_bodies import elder_application
from tests.support.intake_house import IntakeHouse

SIGNED = {"method": "paper", "signed_on": "2026-11-02"}
CHILD = {"name": "演示小雨"}
MOTHER = {"name": "演示雨母", "relation": "parent"}
NEEDS = {
    "language": "mn",
    "contact_channel": "SMS",
    "contact_from_hour": 9,
    "contact_until_hour": 11,
    "neutral_sms": True,
    "mobility_need": "HOME_VISIT",
    "literacy_need": "READ_ALOUD",
    "safe_contact": "13800009999",
}


def childs_application(**changes: Any) -> dict[str, Any]:
    """A minor against the father: somebody else must speak for the child."""
    values = {
        "applicant": CHILD,
        "tags": ["MINOR"],
        "agent": MOTHER,
        "opponents": [{"name": "演示雨父", "relation": "parent"}],
        **changes,
    }
    return elder_application(**values)


@pytest.mark.row("I-05")
@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"agent": {"name": "演示雨父", "relation": "parent"}}, 403, "representative_is_opponent"),
        ({"agent": {"name": "演示邻居", "relation": "other"}}, 409, "agent_not_entitled"),
        ({"signature": {**SIGNED, "signed_on": "2026-11-03"}}, 422, "day_in_the_future"),
        ({"handed_in_at": "2026-11-02T04:00:01Z"}, 422, "day_in_the_future"),
        ({"handed_in_at": "2026-10-20T04:00:00Z"}, 409, "received_too_long_ago"),
        ({"forwarding": {"by_org_id": "DC-NONE", "asked_at": "2026-11-01T04:00:00Z"}}, 422,
         "organization_unknown"),
        ({"forwarding": {"by_org_id": "UN-150200", "asked_at": "2026-11-01T04:00:00Z"}}, 422,
         "organization_wrong_kind"),
    ],
)  # fmt: skip
async def test_who_may_not_apply_hears_why_and_nothing_is_filed(
    house: IntakeHouse, changes: dict[str, Any], status: int, code: str
) -> None:
    body = childs_application(**changes)
    problem = await house.post("clerk", "/applications", body, status=status)
    assert problem["code"] == code
    assert "演示" not in str(problem)
    assert await house.rows(select(application.c.id)) == []


@pytest.mark.row("I-05")
async def test_a_relative_steps_in_where_the_guardian_is_the_opponent(house: IntakeHouse) -> None:
    aunt = {"name": "演示雨姨", "relation": "sibling"}
    filed = await house.post("clerk", "/applications", childs_application(agent=aunt, needs=NEEDS))
    agent = next(one for one in filed["people"] if one["part"] == "agent")
    assert agent["capacity"] == "close_relative"
    file = await house.get("clerk", f"/matters/{filed['matter_id']}/file?purpose=review")
    assert file["needs"]["neutral_sms"] is True
    assert (file["needs"]["contact_channel"], file["needs"]["safe_contact"]) == ("SMS", None)


@pytest.mark.row("I-05")
@pytest.mark.parametrize(("asked_at", "late"), [("2026-11-01T04:00:00Z", False),
                                                ("2026-11-01T03:59:59Z", True)])  # fmt: skip
@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_a_detained_persons_application_is_taken_in_however_late_it_was_passed_on(
    house: IntakeHouse, asked_at: str, late: bool
) -> None:
    body = elder_application(
        channel="CUSTODY_FORWARD",
        tags=["DETAINED"],
        agent={"name": "演示包女", "relation": "child"},
        forwarding={"by_org_id": "DC-DEMO-A", "asked_at": asked_at},
    )
    await house.post("clerk", "/applications", body)
    (row,) = await house.rows(select(filing_forwarding))
    assert (row.by_org_id, row.late) == ("DC-DEMO-A", late)


@pytest.mark.row("I-02")
async def test_the_time_of_the_hand_in_counts(house: IntakeHouse) -> None:
    body = elder_application(handed_in_at="2026-10-30T08:30:00Z")
    filed = await house.post("clerk", "/applications", body)
    assert filed["received_at"].startswith("2026-10-30T08:30:00")
    board = await house.get("clerk", f"/deadlines?matter_id={filed['matter_id']}")
    assert board["items"][0]["limit_at"][:10] == "2026-11-06"
    own = await house.post("elder", "/applications", body, status=403)
    assert own["code"] == "backdating_not_allowed"


@pytest.mark.row("I-05")
async def test_a_representative_sees_and_acts_within_scope_and_time(house: IntakeHouse) -> None:
    filed = await house.post("clerk", "/applications", elder_application())
    path = f"/applications/{filed['id']}"
    await house.get("helper", path, status=404)
    given = await house.post("clerk", f"{path}/representations", representation())
    assert given["capacity"] == "close_relative"
    assert (await house.get("helper", path))["id"] == filed["id"]
    barred = await house.post("helper", f"{path}/withdrawal", {}, version=1, status=403)
    assert barred["code"] == "representation_does_not_reach"
    await house.post("clerk", f"{path}/representations", representation(scope="act"))
    ask = {"item_codes": ["household_register"]}
    await house.post("clerk", f"{path}/supplement-requests", ask, version=1)
    done = await house.post("helper", f"{path}/supplements", ask)
    assert done["state"] == "review"
    seen = await house.get("elder", f"{path}/representations")
    assert len(seen["items"]) == 2, "the person sees who speaks for them"
    house.clock.advance(days=9)
    await house.get("helper", path, status=404)


async def given(house: IntakeHouse, application_id: str, scope: str) -> None:
    path = f"/applications/{application_id}/representations"
    await house.post("clerk", path, representation(scope=scope))


@pytest.mark.row("I-05")
@pytest.mark.row("I-07")
async def test_a_representative_who_only_reads_files_and_withdraws_no_objection(
    house: IntakeHouse,
) -> None:
    made, letter_no = await refused(house)
    await given(house, made["application_id"], "read")
    barred = await house.post("helper", "/objections", objection(letter_no), status=403)
    assert barred["code"] == "representation_does_not_reach"
    filed = await house.post("elder", "/objections", objection(letter_no))
    path = f"/objections/{filed['id']}/withdrawal"
    await house.post("helper", path, version=filed["version"], status=403)
    await given(house, made["application_id"], "act")
    await house.post("helper", path, version=filed["version"])
    again = await house.post("helper", "/objections", objection(letter_no))
    assert again["state"] == "filed"


@pytest.mark.row("I-05")
@pytest.mark.row("I-13")
async def test_a_representative_who_only_reads_asks_for_no_end(house: IntakeHouse) -> None:
    made = await granted(house)
    await given(house, made["application_id"], "read")
    path = f"/matters/{made['matter_id']}/terminations"
    ask = {"ground_code": "ASKED_TO_END", "reasons": "本人不再需要法律援助。"}
    barred = await house.post("helper", path, ask, status=403)
    assert barred["code"] == "representation_does_not_reach"
    await given(house, made["application_id"], "act")
    assert (await house.post("helper", path, ask))["state"] == "proposed"


@pytest.mark.row("I-05")
async def test_the_opponent_is_refused_and_one_found_out_later_sees_nothing_more(
    house: IntakeHouse,
) -> None:
    filed = await house.post("clerk", "/applications", elder_application())
    path = f"/applications/{filed['id']}"
    son = representation(representative={"name": "演示包大", "relation": "child"}, subject="abuser")
    refused = await house.post("clerk", f"{path}/representations", son, status=403)
    assert refused["code"] == "representative_is_opponent"
    assert "40(1)" in refused["facts"]["article"]
    await house.get("abuser", path, status=404)
    hidden = representation(subject="abuser", scope="act")
    given = await house.post("clerk", f"{path}/representations", hidden)
    await house.get("abuser", path)
    end = {"reason_code": "OPPONENT"}
    await house.post("clerk", f"/representations/{given['id']}/end", end, status=200)
    shown_out = await house.get("abuser", path, status=403)
    assert shown_out["code"] == "representative_is_opponent"
    for place in (f"{path}/receipt", f"/matters/{filed['matter_id']}/timeline"):
        await house.get("abuser", place, status=404)
    again = await house.post("clerk", f"/representations/{given['id']}/end", end, status=409)
    assert again["code"] == "representation_ended"


@pytest.mark.row("I-05")
async def test_a_representation_that_is_over_before_it_begins_is_refused(
    house: IntakeHouse,
) -> None:
    filed = await house.post("clerk", "/applications", elder_application())
    path = f"/applications/{filed['id']}/representations"
    over = await house.post("clerk", path, representation(until_on="2026-11-01"), status=422)
    assert over["code"] == "representation_period_invalid"
    unsigned = await house.post("clerk", path, representation(signature=None), status=409)
    assert unsigned["code"] == "signature_missing"
