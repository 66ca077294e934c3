"""Support: a pytest plugin that writes which capability rows a run has shown.

``--features FILE`` writes ``{"I-07": {"passed": 2, "failed": 0, "skipped": 0}, ...}``. A mark with
an id that docs/capabilities.toml does not list stops the collection. Works under xdist: the ids
travel in the reports' user properties.
"""

import json
import tomllib
from collections import Counter
from pathlib import Path

import pytest

CATALOGUE = Path(__file__).resolve().parents[2] / "docs" / "capabilities.toml"
PROPERTY = "row"


class FeatureRecorder:
    """Counts outcomes per row."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._counts: dict[str, Counter[str]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when != "call" and report.outcome == "passed":
            return
        for name, row in report.user_properties:
            if name == PROPERTY:
                self._counts.setdefault(str(row), Counter())[report.outcome] += 1

    def pytest_sessionfinish(self) -> None:
        outcomes = ("passed", "failed", "skipped")
        found = {
            row: {outcome: counts[outcome] for outcome in outcomes}
            for row, counts in sorted(self._counts.items())
        }
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def known_rows() -> frozenset[str]:
    return frozenset(tomllib.loads(CATALOGUE.read_text(encoding="utf-8")))


def rows_of(item: pytest.Item) -> list[str]:
    return sorted({str(mark.args[0]) for mark in item.iter_markers("row")})


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--features", metavar="FILE", help="write the capability rows that were shown")


def pytest_configure(config: pytest.Config) -> None:
    file = config.getoption("--features")
    if file and not hasattr(config, "workerinput"):
        config.pluginmanager.register(FeatureRecorder(Path(file)))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    known = known_rows()
    for item in items:
        for row in rows_of(item):
            if row not in known:
                raise pytest.UsageError(f"{item.nodeid}: no capability {row} is listed")
            item.user_properties.append((PROPERTY, row))
