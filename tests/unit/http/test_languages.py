"""The reader's language: zh-CN unless English is preferred."""

import pytest

from shared.http.languages import language_of, locale_of


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "zh"),
        ("", "zh"),
        ("*", "zh"),
        ("fr", "zh"),
        ("en", "en"),
        ("en-GB,en;q=0.9", "en"),
        ("zh-CN,en;q=0.8", "zh"),
        ("en;q=0.2,zh;q=0.9", "zh"),
        ("zh;q=0.2, en-US;q=0.7", "en"),
        ("en;q=0", "zh"),
        ("en;q=nonsense", "zh"),
        ("en," * 5_000, "en"),
    ],
)
def test_the_preferred_of_our_two_languages_is_chosen(header: str | None, language: str) -> None:
    assert language_of(header) == language


@pytest.mark.parametrize(
    ("header", "locale"),
    [
        (None, "zh-CN"),
        ("en-GB", "en"),
        ("mn-Mong, en;q=0.5", "mn"),
        ("fr, de;q=0.8", "zh-CN"),
        ("en;q=0.3, zh;q=0.9", "zh-CN"),
        ("*", "zh-CN"),
    ],
)
def test_another_locale_is_offered_by_adding_it(header: str | None, locale: str) -> None:
    assert locale_of(header, ("zh-CN", "en", "mn")) == locale
