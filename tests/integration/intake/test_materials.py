"""Integration: materials (I-15) - uploaded before or after filing, attached, listed, read, erased."""

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from services.intake.store.erasures import Erasures
from services.intake.store.material_tables import material
from shared.db.file_tables import file_hold, stored_file
from shared.files.expiry import expire_uploads
from shared.files.settings import FilesSettings
from tests.support.file_samples import GPS, PDF, jpeg
from tests.support.intake import NOON
from tests.support.intake_acts import representation
from tests.support.intake_bodies import elder_application, minor_notice, workers_group
from tests.support.intake_house import IntakeHouse, intake_house
from tests.support.servers import FreshDatabase
from tests.support.uploads import declared, nothing_is_left, stored_in, uploaded

pytestmark = pytest.mark.row("I-15")
ITEM = "wage_record"


@pytest.fixture
async def house(intake_database: FreshDatabase, tmp_path: Path) -> AsyncIterator[IntakeHouse]:
    files = FilesSettings(folder=tmp_path / "files")
    async with intake_house(intake_database, NOON, files=files) as opened:
        yield opened


async def attached(house: IntakeHouse, person: str, matter_id: str, content: bytes = PDF) -> Any:
    upload = await uploaded(house, person, content)
    body = {"item_code": ITEM, "upload_id": upload["id"]}
    return await house.post(person, f"/matters/{matter_id}/materials", body)


async def filed(house: IntakeHouse) -> Any:
    return await house.post("clerk", "/applications", elder_application())


async def test_an_upload_before_filing_is_attached_after_it_and_downloaded_as_it_was(
    house: IntakeHouse,
) -> None:
    upload = await uploaded(house, "elder", PDF, name="工资条.pdf")
    application = await filed(house)
    path = f"/matters/{application['matter_id']}/materials"
    made = await house.post("elder", path, {"item_code": ITEM, "upload_id": upload["id"]})
    assert (made["name"], made["label_zh"]) == ("工资条.pdf", "工资记录或欠条")
    assert (made["handed_in_as"], made["handed_in_at"][:10]) == ("applicant", "2026-11-02")
    assert made["sha256"] == hashlib.sha256(PDF).hexdigest()
    listed = await house.get("reviewer", path)
    assert [one["id"] for one in listed["items"]] == [made["id"]]
    content = f"/materials/{made['id']}/content?purpose=review"
    answer = await house.call("GET", "reviewer", content)
    assert (answer.status_code, answer.content) == (200, PDF)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"


async def test_the_citizen_sees_who_read_a_material_and_why(house: IntakeHouse) -> None:
    application = await filed(house)
    made = await attached(house, "elder", application["matter_id"])
    content = f"/materials/{made['id']}/content?purpose=review"
    await house.call("GET", "reviewer", content)
    await house.call("GET", "elder", content)
    timeline = await house.get("elder", f"/matters/{application['matter_id']}/timeline")
    reads = [(one["role"], one["purpose"]) for one in timeline["reads"]]
    assert reads == [("reviewer", "review")]


async def test_a_download_of_a_photo_has_no_place_in_it(house: IntakeHouse) -> None:
    application = await filed(house)
    upload = await uploaded(house, "elder", jpeg(), name="现场.jpg")
    body = {"item_code": "injury_record", "upload_id": upload["id"]}
    made = await house.post("elder", f"/matters/{application['matter_id']}/materials", body)
    answer = await house.call("GET", "elder", f"/materials/{made['id']}/content?purpose=review")
    assert GPS not in answer.content
    assert hashlib.sha256(answer.content).hexdigest() == made["stored_sha256"]


async def test_attaching_again_is_the_same_material(house: IntakeHouse) -> None:
    application = await filed(house)
    path = f"/matters/{application['matter_id']}/materials"
    upload = await uploaded(house, "elder", PDF)
    body = {"item_code": ITEM, "upload_id": upload["id"]}
    first = await house.post("elder", path, body)
    again = await house.post("elder", path, {"item_code": ITEM, "sha256": upload["sha256"]})
    assert first["id"] == again["id"]
    other = await house.post("elder", path, {**body, "item_code": "case_papers"})
    assert other["id"] != first["id"]


