"""Documents: kinds and wordings as data, facts complete, gaps visible, a second language below."""

import re
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.domain.document import (
    GAP,
    Block,
    Document,
    DocumentFactsMissing,
    DocumentKind,
    DocumentNotReproducible,
    DocumentState,
    DocumentText,
    Fact,
    compose,
    missing_characters,
    require_facts,
    require_same_bytes,
    text_on,
    with_gaps,
    zh_date,
)
from services.intake.policy import DEADLINES
from services.intake.policy.documents import DOCUMENT_KINDS, DOCUMENT_TEXTS, layout_file
from shared.files.faces import face_characters
from shared.http.authorization import ROLES
from shared.kernel.transitions import ActNotAllowedNow
from tests.support.intake import NOON

FACTS: dict[str, Fact] = {"agency_name": "演示法律援助中心", "issued_on": "2026年11月2日"}
TEXT = DocumentText(
    kind="grant",
    version=1,
    valid_from=date(2026, 1, 1),
    layout="letter-1",
    zh=("{name}：", "@reasons"),
    second_language="mn",
    second=("{name} (mn)",),
)
SAID: dict[str, Fact] = {**FACTS, "name": "演示甲", "reasons": ("一", "二")}


def document(**changes: Any) -> Document:
    return replace(
        Document(
            id=UUID(int=1),
            matter_id=UUID(int=2),
            agency_org_id="LA-150203",
            kind="grant",
            number="〔2026〕150203援给字00001号",
            text_version=1,
            source_id=None,
            addressee_org_id=None,
            language="zh",
            verify_code="code",
            gaps=0,
            issued_at=NOON,
            issued_by="person-head",
        ),
        **changes,
    )


@pytest.mark.parametrize("kind", DOCUMENT_KINDS.values(), ids=lambda kind: kind.code)
def test_every_kind_has_a_wording_an_article_and_known_readers(kind: DocumentKind) -> None:
    assert text_on(DOCUMENT_TEXTS.values(), kind.code, date(2026, 11, 2))
    assert kind.article
    assert kind.readers <= ROLES
    assert not kind.period or kind.period in DEADLINES


@pytest.mark.parametrize("text", DOCUMENT_TEXTS.values(), ids=lambda text: text.kind)
def test_every_wording_can_be_printed_and_has_its_layout(text: DocumentText) -> None:
    assert text.kind in DOCUMENT_KINDS
    assert layout_file(text.layout).is_file()
    wording = re.sub(r"\{\w+\}|@\w+", "", "".join(text.zh))
    assert missing_characters({"wording": wording}, face_characters()) == ()
    assert bool(text.second) == bool(text.second_language)


def test_marks_are_never_shared_by_two_kinds() -> None:
    marks = [kind.mark for kind in DOCUMENT_KINDS.values()]
    assert len(set(marks)) == len(marks)


def test_a_letter_is_its_wording_with_the_facts_in_it() -> None:
    letter = compose(DOCUMENT_KINDS["grant"], TEXT, document(), SAID)
    assert letter.blocks == (Block("演示甲："), Block(items=("一", "二")))
    assert (letter.title, letter.second) == ("给予法律援助决定书", ())


def test_a_second_language_stands_below_the_national_one_and_never_alone() -> None:
    """民族团结进步促进法 15."""
    letter = compose(DOCUMENT_KINDS["grant"], TEXT, document(language="mn"), SAID)
    assert letter.blocks[0] == Block("演示甲：")
    assert letter.second == (Block("演示甲 (mn)"),)


def test_a_missing_fact_is_named() -> None:
    with pytest.raises(DocumentFactsMissing) as refused:
        require_facts(TEXT, {**FACTS, "name": "演示甲"})
    assert refused.value.facts == {"kind": "grant", "missing": ["reasons"]}


def test_the_wording_of_the_day_is_the_newest_that_holds() -> None:
    later = replace(TEXT, version=2, valid_from=date(2027, 1, 1))
    assert text_on((TEXT, later), "grant", date(2026, 12, 31)) == TEXT
    assert text_on((TEXT, later), "grant", date(2027, 1, 1)) == later
    assert text_on((TEXT, later), "grant", date(2025, 12, 31)) is None


def test_a_character_outside_the_face_is_a_visible_gap() -> None:
    said: dict[str, Fact] = {**SAID, "name": "演示𠮷𠮷", "reasons": ("𫍣",)}
    missing = missing_characters(said, face_characters())
    assert missing == ("𠮷",), "𫍣 is one of the 8,105 of 通用规范汉字表"
    gapped = with_gaps(said, missing)
    assert gapped["name"] == f"演示{GAP}{GAP}"


@given(st.dictionaries(st.sampled_from(["name", "cause"]), st.text(max_size=20)))
def test_no_character_is_ever_dropped(facts: dict[str, Fact]) -> None:
    face = face_characters()
    gapped = with_gaps(facts, missing_characters(facts, face))
    for name, value in facts.items():
        assert len(gapped[name]) == len(value), name
        assert missing_characters({name: gapped[name]}, face) == ()


def test_a_withdrawn_document_allows_nothing_more() -> None:
    gone = document(withdrawn_at=NOON)
    assert gone.state is DocumentState.WITHDRAWN
    for act in ("serve", "withdraw"):
        document().require(act)
        with pytest.raises(ActNotAllowedNow):
            gone.require(act)


def test_another_print_than_the_first_is_refused() -> None:
    require_same_bytes(document(digest="aa"), "aa")
    with pytest.raises(DocumentNotReproducible):
        require_same_bytes(document(digest="aa"), "ab")


def test_a_date_reads_as_in_a_chinese_letter() -> None:
    assert zh_date(date(2026, 11, 2)) == "2026年11月2日"
