"""Integration: what the rules cannot take - and that a refused filing leaves nothing behind."""

from typing import Any

import pytest
from sqlalchemy import delete, select

from services.intake.store.tables import application, hardship_standard
from shared.db.transaction import Scope
from shared.kernel.actor import system
from tests.support.intake_bodies import DISTRICT_LINE_FEN, elder_application, household
from tests.support.intake_house import IntakeHouse


async def nothing_filed(house: IntakeHouse) -> bool:
    return await house.rows(select(application.c.id)) == []


def with_document(kind: str, number: str | None) -> dict[str, Any]:
    body = elder_application()
    body["applicant"] = {
        "name": "演示包奶奶",
        "document_kind": kind,
        "document_number": number,
    }
    return body


@pytest.mark.row("I-05")
@pytest.mark.parametrize(
    ("number", "fault"),
    [
        ("110105194912310021", "check_character"),
        ("11010519491231", "form"),
        ("000000209901010015", "check_character"),
    ],
)
async def test_an_invalid_citizen_number_is_refused_at_its_place(
    house: IntakeHouse, number: str, fault: str
) -> None:
    body = with_document("citizen_id", number)
    problem = await house.post("clerk", "/applications", body, status=422)
    assert problem["code"] == "identity_number_invalid"
    assert problem["errors"][0]["pointer"] == "/applicant/document_number"
    assert number not in str(problem)
    assert await nothing_filed(house)


@pytest.mark.row("I-05")
@pytest.mark.parametrize(
    ("kind", "number"),
    [
        ("citizen_id", "11010519491231002x"),
        ("citizen_id", "110105491231002"),
        ("passport", "X1234567"),
        ("foreign_permanent_residence", "911110198701010012"),
        ("hmt_residence_permit", "830000198701010012"),
        ("unknown", None),
        ("citizen_id", None),
    ],
)
async def test_documents_of_every_kind_are_taken_in(
    house: IntakeHouse, kind: str, number: str | None
) -> None:
    filed = await house.post("clerk", "/applications", with_document(kind, number))
    assert filed["state"] == "received"


@pytest.mark.row("I-05")
async def test_a_signature_dated_ahead_is_refused(house: IntakeHouse) -> None:
    body = elder_application(signature={"method": "paper", "signed_on": "2026-11-03"})
    problem = await house.post("clerk", "/applications", body, status=422)
    assert problem["code"] == "day_in_the_future"
    assert problem["errors"][0]["pointer"] == "/signature/signed_on"
    assert await nothing_filed(house)


@pytest.mark.row("I-04")
async def test_the_applicant_is_never_the_opponent_of_the_own_household(house: IntakeHouse) -> None:
    means = household(self_fen=1)
    means["members"][0]["is_opponent"] = True
    body = elder_application(household=means)
    problem = await house.post("clerk", "/applications", body, status=422)
    assert problem["errors"][0]["pointer"] == "/household"
    assert await nothing_filed(house)


@pytest.mark.row("I-04")
async def test_a_missing_line_is_named_and_the_application_stays_as_it_was(
    house: IntakeHouse,
) -> None:
    await forget_lines(house, "150203")
    filed = await house.post("clerk", "/applications", elder_application())
    problem = await house.post(
        "clerk", f"/applications/{filed['id']}/review", {}, version=1, status=409
    )
    assert problem["code"] == "policy_row_missing"
    assert problem["facts"]["key"] == "150203/urban"
    assert (await house.get("clerk", f"/applications/{filed['id']}"))["state"] == "received"


@pytest.mark.row("I-04")
async def test_only_the_other_populations_line_goes_to_a_person(house: IntakeHouse) -> None:
    await forget_lines(house, "150203", population="rural_pastoral")
    means = {**household(self_fen=1), "population": "rural_pastoral"}
    filed = await house.post("clerk", "/applications", elder_application(household=means))
    assessed = await house.post(
        "clerk", f"/applications/{filed['id']}/review", {}, version=1, status=200
    )
    assert assessed["recommendation"] == "human"
    numbers = assessed["hardship"]["trace"][-1]["numbers"]
    assert (numbers["population"], numbers["line_fen"]) == ("urban", DISTRICT_LINE_FEN)


@pytest.mark.row("I-03")
@pytest.mark.row("I-07")
async def test_other_reasons_are_weighed_by_a_named_person_who_says_why(house: IntakeHouse) -> None:
    case = {
        "kind": "criminal",
        "service": "CRIM",
        "stage": "INVESTIGATION",
        "cause_code": "theft",
        "standing": "suspect",
        "circumstances": ["other_reason"],
    }
    means = household(self_fen=9 * DISTRICT_LINE_FEN)
    filed = await house.post(
        "clerk", "/applications", elder_application(case=case, household=means, opponents=[])
    )
    path = f"/applications/{filed['id']}"
    assessed = await house.post("clerk", f"{path}/review", {}, version=1, status=200)
    assert (assessed["recommendation"], assessed["reasons"]) == ("human", ["H6", "OTHER_REASON"])
    version, grant = assessed["version"], {"outcome": "grant"}
    problem = await house.post("reviewer", f"{path}/decision", grant, version=version, status=409)
    assert problem["code"] == "grant_needs_explanation"
    explained = {**grant, "explanation": "本人患病，无法自行委托"}
    made = await house.post("reviewer", f"{path}/decision", explained, version=version)
    assert made["outcome"] == "grant"


async def forget_lines(
    house: IntakeHouse, area_code: str, *, population: str | None = None
) -> None:
    lines = delete(hardship_standard).where(hardship_standard.c.area_code == area_code)
    if population is not None:
        lines = lines.where(hardship_standard.c.population == population)
    async with house.running.transactions.begin(
        actor=system("intake"), scope=Scope(everything=True)
    ) as tx:
        await tx.execute(lines)
