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
    ["api", "domain", "gateways", "migrations", "policy", "queries", "rounds", "store", "usecases"]
)
FILES_OF_SERVICE = frozenset(
    ["__init__", "__main__", "commands", "config", "service", "subscriptions", "tasks"]
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
PARAMETERS_MAX, NESTING_MAX = 7, 3
# They put a whole together from parts that are all named.
ASSEMBLERS = frozenset(["application", "seal", "Worker"])
BLOCKS = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Try, ast.Match)

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


def unknown_files(folder: Path, names: frozenset[str]) -> list[str]:
    """Modules that lie beside the rooms although nobody planned them."""
    return sorted(file.stem for file in folder.glob("*.py") if file.stem not in names)


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


def bare_savepoints(tree: ast.Module) -> list[int]:
    """The lines that begin a savepoint past ``tx.savepoint``, which also undoes what was collected."""
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    return [
        call.lineno
        for call in calls
        if isinstance(call.func, ast.Attribute) and call.func.attr == "begin_nested"
    ]


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
    found += [f"{name} is bound twice" for name in _bound_twice(tree)]
    owners: list[ast.Module | ast.ClassDef] = [tree]
    owners += [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    found += [one for owner in owners for node in owner.body for one in _unruly(node, owner)]
    return found


def _bound_twice(tree: ast.Module) -> list[str]:
    """Names that a module assigns anew: the first value is lost, as after a careless merge."""
    assigned = [
        target for node in tree.body if isinstance(node, ast.Assign) for target in node.targets
    ]
    names = [target.id for target in assigned if isinstance(target, ast.Name)]
    return sorted({name for name in names if names.count(name) > 1})


def _unruly(node: ast.AST, owner: ast.Module | ast.ClassDef) -> Iterator[str]:
    """What is wrong with the form of one function, those inside it included."""
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return
    length = (node.end_lineno or node.lineno) - node.lineno + 1
    if length > FUNCTION_LINES_MAX:
        yield f"{node.name} is {length} lines long"
    named = node.args.posonlyargs + node.args.args + node.args.kwonlyargs
    count = len([one for one in named if one.arg not in ("self", "cls")])
    name = owner.name if isinstance(owner, ast.ClassDef) else node.name
    if count > PARAMETERS_MAX and name not in ASSEMBLERS:
        yield f"{node.name} has {count} parameters"
    if _nesting(node) > NESTING_MAX:
        yield f"{node.name} is nested {_nesting(node)} deep"


def _nesting(node: ast.AST) -> int:
    """How many blocks lie inside each other below ``node``; an ``elif`` is no deeper than its ``if``."""
    deepest = 0
    for child in ast.iter_child_nodes(node):
        is_elif = isinstance(node, ast.If) and isinstance(child, ast.If) and [child] == node.orelse
        deeper = isinstance(child, BLOCKS) and not is_elif
        deepest = max(deepest, _nesting(child) + deeper)
    return deepest


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
