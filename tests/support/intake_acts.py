"""Support: longer walks through intake that several tests begin with."""

from typing import Any

from tests.support.intake_bodies import DISTRICT_LINE_FEN, elder_application, household
from tests.support.intake_house import IntakeHouse


async def reviewed(house: IntakeHouse, application: dict[str, Any]) -> dict[str, Any]:
    path = f"/applications/{application['id']}/review"
    answer: dict[str, Any] = await house.post(
        "clerk", path, {}, version=application["version"], status=200
    )
    return answer


async def decided(
    house: IntakeHouse, assessment: dict[str, Any], outcome: str, **more: Any
) -> dict[str, Any]:
    path = f"/applications/{assessment['application_id']}/decision"
    body = {"outcome": outcome, **more}
    made: dict[str, Any] = await house.post("reviewer", path, body, version=assessment["version"])
    return made


async def refused(house: IntakeHouse) -> tuple[dict[str, Any], str]:
    """The elder above the line is refused: the decision, and the number of its letter."""
    means = household(self_fen=2 * DISTRICT_LINE_FEN)
    application = await house.post("clerk", "/applications", elder_application(household=means))
    made = await decided(house, await reviewed(house, application), "refuse")
    letter = await house.get("elder", f"/decisions/{made['id']}/letter")
    return made, letter["letter_no"]


async def granted(house: IntakeHouse, **changes: Any) -> dict[str, Any]:
    """The elder at the line is granted aid: the decision."""
    application = await house.post("clerk", "/applications", elder_application(**changes))
    return await decided(house, await reviewed(house, application), "grant")


def objection(letter_no: str, **changes: Any) -> dict[str, Any]:
    return {
        "letter_no": letter_no,
        "channel": "WALK_IN",
        "statement": "收入计算有误，长子的工资不应计入。",
        **changes,
    }


def ruling(act: str) -> dict[str, Any]:
    return {"ruling": act, "reasons": "经审查家庭成员与收入核算，理由如下。"}


def representation(**changes: Any) -> dict[str, Any]:
    """The elder's sibling, who may only read unless ``changes`` say more."""
    return {
        "representative": {"name": "演示周周", "relation": "sibling"},
        "subject": "helper",
        "proof_code": "POWER_OF_ATTORNEY",
        "scope": "read",
        "until_on": "2026-11-10",
        "signature": {"method": "paper", "signed_on": "2026-11-02"},
        **changes,
    }
