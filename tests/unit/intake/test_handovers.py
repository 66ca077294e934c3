"""The rules of hand-overs: who may receive, who answers how, when a limitation date warns."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.domain.cooperation import (
    Cooperation,
    CooperationAlreadyAnswered,
    CooperationKind,
    CooperationOutcome,
    DeclinedWithoutReasons,
)
from services.intake.domain.mediation import limitation_warns
from services.intake.domain.organization import Organization
from services.intake.domain.push import changed_fields
from services.intake.domain.transfer import (
    ReceiverCannotDecide,
    ReceiverHadItBefore,
    require_receiver,
)
from services.intake.service import service
from services.intake.store.transfers import MOVING, STAYING
from shared.kernel.refusals import Refusal
from tests.support.intake import DAY, NOON

metadata = service.metadata

AGENCY = Organization(
    code="LA-150204",
    name="演示法律援助中心",
    kind="legal_aid_agency",
    area_code="150204",
    parent_code="JA-150204",
    can_decide=True,
    address="",
    phone="",
    confidence="P",
    source="demo",
)
ASKED = Cooperation(
    id=UUID(int=1),
    agency_org_id="LA-150203",
    matter_id=UUID(int=2),
    from_org_id="LA-150203",
    to_org_id="LA-150204",
    other_name="演示法律援助中心",
    kind=CooperationKind.VERIFY,
    due_on=DAY,
    requested_at=NOON,
    requested_by="person-clerk",
)


@pytest.mark.parametrize(
    ("receiver", "held_before", "refusal"),
    [
        (AGENCY, (), None),
        (AGENCY, ("LA-150203",), None),
        (AGENCY, ("LA-150203", "LA-150204"), ReceiverHadItBefore),  # law.md A5: never bounced
        (replace(AGENCY, can_decide=False), (), ReceiverCannotDecide),  # law.md A23
        (replace(AGENCY, kind="justice_bureau"), (), ReceiverCannotDecide),
        (replace(AGENCY, kind="legal_aid_station"), (), ReceiverCannotDecide),
    ],
)
def test_who_may_receive(
    receiver: Organization, held_before: tuple[str, ...], refusal: type[Refusal] | None
) -> None:
    if refusal is None:
        require_receiver(receiver, held_before=held_before)
        return
    with pytest.raises(refusal):
        require_receiver(receiver, held_before=held_before)


def test_a_new_table_of_a_matter_says_whether_it_moves() -> None:
    tables = {t.name for t in metadata.tables.values() if t.info.get("tenant")}
    about = {name for name in tables if "matter_id" in metadata.tables[name].c}
    moving = {table.name for table in MOVING} - {"obligation"}
    assert sorted(about - moving - STAYING) == []
    assert sorted((moving | STAYING) - about) == []


def test_only_a_verification_pauses() -> None:
    assert [kind.pauses for kind in CooperationKind] == [True, False]  # P148 16, 17; 31


def test_who_declines_gives_reasons_and_nobody_answers_twice() -> None:
    with pytest.raises(DeclinedWithoutReasons):
        ASKED.answer(CooperationOutcome.DECLINED, reply=None, at=NOON, by="x")  # P148 16
    answered = ASKED.answer(CooperationOutcome.HELPED, reply=None, at=NOON, by="x")
    with pytest.raises(CooperationAlreadyAnswered):
        answered.answer(CooperationOutcome.HELPED, reply=None, at=NOON, by="x")


@pytest.mark.parametrize(("left", "warns"), [(None, False), (30, False), (29, True), (-1, True)])
def test_a_limitation_date_warns_under_thirty_days(left: int | None, warns: bool) -> None:
    assert limitation_warns(left, warn_days=30) is warns


@given(st.dictionaries(st.text(max_size=3), st.text(max_size=3)), st.data())
def test_changed_fields_are_exactly_those_that_differ(
    before: dict[str, str], data: st.DataObject
) -> None:
    assert changed_fields(before, before) == frozenset()
    after = data.draw(st.dictionaries(st.text(max_size=3), st.text(max_size=3)))
    changed = changed_fields(before, after)
    assert changed == changed_fields(after, before)
    for name in before.keys() | after.keys():
        assert (name in changed) == (before.get(name) != after.get(name))
