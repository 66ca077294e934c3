"""HTTP: the OpenAPI 3.1 document. Whatever a gate declares is written into it, refusals included."""

import copy
from collections.abc import Iterable, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from shared.db.transaction import VersionMissing, VersionStale
from shared.http.authorization import RoleNotAllowed
from shared.http.catalogue import Catalogue
from shared.http.idempotency import KEY_CHARS_MAX, IdempotencyKeyReused, RequestInFlight
from shared.http.problems import (
    MEDIA_TYPE,
    IdempotencyKeyMalformed,
    IdempotencyKeyMissing,
    Problem,
    problem_body,
    status_of,
)
from shared.http.rate_limits import TooManyRequests
from shared.http.routing import GatedRoute, TextNotStorable
from shared.kernel.refusals import Refusal
from shared.security.tokens import TokenExpired, TokenInvalid, TokenMissing

EXAMPLE_TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736"
_STATUS_TEXTS = {
    400: "缺少或无效的请求头 · a header is missing or malformed",
    401: "未登录 · not signed in",
    403: "无权操作 · not allowed",
    404: "不存在或不可见 · not there, or not yours to see",
    409: "当前状态不允许 · the state does not allow it",
    412: "版本已过期 · the version is stale",
    413: "内容过大 · the body is too large",
    422: "内容无法理解 · the payload is not understood",
    428: "缺少版本条件 · the version condition is missing",
    429: "请求过于频繁 · called too often",
    500: "内部错误 · internal error",
    503: "暂不可用 · not available now",
}
_CODES_WITHOUT_CLASS = {413: "body_too_large", 422: "payload_not_understood", 503: "busy"}
_KEY_HEADER = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "每次操作一个新键，重试时沿用 · one key per act, kept when retrying",
    "schema": {"type": "string", "minLength": 1, "maxLength": KEY_CHARS_MAX},
    "example": "0190f3a2-7d1c-7c3e-9f67-2f1b1c0d9e11",
}
_MATCH_HEADER = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "所见版本的 ETag · the ETag of the version you saw",
    "schema": {"type": "string"},
    "example": '"3"',
}
_PROBLEM_SCHEMA = {
    "type": "object",
    "required": ["type", "code", "title", "status", "detail", "instance", "trace_id", "remedy"],
    "properties": {
        "type": {"type": "string", "description": "问题说明页 · the page of this problem"},
        "code": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "trace_id": {"type": ["string", "null"]},
        "remedy": {"type": "string", "description": "如何处理 · what to do"},
        "facts": {"type": "object", "additionalProperties": True},
        "errors": {"type": "array", "items": {"$ref": "#/components/schemas/ProblemError"}},
    },
}
_ERROR_SCHEMA = {
    "type": "object",
    "required": ["in", "pointer", "code", "message"],
    "properties": {
        "in": {"type": "string", "enum": ["body", "query", "path", "header", "cookie"]},
        "pointer": {"type": "string", "description": "JSON Pointer (RFC 6901)"},
        "code": {"type": "string"},
        "message": {"type": "string"},
    },
}
_BEARER = {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}


def openapi_of(app: FastAPI, *, service: str, catalogue: Catalogue) -> dict[str, Any]:
    """The whole document of one service."""
    document = get_openapi(
        title=app.title,
        version=app.version,
        summary=app.summary,
        description=app.description,
        routes=app.routes,
        tags=app.openapi_tags,
        servers=[{"url": "/"}],
        license_info=app.license_info,
    )
    parts = document.setdefault("components", {})
    schemas = parts.setdefault("schemas", {})
    schemas.update(Problem=_PROBLEM_SCHEMA, ProblemError=_ERROR_SCHEMA)
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    parts["securitySchemes"] = {"bearer": _BEARER}
    for route in app.routes:
        if isinstance(route, GatedRoute) and route.include_in_schema:
            operation = document["paths"][route.path_format][route.operation.method.lower()]
            _describe(operation, route, service, catalogue)
    return document


