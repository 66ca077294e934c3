"""The catalogue: every refusal is explained in both languages, and no text can break an answer."""

import tomllib
from pathlib import Path

import pytest

from shared.http import application, code_lists, idempotency, lists, problem_pages
from shared.http.catalogue import (
    VALIDATION_FILE,
    load_catalogue,
    missing_entries,
    refusals_below,
)
from shared.kernel.refusals import Conflict

CHASSIS_MODULES = (application, code_lists, idempotency, lists, problem_pages)
ENTRY = """
[something_odd]
title_zh = "怪事"
title_en = "Odd"
detail_zh = "于{day}发生。"
detail_en = "On {day}."
remedy_zh = "无"
remedy_en = "None"
"""


def written(folder: Path, text: str) -> Path:
    file = folder / "problems.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_every_refusal_of_the_chassis_is_explained() -> None:
    assert CHASSIS_MODULES
    chassis = {one for one in refusals_below() if one.__module__.startswith("shared.")}
    assert missing_entries(load_catalogue(), chassis) == []


def test_a_refusal_without_an_entry_is_found() -> None:
    class NobodyExplainsThis(Conflict):
        """A refusal made for this test."""

    assert missing_entries(load_catalogue(), {NobodyExplainsThis}) == ["nobody_explains_this"]


@pytest.mark.parametrize("line", ["title_en", "detail_zh", "remedy_en"])
def test_an_entry_without_a_translation_does_not_load(tmp_path: Path, line: str) -> None:
    text = "\n".join(one for one in ENTRY.splitlines() if not one.startswith(line))
    with pytest.raises(ValueError, match="something_odd"):
        load_catalogue(written(tmp_path, text))


def test_a_code_has_one_entry(tmp_path: Path) -> None:
    text = ENTRY.replace("something_odd", "busy")
    with pytest.raises(ValueError, match="defined twice"):
        load_catalogue(written(tmp_path, text))


def test_facts_fill_the_text_and_a_missing_one_shows_as_a_dash(tmp_path: Path) -> None:
    catalogue = load_catalogue(written(tmp_path, ENTRY))
    assert (
        catalogue.wording("something_odd", "en", {"day": "2026-01-02"}).detail == "On 2026-01-02."
    )
    assert catalogue.wording("something_odd", "zh", {}).detail == "于—发生。"


def test_a_code_without_entry_still_has_words() -> None:
    assert load_catalogue().wording("never_heard_of", "en", {}).title


def test_every_validation_message_has_both_languages() -> None:
    table = tomllib.loads(VALIDATION_FILE.read_text(encoding="utf-8"))
    assert all(set(texts) == {"zh", "en"} and all(texts.values()) for texts in table.values())
