"""What every service serves beside its business: health, documents, code lists, me, problems."""

import re

import pytest

from tests.support.sample_app import SampleHouse

OUTSIDE = re.compile(r"(?:src|href)\s*=\s*[\"']?(?:https?:)?//", re.IGNORECASE)


@pytest.mark.parametrize("path", ["/sample/docs", "/sample/redoc", "/sample/problems/busy"])
async def test_a_page_needs_nothing_from_outside(house: SampleHouse, path: str) -> None:
    answer = await house.nobody.get(path, accept="text/html")
    assert answer.status_code == 200
    assert not OUTSIDE.search(answer.text)
    assert "http://" not in answer.text
    assert "https://" not in answer.text
    for asset in re.findall(r"(?:src|href)=\"(/[^\"]+)\"", answer.text):
        assert (await house.nobody.get(asset)).status_code == 200


def test_a_page_that_calls_outside_would_be_found() -> None:
    assert OUTSIDE.search('<script src="https://cdn.example.test/x.js">')
    assert OUTSIDE.search("<link href='//cdn.example.test/x.css'>")


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/version", "/metrics"])
@pytest.mark.parametrize("prefix", ["", "/sample"])
async def test_probes_answer_without_a_token(house: SampleHouse, prefix: str, path: str) -> None:
    assert (await house.nobody.get(prefix + path)).status_code == 200


async def test_a_service_without_its_database_is_alive_and_not_ready(house: SampleHouse) -> None:
    async def down() -> str | None:
        raise ConnectionError

    house.app.state.health.schema_head = down
    assert (await house.nobody.get("/livez")).status_code == 200
    answer = await house.nobody.get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (503, "database")


async def test_a_broker_that_is_down_only_degrades(house: SampleHouse) -> None:
    house.app.state.health.degraded = lambda: ["broker"]
    answer = await house.nobody.get("/readyz")
    assert (answer.status_code, answer.json()["degraded"]) == (200, ["broker"])


async def test_a_database_of_another_release_and_a_drain_are_not_ready(house: SampleHouse) -> None:
    house.app.state.health.expected_head = "0002_next"
    assert (await house.nobody.get("/readyz")).json()["status"] == "schema"
    house.app.state.health.draining = True
    assert (await house.nobody.get("/readyz")).json()["status"] == "draining"


async def test_requests_are_counted_by_route_and_never_by_address(house: SampleHouse) -> None:
    ticket = await house.ticket()
    await house.clerk.get(f"/sample/v1/tickets/{ticket['id']}")
    numbers = (await house.nobody.get("/metrics")).text
    assert 'route="/sample/v1/tickets/{ticket_id}",service="sample",status="200"} 1.0' in numbers
    assert ticket["id"] not in numbers


async def test_every_answer_carries_the_security_headers(house: SampleHouse) -> None:
    for answer in (await house.nobody.get("/livez"), await house.nobody.get("/nothing")):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert len(answer.headers["x-request-id"]) == 32


async def test_a_code_list_has_both_labels_and_an_entity_tag(house: SampleHouse) -> None:
    answer = await house.nobody.get("/sample/v1/code-lists/colors")
    labels = [(one["code"], one["label_zh"], one["label_en"]) for one in answer.json()["codes"]]
    assert labels == [("red", "红", "Red"), ("blue", "蓝", "Blue")]
    tag = answer.headers["etag"]
    again = await house.nobody.get("/sample/v1/code-lists/colors", if_none_match=tag)
    assert again.status_code == 304
    missing = await house.nobody.get("/sample/v1/code-lists/none")
    assert missing.json()["code"] == "code_list_not_found"


async def test_me_tells_roles_and_the_operations_they_open(house: SampleHouse) -> None:
    me = (await house.clerk.get("/sample/v1/me")).json()
    assert (me["subject"], me["org_id"], me["roles"]) == ("acc-1", "LA-150203", ["intake_clerk"])
    assert "open_ticket" in me["permissions"]
    assert "decide_ticket" not in me["permissions"]
    assert (await house.nobody.get("/sample/v1/me")).status_code == 401


async def test_my_tasks_are_counted_by_the_service(house: SampleHouse) -> None:
    await house.ticket()
    answer = await house.clerk.get("/sample/v1/me/tasks")
    assert answer.json() == {"counts": {"tickets_to_decide": 1}, "total": 1}


async def test_the_page_of_a_problem_is_json_or_html(house: SampleHouse) -> None:
    page = (await house.nobody.get("/sample/problems/version_stale")).json()
    assert page["zh"]["title"] == "资源已被他人修改"
    html = await house.nobody.get("/sample/problems/version_stale", accept="text/html,*/*")
    assert "资源已被他人修改" in html.text
    assert (await house.nobody.get("/sample/problems/none")).status_code == 404
    codes = (await house.nobody.get("/sample/problems")).json()["codes"]
    assert {"version_stale", "ticket_too_heavy"} <= set(codes)
