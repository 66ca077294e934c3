"""Support: what READMEs and the glossary say, and what the code says."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from shared.kernel.events import facts_of
from tests.support.house import DOMAIN_FILES, TREE

ENUMS = {"IntEnum", "StrEnum"}
GLOSSARY = TREE / "docs" / "glossary.md"
_EVENT = re.compile(r"`([a-z_]+\.[a-z_]+\.[a-z_]+\.v\d+)`")
_IDENTIFIER = re.compile(r"^\|[^|]+\|[^|]+\| `(\w+)` \|", re.MULTILINE)


def listed_events(readme: str, heading: str) -> set[str]:
    """The event types below ``## heading``."""
    (section,) = re.findall(rf"^## {heading}\n(.*?)(?=^## |\Z)", readme, re.MULTILINE | re.DOTALL)
    return set(_EVENT.findall(section))


def said(service: str) -> set[str]:
    import_module(f"services.{service}.service")
    return set(facts_of(service))


def heard(service: str) -> set[str]:
    return set(import_module(f"services.{service}.service").service.subscriptions.types)


def glossary_words(text: str) -> set[str]:
    return set(_IDENTIFIER.findall(text))


def domain_types() -> set[str]:
    """Public dataclasses and state enums of all domains, files of events left out."""
    return {
        name
        for file in DOMAIN_FILES
        if "events" not in (file.stem, file.parent.name)
        for name in concepts(ast.parse(file.read_text(encoding="utf-8")))
    }


def concepts(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            decorators = [ast.unparse(one) for one in node.decorator_list]
            bases = [ast.unparse(base) for base in node.bases]
            if any(one.startswith("dataclass") for one in decorators) or ENUMS & set(bases):
                yield node.name


def foreign_words(text: str) -> list[str]:
    """Paths of one machine and hosts of package registries."""
    # Put together here, so that this file does not name what it looks for.
    paths = ["/work" + "/main", "/work" + "/shared", "/tmp" + "/design", "/home" + "/"]
    hosts = ["pypi" + ".org", "files." + "pythonhosted", "registry." + "npmjs", "/sim" + "ple/"]
    hosts += ["mirrors" + ".", "proxy.gol" + "ang", "index" + "-url"]
    return [word for word in (*paths, *hosts) if word in text]


def tracked_texts(names: list[str]) -> Iterator[tuple[str, str]]:
    for name in names:
        file = Path(TREE / name)
        if file.is_file():
            yield name, file.read_text(encoding="utf-8", errors="replace")
