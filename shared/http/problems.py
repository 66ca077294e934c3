"""HTTP: every refusal and every failure leaves as RFC 9457 problem+json, and echoes no input."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from shared.db.transaction import VersionMissing, VersionStale
from shared.http.catalogue import Catalogue, shown_value
from shared.http.languages import TAGS, Language, language_of
from shared.http.rate_limits import TooManyRequests
from shared.kernel.refusals import (
    Conflict,
    Forbidden,
    NotFound,
    NotUnderstood,
    Refusal,
    Unauthenticated,
    Unavailable,
)

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = 1
ERRORS_MAX = 50
_FIELD_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,63}")
_BOUNDS = frozenset(
    ["min_length", "max_length", "gt", "ge", "lt", "le", "multiple_of", "expected", "expected_tags"]
)


class IdempotencyKeyMissing(Refusal):
    """The route needs an Idempotency-Key and got none (400)."""


class IdempotencyKeyMalformed(Refusal):
    """The Idempotency-Key is empty, too long or not visible ASCII (400)."""


# The first class of a refusal's ancestry that stands here decides its status.
STATUS: dict[type[Refusal], int] = {
    IdempotencyKeyMissing: 400,
    IdempotencyKeyMalformed: 400,
    VersionMissing: 428,
    VersionStale: 412,
    Unauthenticated: 401,
    Forbidden: 403,
    NotFound: 404,
    Conflict: 409,
    NotUnderstood: 422,
    TooManyRequests: 429,
    Unavailable: 503,
    Refusal: 409,
}


@dataclass(frozen=True)
class Problem:
    """One occurrence, before it is put into words."""

    code: str
    status: int
    facts: Mapping[str, Any] = field(default_factory=dict)
    errors: tuple[Mapping[str, Any], ...] = ()  # {"in", "pointer", "type", "context"}
    headers: Mapping[str, str] = field(default_factory=dict)


def status_of(refusal: type[Refusal]) -> int:
    """The HTTP status of a class of refusals, by its kind."""
    return next(STATUS[kind] for kind in refusal.__mro__ if kind in STATUS)


def problem_of(refusal: Refusal) -> Problem:
    status = status_of(type(refusal))
    facts = dict(refusal.facts)
    pointer = facts.pop("pointer", None)
    place = facts.pop("place", "body")
    errors = ({"in": place, "pointer": pointer, "type": refusal.code},) if pointer else ()
    return Problem(refusal.code, status, facts, errors, _headers(status, facts))


def invalid_payload(errors: Iterable[Mapping[str, Any]]) -> Problem:
    """From pydantic's errors: where and what kind, never the value."""
    places = tuple(_place(error) for _, error in zip(range(ERRORS_MAX), errors, strict=False))
    return Problem("payload_not_understood", 422, errors=places)


def render(problem: Problem, request: Request) -> Response:
    """Put the problem into the reader's language."""
    return render_in(problem, request.scope, request.headers.get("accept-language"))


def render_in(problem: Problem, scope: Scope, accept_language: str | None) -> Response:
    """As ``render``, for the bare ASGI edge, which has no request object."""
    state = scope["app"].state
    language = language_of(accept_language)
    body = problem_body(
        problem,
        state.catalogue,
        language,
        service=state.service_name,
        instance=scope["path"],
        trace_id=scope.get("legalaid.trace_id"),
    )
    headers = {**problem.headers, "Content-Language": TAGS[language], "Cache-Control": "no-store"}
    return Response(
        json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace"),
        status_code=problem.status,
        media_type=MEDIA_TYPE,
        headers=headers,
    )


def problem_body(
    problem: Problem,
    catalogue: Catalogue,
    language: Language,
    *,
    service: str,
    instance: str,
    trace_id: str | None,
) -> dict[str, Any]:
    """The members of RFC 9457 and ours: code, trace_id, remedy, facts, errors."""
    wording = catalogue.wording(problem.code, language, problem.facts)
    body: dict[str, Any] = {
        "type": f"/{service}/problems/{problem.code}",
        "code": problem.code,
        "title": wording.title,
        "status": problem.status,
        "detail": wording.detail,
        "instance": instance,
        "trace_id": trace_id,
        "remedy": wording.remedy,
    }
    facts = _shown_facts(problem, catalogue)
    if facts:
        body["facts"] = facts
    if problem.errors:
        body["errors"] = [
            _error_out(one, catalogue, language, wording.title) for one in problem.errors
        ]
    return body


def _shown_facts(problem: Problem, catalogue: Catalogue) -> dict[str, Any]:
    """Only facts that the catalogue speaks of: a fact may hold an input that must not come back."""
    entry = catalogue.entry(problem.code)
    shown = entry.shown_facts if entry else frozenset()
    return {name: _plain(value) for name, value in problem.facts.items() if name in shown}


def _error_out(
    error: Mapping[str, Any], catalogue: Catalogue, language: Language, title: str
) -> dict[str, Any]:
    context = error.get("context")
    message = (
        title if context is None else catalogue.validation_text(error["type"], language, context)
    )
    return {
        "in": error["in"],
        "pointer": error["pointer"],
        "code": error["type"],
        "message": message,
    }


def _place(error: Mapping[str, Any]) -> dict[str, Any]:
    where, *path = error.get("loc") or ("body",)
    context = error.get("ctx") or {}
    kind = str(error.get("type", "value_error"))
    if kind == "json_invalid":
        path = []
    return {
        "in": str(where),
        "pointer": _pointer(path),
        "type": kind,
        "context": {name: str(value) for name, value in context.items() if name in _BOUNDS},
    }


def _pointer(path: Iterable[Any]) -> str:
    """Stops before a name that is not a plausible field: a key may hold what nobody should read."""
    pointer = ""
    for part in path:
        if not isinstance(part, int) and not _FIELD_NAME.fullmatch(str(part)):
            break
        pointer += f"/{part}"
    return pointer


def _headers(status: int, facts: dict[str, Any]) -> dict[str, str]:
    if status == 401:
        return {"WWW-Authenticate": "Bearer"}
    if status == 503 or "retry_after_seconds" in facts:
        return {"Retry-After": str(facts.pop("retry_after_seconds", RETRY_AFTER_SECONDS))}
    if status == 412 and "current" in facts:
        return {"ETag": f'"{facts["current"]}"'}
    return {}


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return shown_value(value)
