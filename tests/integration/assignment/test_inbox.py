"""Integration: a whole week of events through the real inbox, shuffled and doubled, ends the same."""

import asyncio
from datetime import UTC, datetime
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from services.assignment.store.duty_tables import duty_request
from services.assignment.store.tables import (
    case_token,
    provider_grade,
    provider_rating,
    stage_assignment,
)
from services.assignment.subscriptions import subscriptions
from shared.db.tables import inbox, obligation
from shared.kernel.actor import Origin
from shared.messaging.effects import Effects
from shared.messaging.envelope import seal
from shared.messaging.inbox import Inbox
from tests.support.assignment_house import AssignmentHouse, duty_call, grant, notice

SENT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
ROUNDS_MAX = 20
MATTERS = [UUID(int=number) for number in range(1, 5)]
PROVIDER, REQUEST = UUID(int=90), UUID(int=91)

STORY: list[tuple[str, str, int, dict[str, Any]]] = [
    # type, stream, sequence, data
    *(("intake.application.granted.v1", f"matter/{m}", 2, grant(m)) for m in MATTERS[:2]),
    *(("intake.notice.accepted.v1", f"matter/{m}", 1, notice(m)) for m in MATTERS[2:]),
    *(
        ("intake.application.filed.v1", f"matter/{m}", 1, {"matter_id": m})  # no reader here
        for m in MATTERS[:2]
    ),
    ("intake.duty_request.received.v1", f"duty_request/{REQUEST}", 1, duty_call(REQUEST)),
    *(
        (
            "quality.rating.changed.v1",
            f"provider/{PROVIDER}",
            number,
            {
                "provider_id": PROVIDER,
                "rating_tenths": 700 + number,
                "review_count": number,
                "as_of": f"2026-11-0{number}T00:00:00Z",
            },
        )
        for number in (1, 2, 3)
    ),
    (
        "quality.review.finalized.v1",
        f"matter/{MATTERS[0]}",
        1,
        {
            "review_id": UUID(int=92),
            "matter_id": MATTERS[0],
            "stage_assignment_id": UUID(int=93),
            "provider_id": PROVIDER,
            "grade_code": "good",
            "score_tenths": 850,
            "finalized_at": "2026-11-20T00:00:00Z",
        },
    ),
]


def bodies() -> list[bytes]:
    return [
        seal(
            data,
            id=uuid4(),
            type=event_type,
            source=f"/{event_type.partition('.')[0]}/1",
            stream=stream,
            sequence=sequence,
            tenant="LA-150203",
            time=SENT,
            origin=Origin(actor="person-x"),
        )
        for event_type, stream, sequence, data in STORY
    ]


async def take_in(house: AssignmentHouse, batches: list[list[bytes]]) -> None:
    """Store the batches as a wire would, then work until nothing is left to do."""
    running, bell = house.running, asyncio.Event()
    received = Inbox(running.database, "assignment", bell, running.meters)
    effects = Effects(
        consumer="assignment",
        desk=subscriptions,
        transactions=running.transactions,
        boot="test",
        bell=bell,
        meters=running.meters,
    )
    for batch in batches:
        await received.ingest(batch)
        await effects.round()
    for _ in range(ROUNDS_MAX):
        if not await effects.round():
            return


async def end_state(house: AssignmentHouse) -> dict[str, Any]:
    cases, rating = stage_assignment.c, provider_rating.c
    found = await house.rows(
        select(cases.matter_id, cases.stage, cases.state, cases.by_notice).order_by(cases.matter_id)
    )
    clocks = await house.rows(select(obligation.c.code, obligation.c.limit_at))
    return {
        "cases": [tuple(row) for row in found],
        "clocks": sorted((row.code, row.limit_at) for row in clocks),
        "tokens": await house.count(case_token),
        "requests": await house.count(duty_request),
        "ratings": [tuple(r) for r in await house.rows(select(rating.rating_tenths))],
        "grades": await house.count(provider_grade),
        "unfinished": [
            row.type
            for row in await house.rows(
                select(inbox.c.type).where(inbox.c.status.in_(["waiting", "quarantined"]))
            )
        ],
    }


@pytest.mark.parametrize("seed", [None, 1, 2, 3])
async def test_the_same_events_in_any_order_leave_the_same_state(
    house: AssignmentHouse, seed: int | None
) -> None:
    sent = bodies()
    if seed is None:
        await take_in(house, [sent])
    else:
        doubled = [*sent, *sent]
        Random(seed).shuffle(doubled)
        await take_in(house, [doubled[at : at + 4] for at in range(0, len(doubled), 4)])
    state = await end_state(house)
    assert [case[3] for case in state["cases"]] == [False, False, True, True]
    assert [code for code, _ in state["clocks"]] == ["T02", "T02", "T04", "T04", "T09"]
    assert (state["tokens"], state["requests"], state["ratings"], state["grades"]) == (
        8,
        1,
        [(703,)],
        1,
    )
    assert state["unfinished"] == []
