"""Support: finds a tenant table that is selected past the scope of the transaction."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.support.house import SERVICES, TREE

CHASSIS_TABLES = TREE / "shared" / "db" / "tables.py"
READING_ROOMS = ("api", "queries", "store", "usecases")


def tenant_tables(*files: Path) -> frozenset[str]:
    """The names under which files declare tenant tables."""
    return frozenset(
        name
        for file in files
        for node in ast.parse(file.read_text(encoding="utf-8")).body
        for name in _declared(node)
    )


def reading_files(service: Path) -> list[Path]:
    rooms = [file for room in READING_ROOMS for file in sorted((service / room).rglob("*.py"))]
    return [*rooms, *sorted(service.glob("*.py"))]


def unscoped_selects(tree: ast.Module, tables: frozenset[str]) -> list[str]:
    """``select(<tenant table>)`` and ``<tenant table>.select()``, with their lines."""
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        names: set[str] = set()
        if isinstance(node.func, ast.Name) and node.func.id == "select":
            names = {name for part in node.args for name in _roots(part)}
        elif isinstance(node.func, ast.Attribute) and node.func.attr in ("select", "select_from"):
            parts = [node.func.value] if node.func.attr == "select" else node.args
            names = {part.id for part in parts if isinstance(part, ast.Name)}
        found += [f"{node.lineno}: {name}" for name in sorted(names & tables)]
    return found


def service_tables() -> dict[str, frozenset[str]]:
    return {
        folder.name: tenant_tables(*(folder / "store").glob("*tables.py"), CHASSIS_TABLES)
        for folder in SERVICES
    }


def _declared(node: ast.stmt) -> Iterator[str]:
    if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Call):
        return
    made = node.value.func
    if isinstance(made, ast.Name) and made.id == "tenant_table":
        yield from (target.id for target in node.targets if isinstance(target, ast.Name))


def _roots(part: ast.expr) -> Iterator[str]:
    """``claim`` of ``claim``, of ``*claim.c`` and of ``claim.c.id.label("x")``."""
    for node in ast.walk(part):
        if isinstance(node, ast.Name):
            yield node.id