def merged_openapi(
    documents: Iterable[Mapping[str, Any]], *, title: str, version: str
) -> dict[str, Any]:
    """One document for the shared address. Schemas and operations get their service's name."""
    merged: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": title, "version": version},
        "servers": [{"url": "/"}],
        "tags": [],
        "paths": {},
        "components": {"schemas": {}, "securitySchemes": {"bearer": _BEARER}},
    }
    for document in documents:
        service = _service_of(document)
        own = _renamed(copy.deepcopy(dict(document)), service)
        for path, methods in own["paths"].items():
            for operation in methods.values():
                operation["operationId"] = f"{service}_{operation['operationId']}"
            merged["paths"][path] = methods
        for name, schema in own["components"]["schemas"].items():
            merged["components"]["schemas"][f"{service}.{name}"] = schema
    return merged


def _describe(
    operation: dict[str, Any], route: GatedRoute, service: str, catalogue: Catalogue
) -> None:
    operation["security"] = [] if route.gate.public else [{"bearer": []}]
    roles = "、".join(sorted(route.gate.roles))
    described = operation.get("description", "")
    operation["description"] = f"{described}\n\n角色 · roles: {roles}".strip()
    headers = _headers(route)
    if headers:
        operation.setdefault("parameters", []).extend(headers)
    responses = operation["responses"]
    responses.pop("422", None)
    for status, codes in sorted(_refused(route).items()):
        responses[str(status)] = _problem_response(status, codes, service, route, catalogue)


def _headers(route: GatedRoute) -> list[dict[str, Any]]:
    wanted = []
    if route.operation.needs_key:
        wanted.append(_KEY_HEADER)
    if route.gate.lane == "judges":
        wanted.append(_MATCH_HEADER)
    return wanted


def _refused(route: GatedRoute) -> dict[int, list[str]]:
    """Every code that the route may answer with, by status: its own and the chassis'."""
    refusals: list[type[Refusal]] = []
    if not route.gate.public:
        refusals += [TokenMissing, TokenInvalid, TokenExpired, RoleNotAllowed]
    if route.operation.needs_key:
        refusals += [IdempotencyKeyMissing, IdempotencyKeyMalformed]
        refusals += [RequestInFlight, IdempotencyKeyReused]
    if route.gate.lane == "judges":
        refusals += [VersionMissing, VersionStale]
    if route.rate_limited:
        refusals.append(TooManyRequests)
    refusals += route.gate.refuses
    refusals.append(TextNotStorable)
    codes: dict[int, list[str]] = {}
    for refusal in refusals:
        codes.setdefault(status_of(refusal), []).append(refusal.code)
    for status in _without_class(route):
        codes.setdefault(status, []).insert(0, _CODES_WITHOUT_CLASS[status])
    return codes


def _without_class(route: GatedRoute) -> list[int]:
    always = [422] if route.dependant.path_params or route.dependant.query_params else []
    always = [413, 422] if route.body_field else always
    return [*always, 503] if route.operation.tx_name else always


def _problem_response(
    status: int, codes: list[str], service: str, route: GatedRoute, catalogue: Catalogue
) -> dict[str, Any]:
    examples = {
        code: {
            "value": problem_body(
                Problem(code, status),
                catalogue,
                "zh",
                service=service,
                instance=route.path_format,
                trace_id=EXAMPLE_TRACE_ID,
            )
        }
        for code in dict.fromkeys(codes)
    }
    content = {"schema": {"$ref": "#/components/schemas/Problem"}, "examples": examples}
    return {"description": _STATUS_TEXTS.get(status, str(status)), "content": {MEDIA_TYPE: content}}


def _service_of(document: Mapping[str, Any]) -> str:
    first = next(iter(document["paths"]))
    return str(first).split("/")[1]


def _renamed(part: Any, service: str) -> Any:
    if isinstance(part, dict):
        return {key: _reference(key, value, service) for key, value in part.items()}
    if isinstance(part, list):
        return [_renamed(one, service) for one in part]
    return part


def _reference(key: str, value: Any, service: str) -> Any:
    if key == "$ref" and isinstance(value, str):
        return value.replace("#/components/schemas/", f"#/components/schemas/{service}.")
    return _renamed(value, service)
