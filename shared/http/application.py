"""HTTP: one service's FastAPI application, put together from its routers and the chassis' own."""

from collections.abc import Callable, Sequence
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from prometheus_client import CollectorRegistry
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from shared.http.catalogue import Catalogue
from shared.http.code_lists import code_list_router
from shared.http.docs import docs_assets, docs_router
from shared.http.edge import BODY_BYTES_MAX, Edge
from shared.http.health import Health, health_router
from shared.http.me import CountTasks, me_router
from shared.http.metrics import RequestMetrics
from shared.http.openapi import openapi_of
from shared.http.problem_pages import problem_router
from shared.http.problems import Problem, invalid_payload, problem_of, render
from shared.http.rate_limits import PER_MINUTE, ClientLimiter
from shared.http.routing import GatedRoute, ServiceRouter
from shared.kernel.codes import CodeList
from shared.kernel.refusals import Refusal

_HTTP_CODES = {
    404: ("path_unknown", 404),
    405: ("method_not_allowed", 405),
    413: ("body_too_large", 413),
}
EXPOSED_HEADERS = (
    "ETag",
    "Location",
    "Retry-After",
    "Idempotent-Replayed",
    "X-Request-Id",
    "Upload-Offset",
    "Upload-Complete",
)
CORS_SECONDS = 600


def application(
    *,
    service: str,
    title: str,
    version: str,
    catalogue: Catalogue,
    routers: Sequence[ServiceRouter],
    code_lists: tuple[CodeList, ...] = (),
    count_tasks: CountTasks | None = None,
    cors_origins: Sequence[str] = (),
    description: str = "",
    lifespan: Callable[[FastAPI], Any] | None = None,
    registry: CollectorRegistry | None = None,
    public_per_minute: int = PER_MINUTE,
) -> FastAPI:
    """Build the app. Whoever starts it sets ``app.state``: transactions, tokens, health."""
    app = FastAPI(
        title=title,
        version=version,
        description=description,
        lifespan=lifespan,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        license_info={"name": "Apache-2.0"},
    )
    app.state.service_name = service
    app.state.version = version
    app.state.catalogue = catalogue
    app.state.health = Health()
    app.state.limiter = ClientLimiter(public_per_minute)
    app.state.metrics = RequestMetrics(registry or CollectorRegistry(), service)
    chassis = (
        me_router(service, count_tasks),
        code_list_router(service, code_lists),
        problem_router(service),
        docs_router(service, title),
        health_router(service, prefixed=True),
        health_router(service, prefixed=False),
    )
    _mount(app, (*routers, *chassis))
    app.mount(f"/{service}/docs/assets", docs_assets())
    _answer_problems(app)
    _surround(app, cors_origins)
    app.openapi = _once(lambda: openapi_of(app, service=service, catalogue=catalogue))  # type: ignore[method-assign]
    return app


def _mount(app: FastAPI, routers: Sequence[ServiceRouter]) -> None:
    """Flat, instead of ``include_router``, which searches a tree of routers twice per request."""
    names: set[str] = set()
    for router in routers:
        for route in router.routes:
            name = getattr(route, "name", "")
            if name in names and getattr(route, "include_in_schema", True):
                raise TypeError(f"two operations are named {name}")
            names.add(name)
            app.router.routes.append(route)


def _surround(app: FastAPI, cors_origins: Sequence[str]) -> None:
    if cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(cors_origins),
            allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
            allow_headers=[
                "Authorization",
                "Content-Type",
                "Idempotency-Key",
                "If-Match",
                "If-None-Match",
                "Upload-Offset",
                "Upload-Complete",
                "Content-Digest",
                "Content-Disposition",
            ],
            expose_headers=list(EXPOSED_HEADERS),
            max_age=CORS_SECONDS,
        )
    app.add_middleware(Edge, metrics=app.state.metrics, body_bytes_max=_body_bytes_max(app))


def _body_bytes_max(app: FastAPI) -> Callable[[Scope], int | None]:
    """The bound of a request's body by its route; None where the body flows."""
    routes = [one for one in app.routes if isinstance(one, GatedRoute)]
    bounds = [
        (one.operation.method, one.path_regex, one.operation.body_bytes_max)
        for one in routes
        if one.operation.streams or one.operation.body_bytes_max
    ]

    def bound(scope: Scope) -> int | None:
        for method, path, most in bounds:
            if scope["method"] == method and path.match(scope["path"]):
                return most
        return BODY_BYTES_MAX

    return bound


def _answer_problems(app: FastAPI) -> None:
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    return render(problem_of(error), request)


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return render(invalid_payload(error.errors()), request)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 400:  # a body that is not even text, or is nested without end
        return render(invalid_payload([{"type": "json_invalid", "loc": ("body",)}]), request)
    code, status = _HTTP_CODES.get(error.status_code, ("request_refused", error.status_code))
    facts = {"limit_bytes": BODY_BYTES_MAX} if status == 413 else {}
    headers = dict(error.headers or {})
    if status == 405:
        headers["Allow"] = ", ".join(_methods_at(request))
    return render(Problem(code, status, facts, headers=headers), request)


def _methods_at(request: Request) -> list[str]:
    """All methods of the address, not only those of the first route that bears it."""
    path = request.scope["path"]
    routes = [one for one in request.app.routes if isinstance(one, GatedRoute)]
    found = {one.operation.method for one in routes if one.path_regex.match(path)}
    return sorted(found)


def _once(make: Callable[[], dict[str, Any]]) -> Callable[[], dict[str, Any]]:
    made: list[dict[str, Any]] = []

    def document() -> dict[str, Any]:
        if not made:
            made.append(make())
        return made[0]

    return document
