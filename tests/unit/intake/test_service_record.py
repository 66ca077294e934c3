"""The service of a document: a day of receipt lies between issue and today, and is recorded once."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.domain.service_record import (
    ServedBeforeIssue,
    ServedInFuture,
    ServiceProof,
    ServiceRecord,
    ServiceState,
    ServiceWay,
)
from services.intake.policy import CODE_LISTS
from shared.kernel.transitions import ActNotAllowedNow
from tests.support.intake import DAY, NOON

PROOF = ServiceProof(kind="signed_receipt", digest="ab" * 32)
QUEUED = ServiceRecord(
    id=UUID(int=1),
    document_id=UUID(int=2),
    matter_id=UUID(int=3),
    agency_org_id="LA-150203",
    way=ServiceWay.POST,
    state=ServiceState.QUEUED,
    issued_on=DAY,
    tracking_no="EMS0000000001",
    custody_org_id=None,
    queued_at=NOON,
    queued_by="person-clerk",
)


@given(st.integers(-30, 60), st.integers(0, 30))
def test_a_receipt_lies_between_the_issue_and_today(offset: int, age: int) -> None:
    """Both ends included; the time of the day does not matter."""
    served_on, now = DAY + timedelta(days=offset), NOON + timedelta(days=age)
    if 0 <= offset <= age:
        served = QUEUED.receive(served_on, PROOF, now=now)
        assert (served.state, served.served_on) == (ServiceState.SERVED, served_on)
        assert served.tracking_no == QUEUED.tracking_no
        return
    with pytest.raises((ServedBeforeIssue, ServedInFuture)):
        QUEUED.receive(served_on, PROOF, now=now)


@pytest.mark.parametrize("state", [ServiceState.SERVED, ServiceState.FAILED])
def test_an_attempt_ends_once(state: ServiceState) -> None:
    ended = replace(QUEUED, state=state)
    with pytest.raises(ActNotAllowedNow):
        ended.receive(DAY, PROOF, now=NOON)
    with pytest.raises(ActNotAllowedNow):
        ended.fail("RETURNED", now=NOON)


def test_a_day_is_that_of_shanghai() -> None:
    late_in_utc = NOON.replace(hour=17)  # 01:00 of the next day in Shanghai
    assert QUEUED.receive(date(2026, 11, 3), PROOF, now=late_in_utc).served_on == date(2026, 11, 3)


def test_every_way_has_its_label() -> None:
    assert {way.value for way in ServiceWay} == {c.code for c in CODE_LISTS["service_ways"].codes}