async def test_an_organ_uploads_first_names_by_digest_and_sees_only_its_own(
    house: IntakeHouse,
) -> None:
    upload = await uploaded(house, "procuratorate", PDF)
    notice = await house.post("procuratorate", "/notices", minor_notice(), status=202)
    path = f"/matters/{notice['matter_id']}/materials"
    body = {"item_code": "indictment", "sha256": upload["sha256"]}
    made = await house.post("procuratorate", path, body)
    assert (made["handed_in_as"], made["handed_in_org_id"]) == ("partner", "PR-150203")
    from_clerk = await attached(house, "clerk", notice["matter_id"], PDF + b"\n")
    listed = await house.get("procuratorate", path)
    assert [one["id"] for one in listed["items"]] == [made["id"]]
    content = f"/materials/{from_clerk['id']}/content?purpose=notice"
    assert (await house.call("GET", "procuratorate", content)).status_code == 404
    assert len((await house.get("clerk", path))["items"]) == 2


async def test_one_upload_serves_a_group_and_erasing_one_leaves_the_others(
    house: IntakeHouse, tmp_path: Path
) -> None:
    group = await house.post("clerk", "/matter-groups", workers_group())
    matters = [one["matter_id"] for one in group["applications"]]
    upload = await uploaded(house, "clerk", PDF)
    body = {"item_code": ITEM, "upload_id": upload["id"]}
    made = [await house.post("clerk", f"/matters/{one}/materials", body) for one in matters]
    assert len(stored_in(tmp_path)) == 1
    async with house.as_service() as tx:
        await Erasures(tx).erase(UUID(matters[0]))
    gone = f"/materials/{made[0]['id']}/content?purpose=review"
    assert (await house.get("clerk", gone, status=404))["code"] == "personal_data_erased"
    kept = f"/materials/{made[1]['id']}/content?purpose=review"
    assert (await house.call("GET", "clerk", kept)).content == PDF


async def test_erasing_the_only_matter_takes_the_bytes_and_the_uploaders_way_in(
    house: IntakeHouse, tmp_path: Path
) -> None:
    application = await filed(house)
    made = await attached(house, "elder", application["matter_id"])
    (file_id,) = (await house.rows(select(stored_file.c.id)))[0]
    async with house.as_service() as tx:
        await Erasures(tx).erase(UUID(application["matter_id"]))
    await house.get("elder", f"/uploads/{file_id}", status=404)
    await house.get("clerk", f"/materials/{made['id']}/content?purpose=review", status=404)
    async with house.as_service() as tx:
        assert await expire_uploads(tx) == 1
    assert await nothing_is_left(house, tmp_path)


async def test_what_a_matter_holds_outlives_the_uploaders_time(house: IntakeHouse) -> None:
    application = await filed(house)
    made = await attached(house, "elder", application["matter_id"])
    house.clock.advance(days=31)
    async with house.as_service() as tx:
        assert await expire_uploads(tx) == 1
    assert len(await house.rows(select(file_hold))) == 1
    content = f"/materials/{made['id']}/content?purpose=review"
    assert (await house.call("GET", "clerk", content)).content == PDF


async def test_nobody_attaches_what_another_has_uploaded(house: IntakeHouse) -> None:
    application = await filed(house)
    upload = await uploaded(house, "worker-one", PDF)
    path = f"/matters/{application['matter_id']}/materials"
    for name in ({"upload_id": upload["id"]}, {"sha256": upload["sha256"]}):
        problem = await house.post("elder", path, {"item_code": ITEM, **name}, status=404)
        assert problem["code"] == "upload_not_found"
    assert await house.rows(select(material)) == []


async def test_a_representative_hands_in_only_with_authority_to_act(house: IntakeHouse) -> None:
    application = await filed(house)
    upload = await uploaded(house, "helper", PDF)
    path = f"/matters/{application['matter_id']}/materials"
    body = {"item_code": ITEM, "upload_id": upload["id"]}
    giving = f"/applications/{application['id']}/representations"
    await house.post("clerk", giving, representation(scope="read"))
    barred = await house.post("helper", path, body, status=403)
    assert barred["code"] == "representation_does_not_reach"
    assert await house.rows(select(material)) == []
    await house.post("clerk", giving, representation(scope="act"))
    made = await house.post("helper", path, body)
    assert made["handed_in_as"] == "representative"


