"""HTTP: routes that declare their gate, and the class that opens, commits and only then answers."""

import functools
import inspect
import re
from collections.abc import Callable, Coroutine
from typing import Annotated, Any, ClassVar, TypeVar, get_args, get_origin, get_type_hints

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from shared.db.transaction import Transaction
from shared.http.authorization import Gate, Lane, Tenant, check_role
from shared.http.inflow import Inflow
from shared.http.operation import ACTOR, READ_METHODS, Operation
from shared.kernel.actor import PUBLIC
from shared.kernel.refusals import Forbidden, NotFound, NotUnderstood, Refusal
from shared.security.reads import record_refusal

Tx = Annotated[Transaction, "opened and committed by the route class"]
Endpoint = TypeVar("Endpoint", bound=Callable[..., Coroutine[Any, Any, Any]])

_GATE, _BODY = "__gate__", "__body_bytes_max__"
_NULL_HINTS = (b"\x00", b"u0000")  # quick to look for; the pattern is not
_NULL_CHARACTER = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000|\x00")


class TextNotStorable(NotUnderstood):
    """A text of the request holds U+0000, which the databases refuse."""


def gate(
    *,
    roles: set[str],
    reads: bool = False,
    appends: bool = False,
    judges: bool = False,
    tenant: Tenant = "org",
    idempotent: bool | None = None,
    refuses: tuple[type[Refusal], ...] = (),
) -> Callable[[Endpoint], Endpoint]:
    """Declare who may call the endpoint, what it does, and what it may refuse.

    Exactly one of ``reads``, ``appends`` and ``judges`` (which needs If-Match). A POST that
    appends or judges needs an Idempotency-Key unless ``idempotent=False``. An
    endpoint that takes an ``Inflow`` instead of a ``Tx`` gets a body of any length as it comes.
    """
    lanes: dict[Lane, bool] = {"reads": reads, "appends": appends, "judges": judges}
    chosen = [lane for lane, wanted in lanes.items() if wanted]
    if len(chosen) != 1:
        raise TypeError("a gate is exactly one of reads, appends, judges")
    declared = Gate(frozenset(roles), chosen[0], tenant, idempotent, refuses)

    def mark(endpoint: Endpoint) -> Endpoint:
        setattr(endpoint, _GATE, declared)
        return endpoint

    return mark


def body_up_to(bytes_max: int) -> Callable[[Endpoint], Endpoint]:
    """Let the body of this route be longer than others'; it is held in memory whole."""

    def mark(endpoint: Endpoint) -> Endpoint:
        setattr(endpoint, _BODY, bytes_max)
        return endpoint

    return mark


class GatedRoute(APIRoute):
    """Authenticates and checks the role before the body is read; the rest is the Operation's."""

    rate_limited: ClassVar[bool] = False

    def __init__(self, path: str, endpoint: Callable[..., Any], **settings: Any) -> None:
        declared = getattr(endpoint, _GATE, None)
        if declared is None:
            raise TypeError(
                f"{path}: {endpoint.__qualname__} has no gate; every route declares one"
            )
        methods = settings.get("methods") or ["GET"]
        self.gate: Gate = declared
        self.operation = _operation(declared, endpoint, methods, settings.get("status_code"))
        summary, _, description = inspect.cleandoc(endpoint.__doc__ or "").partition("\n")
        settings["summary"] = settings.get("summary") or summary.rstrip(".")
        settings["description"] = settings.get("description") or description.strip() or summary
        super().__init__(path, _without_tx(endpoint, self.operation), **settings)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()
        declared, operation = self.gate, self.operation
        rate_limited = self.rate_limited

        async def gated(request: Request) -> Response:
            if rate_limited:
                client = request.client
                request.app.state.limiter.admit(client.host if client else None)
            if declared.public:
                request.scope[ACTOR] = PUBLIC
                return await _stored_text(request, handle, operation)
            state = request.app.state
            actor = await state.tokens.actor(request.headers.get("authorization"))
            request.scope[ACTOR] = actor
            try:
                check_role(declared, actor)
                return await _stored_text(request, handle, operation)
            except (Forbidden, NotFound) as refusal:
                await record_refusal(
                    state.transactions, actor, operation=self.name, code=refusal.code
                )
                raise

        return gated


