"""The shipped policy files: complete, cited, and with codes that the code lists know."""

import pytest

from services.intake import policy
from services.intake.domain import events
from services.intake.domain.timeline import TimelineLine
from shared.kernel.events import facts_of, type_of

LISTS = {name: {code.code for code in found.codes} for name, found in policy.CODE_LISTS.items()}


def test_every_scope_rule_uses_known_codes() -> None:
    for rule in policy.SCOPE_RULES:
        when = rule.when
        assert when.kinds <= LISTS["kinds"], rule.id
        assert when.stages <= LISTS["stages"], rule.id
        assert when.causes <= LISTS["causes"], rule.id
        assert when.standings <= LISTS["standings"], rule.id
        assert when.tags_any | when.tags_all <= LISTS["recipient_tags"], rule.id
        told = when.circumstances_any | when.circumstances_all | when.circumstances_none
        assert told <= LISTS["circumstances"], rule.id


def test_every_class_uses_known_codes_and_names_its_proofs() -> None:
    shipped = policy.hardship_policy(())
    for row in (*shipped.exempt, *shipped.deemed):
        assert row.proofs, row.code
        assert row.proofs <= LISTS["materials"], row.code
        assert row.causes <= LISTS["causes"], row.code
        assert row.tags <= LISTS["recipient_tags"], row.code
        assert row.circumstances <= LISTS["circumstances"], row.code


def test_all_thirteen_notice_grounds_are_shipped() -> None:
    assert set(policy.NOTICE_GROUNDS) == {f"N{number}" for number in range(1, 14)}


def test_every_fact_on_a_matter_has_a_plain_line() -> None:
    said = {
        kind
        for kind, fact in facts_of("intake").items()
        if getattr(fact, "event_stream", None) == "matter"
    }
    assert type_of(events.ApplicationFiled) in said
    assert said <= set(policy.TIMELINE)


@pytest.mark.parametrize("line", list(policy.TIMELINE.values()), ids=lambda line: line.type)
def test_every_line_has_both_languages_and_a_known_clock(line: TimelineLine) -> None:
    assert line.zh
    assert line.en
    assert bool(line.next_zh) == bool(line.next_en)
    assert not line.clock or line.clock in {**policy.DEADLINES, **policy.SHOWN_CLOCKS}


def test_every_code_has_both_labels_and_appears_once() -> None:
    for found in policy.CODE_LISTS.values():
        assert all(code.label_zh and code.label_en for code in found.codes), found.name
        assert len({code.code for code in found.codes}) == len(found.codes), found.name


def test_a_figure_that_was_not_read_says_so() -> None:
    assert policy.DEADLINES["T01"].verified
    assert not policy.DEADLINES["T17"].verified