async def test_a_matter_that_is_not_ones_own_takes_nothing_and_shows_nothing(
    house: IntakeHouse,
) -> None:
    application = await filed(house)
    made = await attached(house, "elder", application["matter_id"])
    upload = await uploaded(house, "worker-one", PDF)
    path = f"/matters/{application['matter_id']}/materials"
    body = {"item_code": ITEM, "upload_id": upload["id"]}
    for stranger in ("worker-one", "city-clerk", "lawyer", "procuratorate"):
        await house.get(stranger, path, status=404)
        await house.get(stranger, f"/materials/{made['id']}/content?purpose=review", status=404)
    await house.post("worker-one", path, body, status=404)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"item_code": ITEM}, 422, "payload_not_understood"),
        ({"item_code": ITEM, "upload_id": str(uuid4()), "sha256": "0" * 64}, 422,
         "payload_not_understood"),
        ({"item_code": "nonsense", "upload_id": str(uuid4())}, 422, "payload_not_understood"),
        ({"item_code": ITEM, "upload_id": str(uuid4())}, 404, "upload_not_found"),
        ({"item_code": ITEM, "sha256": "0" * 64}, 404, "upload_not_found"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_a_bad_attachment_is_a_clear_problem(
    house: IntakeHouse, body: dict[str, Any], status: int, code: str
) -> None:
    application = await filed(house)
    path = f"/matters/{application['matter_id']}/materials"
    problem = await house.post("elder", path, body, status=status)
    assert problem["code"] == code


async def test_an_unfinished_upload_cannot_be_attached(house: IntakeHouse) -> None:
    application = await filed(house)
    upload = await house.post("elder", "/uploads", declared(PDF))
    body = {"item_code": ITEM, "upload_id": upload["id"]}
    path = f"/matters/{application['matter_id']}/materials"
    assert (await house.post("elder", path, body, status=409))["code"] == "upload_not_ready"


async def test_a_withdrawn_application_takes_no_materials(house: IntakeHouse) -> None:
    application = await filed(house)
    upload = await uploaded(house, "elder", PDF)
    await house.post("elder", f"/applications/{application['id']}/withdrawal", version=1)
    body = {"item_code": ITEM, "upload_id": upload["id"]}
    path = f"/matters/{application['matter_id']}/materials"
    problem = await house.post("elder", path, body, status=409)
    assert problem["code"] == "matter_takes_no_materials"


async def test_papers_named_in_a_notice_are_held_if_they_were_uploaded_first(
    house: IntakeHouse,
) -> None:
    upload = await uploaded(house, "procuratorate", PDF)
    body = minor_notice(attachments=[upload["sha256"], "0" * 64])
    notice = await house.post("procuratorate", "/notices", body, status=202)
    listed = await house.get("procuratorate", f"/matters/{notice['matter_id']}/materials")
    assert [one["sha256"] for one in listed["items"]] == [upload["sha256"]]


async def test_a_supplement_brings_the_file_that_answers_the_item(house: IntakeHouse) -> None:
    application = await filed(house)
    path = f"/applications/{application['id']}"
    asked = {"item_codes": [ITEM]}
    await house.post("clerk", f"{path}/supplement-requests", asked, version=1)
    upload = await uploaded(house, "elder", PDF)
    attachment = {"item_code": ITEM, "upload_id": upload["id"]}
    done = await house.post("elder", f"{path}/supplements", {"attachments": [attachment]})
    assert done["state"] == "review"
    listed = await house.get("clerk", f"/matters/{application['matter_id']}/materials")
    assert [one["item_code"] for one in listed["items"]] == [ITEM]


async def test_a_supplement_with_anothers_upload_changes_nothing(house: IntakeHouse) -> None:
    application = await filed(house)
    path = f"/applications/{application['id']}"
    await house.post("clerk", f"{path}/supplement-requests", {"item_codes": [ITEM]}, version=1)
    upload = await uploaded(house, "worker-one", PDF)
    attachment = {"item_code": ITEM, "upload_id": upload["id"]}
    body = {"attachments": [attachment]}
    problem = await house.post("elder", f"{path}/supplements", body, status=404)
    assert problem["code"] == "upload_not_found"
    assert (await house.get("elder", path))["state"] == "supplement_wait"
