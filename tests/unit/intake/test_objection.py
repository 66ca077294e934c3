"""The objection: every act in every state, the day that counts, and who may not judge."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.intake.domain.objection import (
    OBJECTION_TABLE,
    AgencyJudgesItself,
    Contested,
    ContestedKind,
    CourtIsNeverSilent,
    DeciderJudgesObjection,
    Objection,
    ObjectionState,
    PostmarkOutOfRange,
    ReviewKind,
    ReviewOutcome,
    Ruling,
    handed_in_on,
)
from shared.kernel.actor import Actor
from shared.kernel.transitions import ActNotAllowedNow
from tests.support.intake import NOON

S = ObjectionState
DECIDED_ON, UNTIL_ON = date(2026, 11, 2), date(2026, 11, 17)

LEGAL = {
    ("uphold", S.FILED): S.UPHELD,
    ("order_correction", S.FILED): S.CORRECTION_ORDERED,
    ("withdraw", S.FILED): S.WITHDRAWN,
    ("record_review", S.UPHELD): S.UPHELD,
    ("overturn", S.UPHELD): S.CORRECTION_ORDERED,
    ("correct", S.CORRECTION_ORDERED): S.CORRECTED,
}


def contested(**changes: Any) -> Contested:
    values: dict[str, Any] = {
        "kind": ContestedKind.REFUSAL,
        "id": UUID(int=3),
        "letter_no": "〔2026〕150203援不予字00001号",
        "matter_id": UUID(int=2),
        "agency_org_id": "LA-150203",
        "bureau_org_id": "JA-150203",
        "decided_on": DECIDED_ON,
        "decided_by": "person-reviewer",
        "until_on": UNTIL_ON,
        **changes,
    }
    return Contested(**values)


def objection(state: ObjectionState = S.FILED) -> Objection:
    return Objection(
        id=UUID(int=1),
        objection_no="〔2026〕150203援异字00001号",
        contested=contested(),
        channel="WALK_IN",
        received_at=NOON,
        posted_on=None,
        late=False,
        filed_by="person-elder",
        state=state,
    )


@pytest.mark.parametrize("state", list(S))
@pytest.mark.parametrize("act", sorted({act for act, _ in LEGAL}))
def test_every_act_in_every_state_moves_or_is_refused(act: str, state: ObjectionState) -> None:
    if (act, state) in LEGAL:
        assert OBJECTION_TABLE.after(state, act) is LEGAL[act, state]
        return
    with pytest.raises(ActNotAllowedNow) as refusal:
        OBJECTION_TABLE.after(state, act)
    assert refusal.value.facts["allowed"] == OBJECTION_TABLE.acts_in(state)


@pytest.mark.parametrize(
    ("posted_on", "postmark_counts", "counted"),
    [
        (None, True, date(2026, 11, 20)),
        (date(2026, 11, 17), True, date(2026, 11, 17)),  # 民事诉讼法 85(4), by analogy
        (date(2026, 11, 17), False, date(2026, 11, 20)),
        (DECIDED_ON, True, DECIDED_ON),
        (date(2026, 11, 1), True, None),
        (date(2026, 11, 21), True, None),
    ],
)
def test_the_postmark_counts_where_the_row_says_so(
    posted_on: date | None, postmark_counts: bool, counted: date | None
) -> None:
    arrived = datetime(2026, 11, 20, 4, tzinfo=UTC)
    if counted is None:
        with pytest.raises(PostmarkOutOfRange):
            handed_in_on(contested(), posted_on, now=arrived, postmark_counts=postmark_counts)
        return
    found = handed_in_on(contested(), posted_on, now=arrived, postmark_counts=postmark_counts)
    assert found == counted


@pytest.mark.parametrize(
    ("day", "until_on", "late"),
    [
        (UNTIL_ON, UNTIL_ON, False),
        (UNTIL_ON + timedelta(days=1), UNTIL_ON, True),
        (date(2030, 1, 1), None, False),  # never received: no period has begun (P148 22)
    ],
)
def test_late_begins_the_day_after_the_last(day: date, until_on: date | None, late: bool) -> None:
    assert contested(until_on=until_on).is_late(day) is late


def test_the_agency_and_who_decided_never_judge() -> None:
    """法律援助法 49."""
    judged = objection()
    judged.require_judge(Actor("bureau", "person-bureau", org_id="JA-150203"))
    with pytest.raises(AgencyJudgesItself):
        judged.require_judge(Actor("clerk", "person-clerk", org_id="LA-150203"))
    with pytest.raises(DeciderJudgesObjection):
        judged.require_judge(Actor("other", "person-reviewer", org_id="JA-150203"))


@pytest.mark.parametrize(
    ("kind", "outcome", "state"),
    [
        (ReviewKind.RECONSIDERATION, ReviewOutcome.MAINTAINED, S.UPHELD),
        (ReviewKind.RECONSIDERATION, ReviewOutcome.SILENT, S.UPHELD),  # 行政诉讼法 45
        (ReviewKind.RECONSIDERATION, ReviewOutcome.OVERTURNED, S.CORRECTION_ORDERED),
        (ReviewKind.COURT, ReviewOutcome.MAINTAINED, S.UPHELD),
        (ReviewKind.COURT, ReviewOutcome.OVERTURNED, S.CORRECTION_ORDERED),
    ],
)
def test_a_later_review_lets_the_ruling_stand_or_turns_it(
    kind: ReviewKind, outcome: ReviewOutcome, state: ObjectionState
) -> None:
    assert objection(S.UPHELD).hear_review(kind, outcome).state is state


def test_a_court_is_never_silent() -> None:
    with pytest.raises(CourtIsNeverSilent):
        objection(S.UPHELD).hear_review(ReviewKind.COURT, ReviewOutcome.SILENT)


def test_a_ruling_bears_number_articles_and_judge() -> None:
    ruled = objection().rule(
        Ruling.UPHOLD, result_no="no", articles=("法律援助法 49",), by="person-b", now=NOON
    )
    assert (ruled.state, ruled.result_no, ruled.decided_by) == (S.UPHELD, "no", "person-b")
