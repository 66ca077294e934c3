"""Integration: a question on the web without a login, and the code that reads its answer."""

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from services.intake.store.entry_tables import consultation
from tests.support.intake_house import IntakeHouse

ANSWER = {"text": "可以先向劳动监察投诉，也可以申请法律援助。", "told_of_aid": True}


async def ask(house: IntakeHouse, *, status: int = 201, **changes: Any) -> Any:
    body = {
        "org_id": "LA-150203",
        "kind": "civil",
        "cause_code": "labor_remuneration",
        "question": "老板拖欠四个月工资，可以怎么办？",
        **changes,
    }
    return await house.ask("POST", "anybody", "/web-consultations", body=body, status=status)


async def look(house: IntakeHouse, asked: Any, *, status: int = 200, **changes: Any) -> Any:
    body = {"reference": asked["reference"], "read_code": asked["read_code"], **changes}
    path = "/web-consultation-lookups"
    return await house.ask("POST", "anybody", path, body=body, status=status)


@pytest.mark.row("I-01")
async def test_anybody_asks_and_reads_the_answer_with_reference_and_code(
    house: IntakeHouse,
) -> None:
    asked = await ask(house)
    waiting = await look(house, asked)
    assert (waiting["state"], waiting["answer"]) == ("open", None)
    board = await house.get("clerk", "/deadlines")
    assert [one["code"] for one in board["items"]] == ["T28"]
    held = await house.get("clerk", f"/consultations/{asked['reference']}")
    assert (held["channel"], held["anonymous"], held["person"]) == ("WEB", True, None)
    path = f"/consultations/{asked['reference']}/answer"
    await house.post("clerk", path, ANSWER, version=held["version"])
    read = await look(house, asked)
    assert (read["state"], read["answer"]) == ("answered", ANSWER["text"])
    assert (await look(house, asked))["answered_at"] == read["answered_at"]
    (row,) = await house.rows(select(consultation.c.owner_subject))
    assert row.owner_subject is None


@pytest.mark.row("I-01")
async def test_a_question_is_read_with_its_own_code_only(house: IntakeHouse) -> None:
    first, second = await ask(house), await ask(house)
    for changes in (
        {"read_code": second["read_code"]},
        {"read_code": "guessed"},
        {"reference": str(uuid4())},
    ):
        refused = await look(house, first, status=404, **changes)
        assert refused["code"] == "consultation_not_found"
    for stranger in ("elder", "worker-one", "city-clerk"):
        await house.get(stranger, f"/consultations/{first['reference']}", status=404)


@pytest.mark.row("I-01")
@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"org_id": "LA-NONE"}, "organization_unknown"),
        ({"org_id": "CT-150203"}, "organization_wrong_kind"),
        ({"question": ""}, "payload_not_understood"),
        ({"question": "长" * 8_001}, "payload_not_understood"),
        ({"cause_code": "nonsense"}, "payload_not_understood"),
        ({"person": {"name": "演示甲"}}, "payload_not_understood"),
    ],
)
async def test_a_bad_question_is_a_clear_problem_and_nothing_is_kept(
    house: IntakeHouse, changes: dict[str, Any], code: str
) -> None:
    problem = await ask(house, status=422, **changes)
    assert problem["code"] == code
    assert await house.rows(select(consultation.c.id)) == []
