"""Support: cases brought to a state of the thread over HTTP, and a closing file that is whole."""

from typing import Any

from tests.support.assignment_house import AssignmentHouse

FILE = [
    {"item_code": code, "pages": 2, "sha256": f"{number:064x}"}
    for number, code in enumerate(
        [
            "application_form",
            "grant_decision",
            "assignment_notice",
            "official_letter",
            "engagement_agreement",
            "power_of_attorney",
            "meeting_notes",
            "progress_notes",
            "defense_opinion",
            "outcome_paper",
            "closing_report",
        ]
    )
]
FIRMS = {
    "lawyer-chen": "LF-DEMO-01",
    "lawyer-li": "LF-DEMO-01",
    "lawyer-wang": "LF-DEMO-02",
    "lawyer-zhao": "LF-DEMO-02",
}
NAMES = {
    "lawyer-chen": "演示陈一",
    "lawyer-li": "演示李二",
    "lawyer-wang": "演示王三",
    "lawyer-zhao": "演示赵四",
}


async def firm_of(house: AssignmentHouse, org_id: str) -> str:
    found = await house.get("head", "/firms")
    return {firm["org_id"]: str(firm["id"]) for firm in found["items"]}[org_id]


async def provider_of(house: AssignmentHouse, subject: str) -> str:
    found = await house.get("head", "/providers")
    return {one["name"]: str(one["id"]) for one in found["items"]}[NAMES[subject]]


async def opened_case(house: AssignmentHouse, data: dict[str, Any], event: str) -> Any:
    """Let assignment hear the event, and read the case that it opened."""
    matter_id = data["matter_id"]
    await house.hear(event, f"matter/{matter_id}", data["agency_org_id"], data)
    found = await house.get("assigner", f"/stage-assignments?matter_id={matter_id}")
    return await house.get("assigner", f"/stage-assignments/{found['items'][0]['id']}")


async def named_case(house: AssignmentHouse, data: dict[str, Any], event: str, subject: str) -> Any:
    """A case in the hands of that lawyer."""
    case = await opened_case(house, data, event)
    path = f"/stage-assignments/{case['id']}"
    unit = {
        "firm_id": await firm_of(house, FIRMS[subject]),
        "override_reason_code": "specialist_team",
    }
    await house.post("assigner", f"{path}/unit-assignment", unit, version=1)
    handler = {"provider_id": await provider_of(house, subject)}
    return await house.post("assigner", f"{path}/handler", handler, version=2)


async def closed_case(house: AssignmentHouse, data: dict[str, Any]) -> Any:
    """A labor arbitration of lawyer-zhao, closed with the award."""
    case = await named_case(house, data, "intake.application.granted.v1", "lawyer-zhao")
    path = f"/stage-assignments/{case['id']}"
    today = "2026-11-24"
    await house.post("lawyer-zhao", f"{path}/engagement", {"signed_on": today}, version=3)
    award = {"closing_code": "award_received", "closed_on": today}
    return await house.post("lawyer-zhao", f"{path}/closing", award, version=4)
