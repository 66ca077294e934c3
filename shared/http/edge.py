"""HTTP: the one ASGI layer around every service: trace, size, headers, metrics, log, last resort."""

import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
from fastapi import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.http.failures import problem_of_failure
from shared.http.metrics import RequestMetrics
from shared.http.operation import TRACE_ID, TRACEPARENT
from shared.http.problems import Problem, render_in
from shared.http.tracing import trace_of

BODY_BYTES_MAX = 1_048_576
METHODS_MEASURED = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})
FRAMES_LOGGED_MAX = 20
UNROUTED = "unrouted"
QUIET_ROUTES = ("/livez", "/readyz", "/metrics")
_HEADERS_WANTED = frozenset({b"content-length", b"traceparent", b"accept-language"})
_SECURITY_HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
)
_API_POLICY = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")
_log = structlog.get_logger("http")


@dataclass
class _Exchange:
    """What is known of one request while it runs."""

    scope: Scope
    headers: dict[bytes, str]
    trace_id: str
    status: int = 0


class Edge:
    """Pure ASGI. Whatever happens inside, a problem leaves, one line is logged, one sample counted."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        metrics: RequestMetrics,
        body_bytes_max: Callable[[Scope], int | None] = lambda scope: BODY_BYTES_MAX,
    ) -> None:
        """``body_bytes_max``: how long a request's body may be; None where the route bounds it."""
        self._app = app
        self._metrics = metrics
        self._body_bytes_max = body_bytes_max

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        exchange = _begin(scope)
        try:
            await self._answer(exchange, receive, self._sender(exchange, send))
        finally:
            self._account(exchange, time.perf_counter() - started)

    async def _answer(self, exchange: _Exchange, receive: Receive, send: Send) -> None:
        declared = exchange.headers.get(b"content-length")
        most = self._body_bytes_max(exchange.scope)
        if most is not None and declared is not None and _too_large(declared, most):
            await self._refuse(exchange, _body_too_large(most), receive, send)
            return
        bounded = receive if most is None or declared is not None else _bounded(receive, most)
        try:
            await self._app(exchange.scope, bounded, send)
        except Exception as error:  # the last resort
            problem = problem_of_failure(error)
            if problem is None:
                _log.error("request.failed", trace_id=exchange.trace_id, **_shape(error))
            await self._refuse(exchange, problem or Problem("internal_error", 500), receive, send)

    async def _refuse(
        self, exchange: _Exchange, problem: Problem, receive: Receive, send: Send
    ) -> None:
        if exchange.status:
            return  # the head has left already; the connection breaks off, which is the truth
        language = exchange.headers.get(b"accept-language")
        response = render_in(problem, exchange.scope, language)
        await response(exchange.scope, receive, send)

    def _sender(self, exchange: _Exchange, send: Send) -> Send:
        trace = (b"x-request-id", exchange.trace_id.encode())

        async def sender(message: Message) -> None:
            if message["type"] == "http.response.start":
                exchange.status = message["status"]
                headers = list(message.get("headers", ()))
                if not any(name == _API_POLICY[0] for name, _ in headers):
                    headers.append(_API_POLICY)
                message = {**message, "headers": [*headers, *_SECURITY_HEADERS, trace]}
            await send(message)

        return sender

    def _account(self, exchange: _Exchange, seconds: float) -> None:
        scope = exchange.scope
        method = scope["method"] if scope["method"] in METHODS_MEASURED else "OTHER"
        route = getattr(scope.get("route"), "path", UNROUTED)
        status = exchange.status or 499
        self._metrics.observe(method, route, status, seconds)
        if not route.endswith(QUIET_ROUTES):
            _log.info(
                "request",
                method=method,
                route=route,
                status=status,
                duration_ms=round(seconds * 1000, 2),
                trace_id=exchange.trace_id,
            )


def _begin(scope: Scope) -> _Exchange:
    headers = {
        name: value.decode("latin-1") for name, value in scope["headers"] if name in _HEADERS_WANTED
    }
    trace = trace_of(headers.get(b"traceparent"))
    scope[TRACE_ID] = trace.trace_id
    scope[TRACEPARENT] = trace.traceparent
    return _Exchange(scope, headers, trace.trace_id)


def _shape(error: BaseException) -> dict[str, Any]:
    """What failed and where, without the message: it may quote somebody's data."""
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES_LOGGED_MAX:]
    places = [f"{Path(one.filename).name}:{one.lineno} {one.name}" for one in frames]
    return {"error": type(error).__name__, "frames": places}


def _body_too_large(most: int) -> Problem:
    return Problem("body_too_large", 413, {"limit_bytes": most})


def _bounded(receive: Receive, most: int) -> Receive:
    """Count a body that came without its length."""
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > most:
            raise HTTPException(413)
        return message

    return counted


def _too_large(declared: str, limit: int) -> bool:
    return not declared.isdecimal() or int(declared) > limit