class LimitedRoute(GatedRoute):
    """A gated route that each client address may call so often a minute (429)."""

    rate_limited = True


class ServiceRouter(APIRouter):
    """The router of one resource. Function names are the operation ids, unique per service.

    ``rate_limited``: for what needs no login and costs work.
    """

    def __init__(
        self,
        *,
        prefix: str,
        tags: list[str],
        documented: bool = True,
        rate_limited: bool = False,
    ) -> None:
        super().__init__(
            prefix=prefix,
            tags=list(tags),
            include_in_schema=documented,
            route_class=LimitedRoute if rate_limited else GatedRoute,
            generate_unique_id_function=lambda route: route.name,
        )


def _operation(
    declared: Gate, endpoint: Callable[..., Any], methods: list[str], status: int | None
) -> Operation:
    if len(methods) != 1:
        raise TypeError(f"{endpoint.__qualname__}: one method per route")
    hints = get_type_hints(endpoint, include_extras=True)
    taken = {name: _bare(hint) for name, hint in hints.items() if name != "return"}
    inflow_name = _named(taken, Inflow)
    if inflow_name is not None and declared.lane != "appends":
        raise TypeError(f"{endpoint.__qualname__}: a body that flows is appended")
    return Operation(
        gate=declared,
        endpoint=endpoint,
        method=next(iter(methods)).upper(),
        status=status or 200,
        tx_name=_named(taken, Transaction),
        inflow_name=inflow_name,
        body_bytes_max=getattr(endpoint, _BODY, None),
        answer=hints.get("return"),
    )


def _bare(hint: Any) -> Any:
    return get_args(hint)[0] if get_origin(hint) is Annotated else hint


def _named(taken: dict[str, Any], wanted: type) -> str | None:
    return next((name for name, hint in taken.items() if hint is wanted), None)


def _without_tx(endpoint: Callable[..., Any], operation: Operation) -> Callable[..., Any]:
    """The endpoint as FastAPI sees it: all but what we bring ourselves, and the request besides."""
    signature = inspect.signature(endpoint)
    hints = get_type_hints(endpoint, include_extras=True)
    kept = [
        parameter.replace(annotation=hints[name], kind=inspect.Parameter.KEYWORD_ONLY)
        for name, parameter in signature.parameters.items()
        if name not in (operation.tx_name, operation.inflow_name)
    ]
    wanted = next((one.name for one in kept if one.annotation is Request), None)
    if wanted is None:
        kept.append(
            inspect.Parameter("request", inspect.Parameter.KEYWORD_ONLY, annotation=Request)
        )

    @functools.wraps(endpoint)
    async def run(**arguments: Any) -> Response:
        request = arguments[wanted] if wanted else arguments.pop("request")
        return await operation.run(request, arguments)

    run.__signature__ = signature.replace(  # type: ignore[attr-defined]
        parameters=kept, return_annotation=hints.get("return", None)
    )
    return run


async def _stored_text(
    request: Request,
    handle: Callable[[Request], Coroutine[Any, Any, Response]],
    operation: Operation,
) -> Response:
    """Refuse U+0000 wherever it hides in text, then go on. A body that flows is no text."""
    scope = request.scope
    if "\x00" in scope["path"] or b"%00" in scope["query_string"]:
        raise TextNotStorable()
    is_text = scope["method"] not in READ_METHODS and not operation.streams
    if is_text and _holds_null(await request.body()):
        raise TextNotStorable()
    return await handle(request)


def _holds_null(body: bytes) -> bool:
    return any(hint in body for hint in _NULL_HINTS) and bool(_NULL_CHARACTER.search(body))
