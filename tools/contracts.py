"""Tools: writes contracts/ from the code, and refuses to break what is published there.

Only additions that are optional may change an event that lies in contracts/: its readers live in
other services and in messages that were sent long ago. Anything else is a new version of the type.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import argparse
import json

from tools.contract_documents import documents, rendered

CONTRACTS = Path(__file__).resolve().parents[1] / "contracts"
SAYS_NOTHING = frozenset({"title", "description", "default", "$id", "$schema", "examples"})


def main() -> int:
    """Exit code 1 when an event would break; then nothing is written."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--unreleased", action="store_true", help="nothing is published yet: overwrite anything"
    )
    words = parser.parse_args()
    made = {path: rendered(document) for path, document in documents().items()}
    breaks = [] if words.unreleased else sorted(_breaks_of(made))
    for line in breaks:
        print(line, file=sys.stderr)
    if breaks:
        print("make it optional, or publish a .v2 beside it", file=sys.stderr)
        return 1
    _write(made)
    print(f"contracts/: {len(made)} files")
    return 0


def breaks(old: dict[str, Any], new: dict[str, Any], place: str = "data") -> list[str]:
    """What a reader of ``old`` may miss in ``new``; empty when only optional fields were added."""
    old, new = _plain(old, old), _plain(new, new)
    if not (old.get("type") == new.get("type") == "object" and "properties" in old):
        return [] if old == new else [f"{place}: changed from {_short(old)} to {_short(new)}"]
    was, now = old["properties"], new.get("properties", {})
    found = [f"{place}.{name}: removed" for name in was.keys() - now.keys()]
    must, may = set(old.get("required", ())), set(new.get("required", ()))
    found += [
        f"{place}.{name}: was always there, now optional" for name in must - may if name in now
    ]
    found += [f"{place}.{name}: added as required" for name in may - must]
    for name in was.keys() & now.keys():
        found += breaks(was[name], now[name], f"{place}.{name}")
    return sorted(found)


def committed(folder: Path = CONTRACTS) -> dict[str, str]:
    """What lies in contracts/, by path."""
    return {
        str(file.relative_to(folder)): file.read_text(encoding="utf-8")
        for file in sorted(folder.rglob("*.json"))
    }


def _breaks_of(made: dict[str, str]) -> Iterator[str]:
    for path, text in committed().items():
        if not path.endswith(".schema.json"):
            continue
        if path not in made:
            yield f"{path}: a published event is gone"
            continue
        for line in breaks(json.loads(text), json.loads(made[path])):
            yield f"{path}: {line}"


def _write(made: dict[str, str]) -> None:
    for path in committed().keys() - made.keys():
        (CONTRACTS / path).unlink()
    for path, text in made.items():
        file = CONTRACTS / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def _plain(schema: Any, root: dict[str, Any]) -> Any:
    """Without references and without what is only for people."""
    if isinstance(schema, list):
        return [_plain(item, root) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _plain(root["$defs"][schema["$ref"].rpartition("/")[2]], root)
    return {
        key: {name: _plain(value, root) for name, value in part.items()}
        if key == "properties"
        else _plain(part, root)
        for key, part in schema.items()
        if key not in SAYS_NOTHING | {"$defs"}
    }


def _short(schema: dict[str, Any]) -> str:
    return json.dumps(schema, ensure_ascii=False)[:80]


if __name__ == "__main__":
    sys.exit(main())
