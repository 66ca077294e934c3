"""Embedded: the four OpenAPI documents as one, for the edge."""

from collections.abc import Mapping
from typing import Any

_REFERENCE = "#/components/"
_SHARED = "securitySchemes"  # the same in every service


def merged(documents: Mapping[str, dict[str, Any]], *, title: str) -> dict[str, Any]:
    """Paths side by side; components, tags and operation ids take their service's name before them."""
    paths: dict[str, Any] = {}
    components: dict[str, dict[str, Any]] = {}
    for service, document in documents.items():
        renamed = _renamed(service, document)
        for path, operations in renamed.get("paths", {}).items():
            paths[path] = {
                method: _tagged(service, operation) for method, operation in operations.items()
            }
        for kind, entries in renamed.get("components", {}).items():
            known = components.setdefault(kind, {})
            for name, entry in entries.items():
                known[name if kind == _SHARED else f"{service}_{name}"] = entry
    info = {"title": title, "version": next(iter(documents.values()))["info"]["version"]}
    return {"openapi": "3.1.0", "info": info, "paths": paths, "components": components}


def _tagged(service: str, operation: Any) -> Any:
    if not isinstance(operation, dict):
        return operation
    named = dict(operation)
    named["tags"] = [f"{service}: {tag}" for tag in operation.get("tags", [])] or [service]
    if "operationId" in operation:
        named["operationId"] = f"{service}_{operation['operationId']}"
    return named


def _renamed(service: str, value: Any) -> Any:
    """The document with every reference to a component pointing at its new name."""
    if isinstance(value, dict):
        return {
            name: _pointed(service, item)
            if name == "$ref" and isinstance(item, str)
            else _renamed(service, item)
            for name, item in value.items()
        }
    if isinstance(value, list):
        return [_renamed(service, item) for item in value]
    return value


def _pointed(service: str, reference: str) -> str:
    if not reference.startswith(_REFERENCE) or reference.startswith(_REFERENCE + _SHARED):
        return reference
    kind, _, name = reference.removeprefix(_REFERENCE).partition("/")
    return f"{_REFERENCE}{kind}/{service}_{name}"
