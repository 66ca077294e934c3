"""Support: the smallest payload that a schema accepts, so that a generated call gets past 422."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
from pydantic import BaseModel, TypeAdapter

from shared.http.routing import GatedRoute

SOME_ID = "00000000-0000-7000-8000-000000000001"
REPAIRS_MAX = 10
UNPROCESSABLE = 422
_TEXTS = {
    "uuid": SOME_ID,
    "date": "2026-01-05",
    "date-time": "2026-01-05T02:00:00Z",
    "time": "08:00:00",
    "uri": "https://example.test/",
    "email": "someone@example.test",
}

# For fields with a pattern and no example of their own.
_SHAPED = (
    "x",
    "1",
    "00",
    "0000",
    "000000",
    "0" * 64,
    "2026",
    "2026-01",
    "08:00",
    "150203",
    "LA-150203",
    "13800000000",
    "11010519491231002X",
    "91150203MA0000000X",
    "6222020000000000000",
    "X1",
    "T01",
    SOME_ID,
)


def smallest_payload(route: GatedRoute) -> Any:
    """What the route's body accepts at least, or None for a route without a body.

    A model's own first example wins, for models with rules that no schema can say.
    """
    if route.body_field is None:
        return None
    return _of_type(route.body_field.field_info.annotation)


def smallest_query(route: GatedRoute) -> dict[str, Any]:
    """What the route's query parameters accept at least."""
    query: dict[str, Any] = {}
    for parameter in route.dependant.query_params:
        annotation = parameter.field_info.annotation
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            query |= _of_type(annotation)
        elif parameter.field_info.is_required():
            query[parameter.alias] = _of_type(annotation)
    return query


async def understood(
    send: Callable[[Any], Awaitable[httpx.Response]], payload: Any, codes: dict[str, str]
) -> httpx.Response:
    """Send ``payload``; where a code is not in its list, put one of ``codes`` there and try again."""
    answer = await send(payload)
    for _ in range(REPAIRS_MAX):
        problem = answer.json() if answer.status_code == UNPROCESSABLE else {}
        if problem.get("code") != "code_unknown" or not problem.get("errors"):
            break
        _put(payload, problem["errors"][0]["pointer"], codes[problem["facts"]["list"]])
        answer = await send(payload)
    return answer


def _put(payload: Any, pointer: str, value: Any) -> None:
    *path, last = [int(part) if part.isdigit() else part for part in pointer.split("/")[1:]]
    for part in path:
        payload = payload[part]
    payload[last] = value


def _of_type(annotation: Any) -> Any:
    schema = TypeAdapter(annotation).json_schema()
    return _smallest(schema, schema.get("$defs", {}))


def _smallest(schema: dict[str, Any], definitions: dict[str, Any]) -> Any:
    if "$ref" in schema:
        return _smallest(definitions[schema["$ref"].rsplit("/", 1)[1]], definitions)
    for fixed in ("examples", "enum"):
        if schema.get(fixed):
            return schema[fixed][0]
    if "const" in schema:
        return schema["const"]
    for choice in ("anyOf", "oneOf", "allOf"):
        if choice in schema:
            return _smallest(schema[choice][0], definitions)
    return _by_type(schema, definitions)


def _by_type(schema: dict[str, Any], definitions: dict[str, Any]) -> Any:
    kind = schema.get("type", "object")
    if kind == "object":
        properties = schema.get("properties", {})
        return {
            name: _smallest(properties[name], definitions) for name in schema.get("required", ())
        }
    if kind == "array":
        item = schema.get("items", {"type": "string"})
        return [_smallest(item, definitions) for _ in range(schema.get("minItems", 0))]
    if kind in ("integer", "number"):
        return schema.get("minimum", schema.get("exclusiveMinimum", 0) + 1)
    return _text(schema) if kind == "string" else {"boolean": False, "null": None}[kind]


def _text(schema: dict[str, Any]) -> str:
    shortest: str = "x" * max(schema.get("minLength", 1), 1)
    if "pattern" in schema:
        return next(one for one in _SHAPED if re.search(schema["pattern"], one))
    return _TEXTS.get(str(schema.get("format")), shortest)
