"""The table of features says what a run has shown, and every mark names a listed capability."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.features import known_rows
from tests.support.house import TREE
from tools.features import main, page, state

CATALOGUE = {"I-07": {"en": "Decisions", "zh": "决定"}}
PROBE = """\
import pytest
pytestmark = pytest.mark.row("{row}")
def test_good(): pass
@pytest.mark.row("N3")
def test_bad(): assert {truth}
"""


def ran(folder: Path, *, row: str = "I-07", truth: bool = True) -> subprocess.CompletedProcess[str]:
    """A pytest run of two marked tests with the plugin, in a folder of its own."""
    (folder / "test_probe.py").write_text(PROBE.format(row=row, truth=truth))
    plugin = ("-p", "tests.support.features", "-p", "no:cacheprovider")
    command = [sys.executable, "-m", "pytest", "-q", *plugin, "--rootdir", str(folder)]
    return subprocess.run(
        [*command, "--features", str(folder / "out.json"), str(folder)],
        cwd=TREE,
        capture_output=True,
        text=True,
    )


def test_every_capability_of_the_catalogue_is_listed_in_both_languages() -> None:
    counts = {"I": 16, "A": 13, "P": 12, "Q": 12, "S": 7}
    expected = {f"{letter}-{n:02d}" for letter, most in counts.items() for n in range(1, most + 1)}
    assert known_rows() == expected | {f"N{number}" for number in range(1, 16)}


def test_a_run_counts_what_passed_and_what_failed_per_row(tmp_path: Path) -> None:
    ran(tmp_path, truth=False)
    found = json.loads((tmp_path / "out.json").read_text())
    assert found["I-07"] == {"passed": 1, "failed": 1, "skipped": 0}
    assert found["N3"] == {"passed": 0, "failed": 1, "skipped": 0}


def test_a_mark_that_names_no_capability_stops_the_run(tmp_path: Path) -> None:
    result = ran(tmp_path, row="X-99")
    assert result.returncode != 0
    assert "no capability X-99" in result.stdout + result.stderr


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (None, "not yet"),
        ({"passed": 0, "failed": 0, "skipped": 1}, "not yet"),
        ({"passed": 2, "failed": 1, "skipped": 0}, "failing"),
        ({"passed": 1, "failed": 0, "skipped": 0}, "shown"),
    ],
)
def test_a_row_is_shown_only_when_its_tests_passed(
    outcome: dict[str, int] | None, expected: str
) -> None:
    assert state(outcome) == expected


def test_the_page_shows_the_row_with_its_count() -> None:
    text = page(CATALOGUE, {"I-07": {"passed": 3, "failed": 0, "skipped": 0}})
    assert "| I-07 | Decisions | 决定 | 3 | shown |" in text


def test_without_a_recorded_run_there_is_no_page(tmp_path: Path) -> None:
    assert main([str(tmp_path / "none.json")]) == 1
