"""A tenant table is read through the scope of its transaction, never beside it."""

import ast

import pytest

from tests.support.house import SERVICES
from tests.support.house_tables import reading_files, service_tables, unscoped_selects

TABLES = service_tables()


@pytest.mark.parametrize("service", SERVICES, ids=lambda folder: folder.name)
def test_tenant_tables_are_selected_through_the_scope(service: object) -> None:
    folder = next(one for one in SERVICES if one == service)
    found = [
        f"{file.relative_to(folder)}:{one}"
        for file in reading_files(folder)
        for one in unscoped_selects(
            ast.parse(file.read_text(encoding="utf-8")), TABLES[folder.name]
        )
    ]
    assert found == []


@pytest.mark.parametrize("service", SERVICES, ids=lambda folder: folder.name)
def test_every_service_has_tenant_tables_of_its_own(service: object) -> None:
    folder = next(one for one in SERVICES if one == service)
    assert len(TABLES[folder.name]) > 1


@pytest.mark.parametrize(
    "line",
    [
        "select(claim)",
        "select(claim.c.id)",
        "select(func.count(), claim.c.id.label('x'))",
        "select(func.count()).select_from(claim)",
        "claim.select()",
    ],
)
def test_a_select_past_the_scope_is_found(line: str) -> None:
    assert unscoped_selects(ast.parse(line), frozenset({"claim"})) == ["1: claim"]


def test_a_scoped_select_is_not_complained_about() -> None:
    assert unscoped_selects(ast.parse("tx.scoped(claim, claim.c.id)"), frozenset({"claim"})) == []
