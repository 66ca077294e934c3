"""Failures: what could not be committed was never answered with success."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from tests.support.sample_app import SampleHouse, sample_house, ticket_body

TICKETS = "/sample/v1/tickets"
LOCKED = OperationalError("INSERT", {}, Exception("database is locked"))


def failing_with(error: Exception) -> Any:
    async def before_commit(_: object) -> None:
        raise error

    return before_commit


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (RuntimeError("the disk is on fire"), 500, "internal_error"),
        (LOCKED, 503, "busy"),
        (PoolTimeout(), 503, "busy"),
        (ConnectionResetError(), 503, "busy"),
    ],
)
async def test_a_failed_commit_is_never_a_201(
    tmp_path: Path, error: Exception, status: int, code: str
) -> None:
    async with sample_house(tmp_path, hooks=[failing_with(error)]) as house:
        before = await house.snapshot()
        answer = await house.clerk.post(TICKETS, ticket_body())
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert await house.snapshot() == before
        assert "fire" not in answer.text
        if status == 503:
            assert answer.headers["retry-after"] == "1"


@pytest.mark.parametrize("fault", ["wrong-answer", "crash"])
async def test_an_answer_that_cannot_be_made_takes_everything_back(
    house: SampleHouse, fault: str
) -> None:
    before = await house.snapshot()
    answer = await house.reviewer.post(f"/sample/v1/faults/{fault}", ticket_body(subject="密"))
    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
    assert "密" not in answer.text
    assert await house.snapshot() == before


async def test_the_key_of_a_failed_act_is_free_again(tmp_path: Path) -> None:
    hooks = [failing_with(LOCKED)]
    async with sample_house(tmp_path, hooks=[lambda tx: hooks[-1](tx)]) as house:
        failed = await house.clerk.post(TICKETS, ticket_body(), key="k-1")
        hooks.append(_nothing)
        retried = await house.clerk.post(TICKETS, ticket_body(), key="k-1")
    assert (failed.status_code, retried.status_code) == (503, 201)


async def _nothing(_: object) -> None:
    """All goes well."""
