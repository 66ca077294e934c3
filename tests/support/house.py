"""Support: what the house tests look at, and how they judge it."""

import ast
from collections.abc import Iterator
from pathlib import Path

TREE = Path(__file__).resolve().parents[2]
SERVICES = [
    folder
    for folder in sorted((TREE / "services").iterdir())
    if folder.is_dir() and (folder / "__init__.py").exists()
]
ROOMS_OF_SERVICE = frozenset(
    ["api", "domain", "gateways", "migrations", "policy", "queries", "store", "usecases"]
)
ROOMS_OF_SHARED = frozenset(["db", "files", "http", "kernel", "messaging", "security"])
PURE_MODULES = frozenset(
    [
        "bisect", "collections", "csv", "dataclasses", "datetime", "decimal", "enum", "fractions",
        "functools", "hashlib", "io", "itertools", "json", "math", "operator", "re", "string",
        "typing", "unicodedata", "uuid", "heapq", "statistics", "hmac",
    ]
)  # fmt: skip
RANDOM_IDS = frozenset(["uuid1", "uuid4", "uuid6", "uuid7"])  # uuid5 is made from its name
EMPTY_NAMES = frozenset(["utils", "helpers", "common", "manager", "handler", "misc"])
LINES_MAX, TEST_LINES_MAX, FUNCTION_LINES_MAX = 300, 400, 50

CODE = [
    file
    for top in ("shared", "services", "embedded", "tools", "tests")
    for file in sorted((TREE / top).rglob("*.py"))
    if "versions" not in file.parts and "__pycache__" not in file.parts
]
DOMAIN_FILES = [file for file in CODE if "domain" in file.parts and "services" in file.parts]


def unknown_rooms(folder: Path, rooms: frozenset[str]) -> list[str]:
    """Folders with Python in them that nobody planned."""
    return sorted(
        child.name
        for child in folder.iterdir()
        if child.is_dir() and child.name not in rooms and any(child.rglob("*.py"))
    )


def impurities(tree: ast.Module, service: str | None = None) -> list[str]:
    """What a domain file imports or calls although it is pure."""
    found = [name for name in _imports(tree) if not _is_pure(name, service)]
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "uuid":
            found += [alias.name for alias in node.names if alias.name in RANDOM_IDS]
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr in ("now", "today", "utcnow", "uuid4", "uuid1"):
                found.append(f".{node.func.attr}()")
    return found


def untidiness(text: str, file: Path) -> list[str]:
    """What is wrong with the form of a file."""
    found = []
    lines = text.count("\n") + (not text.endswith("\n"))
    most = TEST_LINES_MAX if "tests" in file.parts else LINES_MAX
    if lines > most:
        found.append(f"{lines} lines, {most} at most")
    if file.stem in EMPTY_NAMES:
        found.append(f"{file.stem} says nothing")
    if "TO" + "DO" in text:
        found.append("TO" + "DO")
    tree = ast.parse(text)
    if ast.get_docstring(tree) is None:
        found.append("no docstring that names the room")
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > FUNCTION_LINES_MAX:
                found.append(f"{node.name} is {length} lines long")
    return found


def _imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def _is_pure(name: str, service: str | None) -> bool:
    parts = name.split(".")
    if parts[:2] == ["shared", "kernel"]:
        return True
    if parts[0] == "services":
        return parts[2:3] == ["domain"] and service in (None, parts[1])
    return parts[0] in PURE_MODULES
