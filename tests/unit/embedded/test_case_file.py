"""Case files: what a lawyer writes, and what is refused with a clear word."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from embedded.case_file import CaseFileUnclear, load_case_file, load_case_files

CASE = """
title = "追讨工资"
story = "三名工友"
article = "法律援助法 42(3)"
begins_at = 2026-09-01T09:00:00

[[step]]
what = "提交申请"
as = "worker"
call = "POST /intake/v1/applications"
body = { filed_on = 2026-09-01 }
save = { matter_id = "matter_id" }

[[step]]
what = "受理"
at = 2026-09-02T10:00:00+08:00
as = "clerk"
call = "GET /intake/v1/matters/{matter_id}"

[[timeline]]
title = "申请人所见"
as = "worker"
path = "/intake/v1/matters/{matter_id}/timeline"
"""


def _written(folder: Path, text: str) -> Path:
    file = folder / "case.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_moment_without_a_zone_is_meant_where_the_law_is(tmp_path: Path) -> None:
    first, second = load_case_file(_written(tmp_path, CASE)).steps
    assert first.at == datetime(2026, 9, 1, 1, 0, tzinfo=UTC)
    assert second.at == datetime(2026, 9, 2, 2, 0, tzinfo=UTC)


def test_keys_follow_from_file_and_step(tmp_path: Path) -> None:
    file = _written(tmp_path, CASE)
    keys = [step.key for step in load_case_file(file).steps]
    assert keys == [step.key for step in load_case_file(file).steps]
    assert len(set(keys)) == 2


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ('title = "追讨工资"', ""),
        ("POST /intake", "SEND /intake"),
        ("GET /intake", "GET intake"),
        ("at = 2026-09-02", "at = 2026-08-02"),
        ('what = "受理"', 'whta = "受理"'),
        ('what = "受理"', 'what = "受理'),
        ("at = 2026-09-02T10:00:00+08:00", 'at = "tomorrow"'),
    ],
)
def test_an_unclear_file_is_refused(tmp_path: Path, written: str, instead: str) -> None:
    assert written in CASE
    with pytest.raises(CaseFileUnclear):
        load_case_file(_written(tmp_path, CASE.replace(written, instead)))


def test_the_examples_are_clear_and_enough() -> None:
    files = load_case_files(Path("examples"))
    assert all(one.steps for one in files)
    cases = [one for one in files if "01" <= one.name < "90"]  # 00 prepares, 90 on conclude
    assert len(cases) >= 6
