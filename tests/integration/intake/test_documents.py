"""Integration: numbered letters of a matter - issued, listed, printed, verified, gapless."""

import asyncio
import hashlib
import io
from typing import Any
from urllib.parse import urlsplit

import httpx
import pypdf
import pytest
from sqlalchemy import select

from services.intake.rounds.printer import Printer
from services.intake.store.document_tables import document
from shared.db.transaction import Scope
from shared.kernel.actor import system
from tests.support.intake_bodies import (
    DISTRICT_LINE_FEN,
    elder_application,
    household,
    workers_group,
)
from tests.support.intake_house import IntakeHouse


async def listed(
    house: IntakeHouse, application: dict[str, Any], reader: str = "clerk"
) -> list[Any]:
    page = await house.get(reader, f"/matters/{application['matter_id']}/documents")
    return [(one["kind"], one["number"]) for one in page["items"]]


async def newest(house: IntakeHouse, application: dict[str, Any], kind: str) -> dict[str, Any]:
    page = await house.get("clerk", f"/matters/{application['matter_id']}/documents")
    found: dict[str, Any] = [one for one in page["items"] if one["kind"] == kind][-1]
    return found


async def printed(house: IntakeHouse, document: dict[str, Any], person: str = "clerk") -> Any:
    return await house.call("GET", person, f"/documents/{document['id']}/file")


def words(answer: httpx.Response) -> str:
    pages = pypdf.PdfReader(io.BytesIO(answer.content)).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


def address_on(answer: httpx.Response) -> str:
    """The path that the letter gives for its verification."""
    text = words(answer)
    return urlsplit(text[text.index("http") :].partition("—")[0]).path


async def decided(house: IntakeHouse, body: dict[str, Any], outcome: str) -> dict[str, Any]:
    application: dict[str, Any] = await house.post("clerk", "/applications", body)
    path = f"/applications/{application['id']}"
    seen = await house.post("clerk", f"{path}/review", {}, version=1, status=200)
    await house.post("reviewer", f"{path}/decision", {"outcome": outcome}, version=seen["version"])
    return application


@pytest.mark.row("I-16")
async def test_receipt_and_decision_become_letters_under_the_numbers_they_have(
    house: IntakeHouse,
) -> None:
    granted = await decided(house, elder_application(), "grant")
    receipt = granted["receipt"]["receipt_no"]
    assert await listed(house, granted) == [
        ("receipt", receipt),
        ("grant", "〔2026〕150203援给字00001号"),
    ]
    means = household(self_fen=2 * DISTRICT_LINE_FEN)
    refused = await decided(house, elder_application(household=means), "refuse")
    assert ("refusal", "〔2026〕150203援不予字00001号") in await listed(house, refused, "elder")
    said = [m for m in await house.said() if m.type == "intake.document.issued.v1"]
    assert len(said) == 4
    assert "演示" not in str([m.data for m in said])


@pytest.mark.row("I-16")
async def test_a_supplement_notice_is_numbered_in_a_series_of_its_own(house: IntakeHouse) -> None:
    for serial in (1, 2):
        application = await house.post("clerk", "/applications", elder_application())
        path = f"/applications/{application['id']}/supplement-requests"
        await house.post("clerk", path, {"item_codes": ["household_register"]}, version=1)
        number = f"〔2026〕150203援补字{serial:05d}号"
        assert ("supplement_notice", number) in await listed(house, application)


@pytest.mark.row("I-16")
async def test_letters_are_seen_by_those_their_kind_names_and_by_no_stranger(
    house: IntakeHouse,
) -> None:
    application = await decided(house, elder_application(), "grant")
    path = f"/matters/{application['matter_id']}/documents"
    await house.get("city-clerk", path, status=404)
    await house.get("worker-one", path, status=404)
    fact = {
        "matter_id": application["matter_id"],
        "agency_org_id": "LA-150203",
        "provider_subject": "lawyer",
    }
    await house.hear("assignment.lawyer.assigned.v1", f"matter/{application['matter_id']}", fact)
    assert [kind for kind, _ in await listed(house, application, "lawyer")] == ["grant"]


@pytest.mark.row("I-16")
@pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
async def test_rivals_leave_no_gap_and_no_number_twice(house: IntakeHouse) -> None:
    bodies = [workers_group() for _ in range(4)]
    await asyncio.gather(*(house.post("clerk", "/matter-groups", body) for body in bodies))
    applications = await house.get("clerk", "/applications")
    asked = [
        house.post(
            "clerk",
            f"/applications/{one['id']}/supplement-requests",
            {"item_codes": ["household_register"]},
            version=1,
        )
        for one in applications["items"]
    ]
    await asyncio.gather(*asked)
    rows = await house.rows(select(document.c.kind, document.c.number))
    for kind, shape in (
        ("receipt", "SJ-150203-2026-{:05d}"),
        ("supplement_notice", "〔2026〕150203援补字{:05d}号"),
    ):
        numbers = sorted(row.number for row in rows if row.kind == kind)
        assert numbers == [shape.format(place) for place in range(1, 13)]


