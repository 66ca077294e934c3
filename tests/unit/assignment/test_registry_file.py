"""Unit: a registry file is read row by row, and standing is read on a day."""

from datetime import date

import pytest

from services.assignment.domain.registry import (
    RegistryFileUnreadable,
    Standing,
    Suspension,
    has_years,
)
from services.assignment.domain.registry_file import (
    PROVIDER_COLUMNS,
    ROWS_MAX,
    Reading,
    read_rows,
)
from tests.support.assignment import provider

HEADER = "subject,name,kind,license_no,firm_org_id,licensed_on,languages,capacity,standing"


def read(*lines: str) -> Reading:
    return read_rows("\n".join([HEADER, *lines]), PROVIDER_COLUMNS)


@pytest.mark.row("A-01")
def test_a_bad_row_is_named_and_the_good_ones_stand() -> None:
    reading = read(
        "s1,示例甲,lawyer,11502201510000001,LF-DEMO-01,2015-06-01,zh;mn,8,active",
        "s2,示例乙,lawyer,,LF-DEMO-01,2015-13-01,zh,many,active",
    )
    assert [row.values["languages"] for row in reading.rows] == [("zh", "mn")]
    found = {(error.line, error.column, error.code) for error in reading.errors}
    assert found == {
        (3, "license_no", "missing"),
        (3, "licensed_on", "not_a_date"),
        (3, "capacity", "not_a_number"),
    }


def test_an_odd_license_number_warns_and_is_kept() -> None:
    reading = read("s1,示例甲,lawyer,123,LF-DEMO-01,2015-06-01,zh,8,active")
    assert reading.rows[0].warnings == ("license_no_unusual",)


def test_a_file_without_a_needed_column_is_refused_whole() -> None:
    with pytest.raises(RegistryFileUnreadable) as refusal:
        read_rows("subject,name\ns1,x", PROVIDER_COLUMNS)
    assert "license_no" in refusal.value.facts["missing"]


def test_a_file_beyond_the_bound_is_refused_whole() -> None:
    line = "s1,示例甲,lawyer,123,LF-DEMO-01,2015-06-01,zh,8,active"
    with pytest.raises(RegistryFileUnreadable):
        read(*[line] * (ROWS_MAX + 1))


@pytest.mark.row("A-01")
@pytest.mark.parametrize(
    ("day", "standing"),
    [
        (date(2026, 2, 28), Standing.ACTIVE),
        (date(2026, 3, 1), Standing.SUSPENDED),
        (date(2026, 5, 31), Standing.SUSPENDED),
        (date(2026, 6, 1), Standing.ACTIVE),
    ],
)
def test_a_suspension_bars_from_its_first_to_its_last_day(day: date, standing: Standing) -> None:
    person = provider(suspension=Suspension(date(2026, 3, 1), date(2026, 5, 31)))
    assert person.standing_on(day) is standing


def test_a_suspension_without_dates_bars_on_every_day() -> None:
    assert provider(standing=Standing.SUSPENDED).standing_on(date(2026, 1, 1)) is Standing.SUSPENDED


def test_a_leap_day_start_completes_its_years_on_the_28th() -> None:
    assert has_years(date(2024, 2, 29), 3, date(2027, 2, 28))
