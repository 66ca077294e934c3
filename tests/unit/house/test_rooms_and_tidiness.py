"""The house rules: closed rooms, pure domains, tidy files. Each has a case that proves it can fail."""

import ast
from pathlib import Path

import pytest

from tests.support.house import (
    CODE,
    DOMAIN_FILES,
    FILES_OF_SERVICE,
    ROOMS_OF_SERVICE,
    ROOMS_OF_SHARED,
    SERVICES,
    TREE,
    bare_savepoints,
    impurities,
    unknown_files,
    unknown_rooms,
    untidiness,
)


def test_services_and_shared_have_no_unplanned_room() -> None:
    found = [room for service in SERVICES for room in unknown_rooms(service, ROOMS_OF_SERVICE)]
    assert found + unknown_rooms(TREE / "shared", ROOMS_OF_SHARED) == []


def test_an_unplanned_room_is_found(tmp_path: Path) -> None:
    (tmp_path / "helpers").mkdir()
    (tmp_path / "helpers" / "x.py").touch()
    assert unknown_rooms(tmp_path, ROOMS_OF_SERVICE) == ["helpers"]


def test_only_planned_files_lie_beside_the_rooms() -> None:
    assert [name for one in SERVICES for name in unknown_files(one, FILES_OF_SERVICE)] == []


def test_an_unplanned_file_is_found(tmp_path: Path) -> None:
    (tmp_path / "courier.py").touch()
    assert unknown_files(tmp_path, FILES_OF_SERVICE) == ["courier"]


@pytest.mark.parametrize("file", DOMAIN_FILES, ids=lambda f: str(f.relative_to(TREE)))
def test_a_domain_is_pure(file: Path) -> None:
    assert impurities(ast.parse(file.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "line",
    [
        "import sqlalchemy",
        "from shared.db.engine import Database",
        "import logging",
        "import random",
        "from uuid import uuid4",
        "from datetime import datetime\nx = datetime.now()",
        "from datetime import date\nx = date.today()",
        "from services.payment.domain import claims",
    ],
)
def test_an_impure_line_is_found(line: str) -> None:
    assert impurities(ast.parse(line), service="intake")


@pytest.mark.parametrize("file", CODE, ids=lambda f: str(f.relative_to(TREE)))
def test_a_savepoint_is_the_transactions_own(file: Path) -> None:
    found = bare_savepoints(ast.parse(file.read_text(encoding="utf-8")))
    assert found == [] or file == TREE / "shared" / "db" / "transaction.py"


def test_a_bare_savepoint_is_found() -> None:
    assert bare_savepoints(ast.parse("tx.connection.begin_nested()")) == [1]


@pytest.mark.parametrize("file", CODE, ids=lambda f: str(f.relative_to(TREE)))
def test_a_file_is_tidy(file: Path) -> None:
    assert untidiness(file.read_text(encoding="utf-8"), file) == []


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("x = 1\n", "no docstring"),
        ('"""Room."""\n' + "x = 1\n" * 301, "300 at most"),
        ('"""Room."""\ndef f():\n' + "    x = 1\n" * 51, "f is"),
        ('"""Room."""\ndef f(a, b, c, d, *, e, f, g, h): ...\n', "8 parameters"),
        ('"""Room."""\nclass C:\n    def f(self, a, b, c, d, e, f, g, h): ...\n', "8 parameters"),
        (
            '"""Room."""\ndef f():\n while a:\n  for b in c:\n   with d:\n    if e:\n     g()\n',
            "nested 4 deep",
        ),
        ('"""Room."""\n# TO' + "DO later\n", "TO" + "DO"),
        ('"""Room."""\ntimers = (1,)\ntimers = (2,)\n', "timers is bound twice"),
    ],
)
def test_an_untidy_file_is_found(text: str, complaint: str) -> None:
    found = untidiness(text, TREE / "shared" / "x.py")
    assert any(complaint in one for one in found)


def test_an_elif_is_no_deeper_than_its_if() -> None:
    steps = "".join(f"    elif x == {number}:\n        y()\n" for number in range(9))
    assert (
        untidiness(f'"""Room."""\ndef f(x):\n    if x:\n        y()\n{steps}', TREE / "x.py") == []
    )


def test_a_name_that_says_nothing_is_found() -> None:
    assert untidiness('"""Room."""\n', TREE / "shared" / "utils.py")