@pytest.mark.row("I-16")
async def test_a_letter_prints_the_same_bytes_whoever_asks_and_the_read_is_noted(
    house: IntakeHouse,
) -> None:
    means = household(self_fen=2 * DISTRICT_LINE_FEN)
    application = await decided(house, elder_application(household=means), "refuse")
    document = await newest(house, application, "refusal")
    first = await printed(house, document)
    house.clock.advance(days=40)
    again = await printed(house, document, "elder")
    assert first.content == again.content
    assert first.headers["content-type"] == "application/pdf"
    assert first.headers["content-disposition"].startswith("attachment")
    text = words(first)
    for said in ("演示包奶奶：", "经济状况高于困难标准", "昆都仑区司法局", "2026年11月2日"):
        assert said in text
    shown = await house.get("clerk", f"/documents/{document['id']}")
    assert shown["digest"] == hashlib.sha256(first.content).hexdigest()
    timeline = await house.get("elder", f"/matters/{application['matter_id']}/timeline")
    assert ("document", True) in [(one["purpose"], one["whole"]) for one in timeline["reads"]]


@pytest.mark.row("I-16")
async def test_anybody_verifies_a_letter_by_the_code_on_it_and_hears_of_its_withdrawal(
    house: IntakeHouse,
) -> None:
    application = await decided(house, elder_application(), "grant")
    document = await newest(house, application, "grant")
    letter = await printed(house, document)
    path = address_on(letter)
    found = (await house.client.get(path)).json()
    assert (found["genuine"], found["stands"], found["number"]) == (True, True, document["number"])
    assert (found["agency_org_id"], found["issued_on"]) == ("LA-150203", "2026-11-02")
    assert found["digest"] == hashlib.sha256(letter.content).hexdigest()
    assert "演示包奶奶" not in str(found)
    reason = {"reason_code": "WRONG_CONTENT"}
    act = f"/documents/{document['id']}/withdrawal"
    await house.post("clerk", act, reason, version=1, status=403)
    gone = await house.post("reviewer", act, reason, version=1)
    assert {one["act"]: one["allowed"] for one in gone["allowed_actions"]} == {
        "serve": False,
        "withdraw": False,
    }
    assert (await house.client.get(path)).json()["stands"] is False
    twice = await house.post("reviewer", act, reason, version=2, status=409)
    assert twice["code"] == "act_not_allowed_now"
    assert (await printed(house, document)).content == letter.content


@pytest.mark.row("I-16")
@pytest.mark.parametrize("code", ["AAAAAAAAAAAAAAAAAAAAAA", "%27OR%201", "〔2026〕150203"])
async def test_a_wrong_code_verifies_nothing(house: IntakeHouse, code: str) -> None:
    answer = await house.client.get(f"/intake/v1/document-verifications/{code}")
    assert (answer.status_code, answer.json()["code"]) == (404, "document_not_verified")


@pytest.mark.row("I-16")
async def test_a_name_that_the_face_lacks_is_a_marked_gap_and_never_lost(
    house: IntakeHouse,
) -> None:
    body = elder_application()
    body["applicant"] = {"name": "演示𠮷", "phone": "13800001001"}
    application = await house.post("clerk", "/applications", body)
    document = await newest(house, application, "receipt")
    assert document["gaps"] == 1
    text = words(await printed(house, document))
    assert "演示〓：" in text
    assert "手写补正" in text
    rare = elder_application()
    rare["applicant"] = {"name": "演示镕堃婳犇喆", "phone": "13800001001"}
    other = await newest(house, await house.post("clerk", "/applications", rare), "receipt")
    assert other["gaps"] == 0
    assert "演示镕堃婳犇喆：" in words(await printed(house, other))


async def test_a_stranger_prints_nothing_and_a_handler_only_what_concerns_the_case(
    house: IntakeHouse,
) -> None:
    application = await decided(house, elder_application(), "grant")
    receipt = await newest(house, application, "receipt")
    assert (await printed(house, receipt, "worker-one")).status_code == 404
    fact = {
        "matter_id": application["matter_id"],
        "agency_org_id": "LA-150203",
        "provider_subject": "lawyer",
    }
    await house.hear("assignment.lawyer.assigned.v1", f"matter/{application['matter_id']}", fact)
    assert (await printed(house, receipt, "lawyer")).status_code == 404
    grant = await newest(house, application, "grant")
    assert (await printed(house, grant, "lawyer")).status_code == 200


@pytest.mark.row("I-16")
async def test_every_letter_is_printed_once_soon_after_issue_and_a_bad_one_holds_up_no_other(
    house: IntakeHouse,
) -> None:
    lost = await house.post("clerk", "/applications", elder_application())
    kept = await house.post("clerk", "/applications", elder_application())
    scope = Scope(everything=True)
    async with house.running.transactions.begin(actor=system("intake"), scope=scope) as tx:
        await tx.vault.destroy(tx, f"matter/{lost['matter_id']}")
    printer = Printer(house.running.transactions)
    assert await printer.round() == 2
    assert await printer.round() == 0
    document = await newest(house, kept, "receipt")
    letter = await printed(house, document)
    assert document["digest"] == hashlib.sha256(letter.content).hexdigest()
    assert (await newest(house, lost, "receipt"))["digest"] is None
