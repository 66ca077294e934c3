"""Integration: the registry is seeded once, imported with row errors, and announced."""

import pytest
from sqlalchemy import select

from services.assignment.service import service
from services.assignment.store.tables import provider
from shared.db.tables import outbox
from shared.service import prepare
from tests.support.assignment_house import AssignmentHouse

HEAD = (
    "subject,name,kind,license_no,firm_org_id,licensed_on,criminal_defense_since,"
    "minors_experience,languages,gender,capacity,public_post,standing,suspended_from,"
    "identity_number"
)


REGISTERED = select(outbox).where(outbox.c.type == "assignment.provider.registered.v1")


@pytest.mark.row("A-01")
async def test_preparing_twice_announces_everybody_once(house: AssignmentHouse) -> None:
    before = len(await house.rows(REGISTERED))
    await prepare(service, house.running.settings, clock=house.clock)
    assert len(await house.rows(REGISTERED)) == before == 10


@pytest.mark.row("A-01")
async def test_a_file_with_bad_rows_enters_the_good_ones(house: AssignmentHouse) -> None:
    content = "\n".join(
        [
            HEAD,
            "lawyer-new,演示新一,lawyer,11502202010900099,LF-DEMO-01,2020-01-01,,yes,zh,female,8,"
            "no,active,,11010519491231002X",
            "lawyer-bad,演示坏一,lawyer,11502202010900098,LF-NONE,2020-01-01,,yes,zh,female,8,"
            "no,active,,",
            "lawyer-odd,演示怪一,wizard,11502202010900097,LF-DEMO-01,2020-01-01,,maybe,zh,,8,"
            "no,active,,",
        ]
    )
    report = await house.post("head", "/providers/imports", {"content": content})
    assert report["entered"] == 1
    assert {(e["line"], e["column"], e["code"]) for e in report["errors"]} == {
        (3, "firm_org_id", "unknown_firm"),
        (4, "minors_experience", "not_a_yes_or_no"),
    }
    (row,) = await house.rows(select(provider).where(provider.c.subject == "lawyer-new"))
    assert b"11010519491231002X" not in row.identity_number_sealed
    again = await house.post("head", "/providers/imports", {"content": content})
    assert (again["entered"], again["unchanged"]) == (0, 1)


async def test_a_suspension_is_a_change_that_is_announced(house: AssignmentHouse) -> None:
    line = (
        "lawyer-li,演示李二,lawyer,11502201811900002,LF-DEMO-01,2018-09-10,2024-11-01,no,zh,"
        "female,12,no,active,2026-11-24,"
    )
    report = await house.post("head", "/providers/imports", {"content": f"{HEAD}\n{line}"})
    assert (report["entered"], report["changed"]) == (0, 1)


async def test_a_file_without_its_columns_is_refused_whole(house: AssignmentHouse) -> None:
    refused = await house.post("head", "/providers/imports", {"content": "name\nx"}, status=422)
    assert refused["code"] == "registry_file_unreadable"
