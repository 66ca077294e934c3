"""Citizen numbers: the standard's own samples, old numbers, lower case, dates, check characters."""

from datetime import date

import pytest

from services.intake.domain.identity import (
    IdentityNumberInvalid,
    age_on,
    birth_date_of,
    canonical_identity_number,
)
from shared.kernel.check_characters import mod_11_2_character

TODAY = date(2026, 11, 24)


def canonical(text: str) -> str:
    return canonical_identity_number(text, today=TODAY, pointer="/document_number")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("11010519491231002X", "11010519491231002X"),
        ("11010519491231002x", "11010519491231002X"),
        (" 440524188001010014 ", "440524188001010014"),
        ("110105491231002", "11010519491231002X"),
    ],
)
def test_a_valid_number_has_one_form(text: str, number: str) -> None:
    assert canonical(text) == number


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("110105194912310021", "check_character"),
        ("1101051949123100", "form"),
        ("11010519491231002Y", "check_character"),
        ("abcdefghijklmnopqr", "form"),
        ("", "form"),
        ("００００００１９４９１２３１００２Ｘ", "form"),
        ("00000019490231002" + mod_11_2_character("00000019490231002"), "birth_date"),
        ("00000020990101001" + mod_11_2_character("00000020990101001"), "future_birth"),
    ],
)
def test_an_invalid_number_says_which_fault(text: str, fault: str) -> None:
    with pytest.raises(IdentityNumberInvalid) as refusal:
        canonical(text)
    assert refusal.value.facts == {"fault": fault, "pointer": "/document_number"}


def test_an_abolished_or_unknown_area_is_no_fault() -> None:
    body = "00000019900101001"
    assert canonical(body + mod_11_2_character(body)).startswith("000000")


@pytest.mark.parametrize(("day", "years"), [(date(2026, 12, 30), 76), (date(2026, 12, 31), 77)])
def test_a_birthday_counts_from_its_own_day(day: date, years: int) -> None:
    assert age_on(birth_date_of("11010519491231002X", pointer="/n"), day) == years
