"""A typical case is public only after two people, and never with anybody's data in it."""

from typing import Any
from uuid import UUID

import pytest

from services.intake.domain.matter import Part, Person
from services.intake.domain.typical_case import (
    CaseText,
    PersonalDataLeft,
    SecondPersonNeeded,
    TypicalCase,
    TypicalCaseState,
    personal_data_in,
    require_redacted,
)
from shared.kernel.transitions import ActNotAllowedNow

TEXT = CaseText("讨回赡养费", "三名子女，调解后按月给付。", "一位老人起诉，三个月内结案。")
ELDER = Person(
    part=Part.APPLICANT,
    name="演示包奶奶",
    document_kind="citizen_id",
    document_number="11010519491231002X",
)
FIRM = Person(part=Part.OPPONENT, name="公司", is_person=False)


def case(**changes: Any) -> TypicalCase:
    values: dict[str, Any] = {
        "id": UUID(int=1),
        "agency_org_id": "LA-150203",
        "matter_id": None,
        "kind": "civil",
        "cause_code": "elder_support",
        "texts": {"zh-CN": TEXT},
        "state": TypicalCaseState.DRAFT,
        "author_person_id": "author",
        **changes,
    }
    return TypicalCase(**values)


def test_two_people_make_it_public_and_it_can_be_taken_back() -> None:
    published = case().sign(person_id="author").publish(person_id="head")
    assert published.state is TypicalCaseState.PUBLISHED
    assert published.retract().state is TypicalCaseState.RETRACTED


@pytest.mark.parametrize("person", ["author", "signer"])
def test_who_wrote_or_signed_it_does_not_publish_it(person: str) -> None:
    signed = case().sign(person_id="signer")
    with pytest.raises(SecondPersonNeeded):
        signed.publish(person_id=person)


def test_nothing_is_published_unsigned() -> None:
    with pytest.raises(ActNotAllowedNow):
        case().publish(person_id="head")


def test_other_words_need_another_signature() -> None:
    edited = case().sign(person_id="signer").edit({"zh-CN": TEXT}, person_id="second")
    assert (edited.state, edited.signer_person_id) == (TypicalCaseState.DRAFT, None)
    assert edited.author_person_id == "second"


@pytest.mark.parametrize("act", ["sign", "publish"])
def test_a_retracted_case_stays_retracted(act: str) -> None:
    gone = case(state=TypicalCaseState.RETRACTED)
    with pytest.raises(ActNotAllowedNow):
        getattr(gone, act)(person_id="head")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("证件号11010519491231002X。", "identity_number"),
        ("证件号11010519491231002x", "identity_number"),
        ("110105 19491231 002X", "identity_number"),
        ("110105-491231-002", "identity_number"),
        ("电话138 0000 1001", "phone"),
        ("电话１３８００００１００１", "phone"),
        ("账号6222020000000000000", "account"),
        ("演示包奶奶起诉", "name"),
        ("一位八十岁的老人，2024年起诉，判给每月1500元，共36000元。", None),
        ("对方是一家公司", None),
    ],
)
def test_what_lets_somebody_be_recognized_is_found(text: str, kind: str | None) -> None:
    assert personal_data_in(text, [ELDER, FIRM]) == kind


def test_it_is_said_where_the_data_stands() -> None:
    told = {"zh-CN": TEXT, "en": CaseText("Support", "Settled.", "Call 13800001001.")}
    with pytest.raises(PersonalDataLeft) as refused:
        require_redacted(told, [])
    assert refused.value.facts == {"kind": "phone", "pointer": "/texts/en/body"}
