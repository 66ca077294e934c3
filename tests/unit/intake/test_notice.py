"""Notice cases: grounds N1 to N13, what the paper carries, and hired counsel."""

from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from services.intake import policy
from services.intake.domain.duty_request import DutyRequestState, further
from services.intake.domain.notice import (
    Notice,
    NoticeGroundNotHere,
    NoticeLacksFields,
    NoticeState,
    PersonHasCounsel,
    require_fields,
)
from shared.kernel.transitions import ActNotAllowedNow
from tests.support.intake import NOON

FIELDS = frozenset(
    {"cause_code", "person_name", "reason", "officer_name", "officer_phone", "organ_case_no"}
)


def notice(**changes: Any) -> Notice:
    received: datetime = NOON
    values: dict[str, Any] = {
        "id": UUID(int=1), "matter_id": UUID(int=2), "agency_org_id": "LA-150203",
        "organ_org_id": "PR-150203", "reference": "R-1", "person_key": "k",
        "content_digest": "d", "ground_code": "N1", "stage": "PROSECUTION",
        "cause_code": "theft", "has_counsel": False, "state": NoticeState.RECEIVED,
        "received_at": received, "filed_by": "client", **changes,
    }  # fmt: skip
    return Notice(**values)


@pytest.mark.parametrize(
    ("code", "stage", "organ", "years", "minor"),
    [
        ("N1", "INVESTIGATION", "police", 0, True),
        ("N1", "PROSECUTION", "procuratorate", 0, True),
        ("N1", "FIRST", "court", 0, True),
        ("N2", "FIRST", "court", 0, False),
        ("N3", "INVESTIGATION", "police", 0, False),
        ("N4", "FIRST", "court", 3, False),
        ("N5", "DEATH_REVIEW", "court", 3, False),
        ("N6", "FIRST", "court", 0, False),
        ("N7", "PROSECUTION", "procuratorate", 0, False),
        ("N8", "SECOND", "court", 3, False),
        ("N9", "FIRST", "court", 0, False),
        ("N10", "FIRST", "court", 0, False),
        ("N11", "FIRST", "court", 0, False),
        ("N12", "FIRST", "court", 0, False),
        ("N13", "PROSECUTION", "procuratorate", 0, False),
    ],
)
def test_each_ground_stands_where_the_law_puts_it(
    code: str, stage: str, organ: str, years: int, minor: bool
) -> None:
    ground = policy.NOTICE_GROUNDS[code]
    ground.require_here(stage=stage, organ_kind=organ)
    assert (ground.criminal_defense_years_min, ground.minor) == (years, minor)


@pytest.mark.parametrize(
    ("code", "stage", "organ", "fault"),
    [
        ("N5", "FIRST", "court", "stage"),
        ("N13", "FIRST", "procuratorate", "stage"),
        ("N13", "PROSECUTION", "police", "organ"),
        ("N10", "FIRST", "police", "organ"),
        ("N1", "FIRST", "detention_center", "organ"),
    ],
)
def test_a_ground_out_of_place_says_what_is_wrong(
    code: str, stage: str, organ: str, fault: str
) -> None:
    with pytest.raises(NoticeGroundNotHere) as refusal:
        policy.NOTICE_GROUNDS[code].require_here(stage=stage, organ_kind=organ)
    assert refusal.value.facts == {"ground": code, "fault": fault}


@pytest.mark.parametrize("missing", sorted(FIELDS))
def test_a_trial_notice_names_every_field_it_lacks(missing: str) -> None:
    require_fields("FIRST", FIELDS)
    with pytest.raises(NoticeLacksFields) as refusal:
        require_fields("FIRST", FIELDS - {missing})
    assert refusal.value.facts["missing"] == [missing]


def test_before_trial_no_court_number_is_asked() -> None:
    require_fields("INVESTIGATION", FIELDS - {"organ_case_no"})


def test_hired_counsel_bars_acceptance_but_not_the_return() -> None:
    defended = notice(has_counsel=True)
    with pytest.raises(PersonHasCounsel):
        defended.accept()
    returned = defended.send_back(("HAS_COUNSEL",))
    assert (returned.state, returned.return_reason_codes) == (
        NoticeState.RETURNED,
        ("HAS_COUNSEL",),
    )


def test_a_settled_notice_is_not_settled_again() -> None:
    accepted = notice().accept()
    with pytest.raises(ActNotAllowedNow):
        accepted.send_back(("NOT_COMPETENT",))


def test_duty_facts_heard_in_any_order_end_in_the_same_state() -> None:
    states = [DutyRequestState.FINISHED, DutyRequestState.DISPATCHED, DutyRequestState.ACCEPTED]
    current = DutyRequestState.RECEIVED
    for heard in states:
        current = further(current, heard)
    assert current is DutyRequestState.FINISHED
