"""HTTP: one call of one route, between its gates: transaction, key, endpoint, answer, commit."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from starlette.requests import Request
from starlette.responses import Response

from shared.db.transaction import Transaction
from shared.http.authorization import Gate
from shared.http.etags import tag_of, unchanged
from shared.http.idempotency import KeyClaim, claim, key_of
from shared.http.inflow import Inflow
from shared.kernel.policy import canonical

ACTOR = "legalaid.actor"
TRACE_ID = "legalaid.trace_id"
TRACEPARENT = "legalaid.traceparent"
READ_METHODS = frozenset({"GET", "HEAD"})
FIRST_ERROR_STATUS = 300


@dataclass(frozen=True)
class Operation:
    """What a route does with a call that authentication, role and body have let through.

    The answer leaves only after the commit: an answer that cannot be stored, serialized or
    committed takes everything back with it.
    """

    gate: Gate
    endpoint: Callable[..., Coroutine[Any, Any, Any]]
    method: str
    status: int
    tx_name: str | None
    inflow_name: str | None
    body_bytes_max: int | None
    answer: Any

    @property
    def name(self) -> str:
        return self.endpoint.__name__

    @property
    def streams(self) -> bool:
        """The body is not read before the endpoint asks for it. Such a route repeats safely by
        offset or digest: no key can be matched against a body that nobody has seen yet.
        """
        return self.inflow_name is not None

    @cached_property
    def needs_key(self) -> bool:
        if self.gate.lane == "reads" or self.streams:
            return False
        return self.gate.idempotent if self.gate.idempotent is not None else self.method == "POST"

    @cached_property
    def _adapter(self) -> TypeAdapter[Any]:
        return TypeAdapter(self.answer)

    async def run(self, request: Request, arguments: dict[str, Any]) -> Response:
        """Call the endpoint inside its transaction."""
        if self.inflow_name is not None:
            inflow = Inflow(request, lambda: self._begin(request))
            answered = await self.endpoint(**arguments, **{self.inflow_name: inflow})
            return self._response(request, answered)
        held = await self._claim(request) if self.needs_key else None
        if self.tx_name is None:
            return self._response(request, await self.endpoint(**arguments))
        async with self._begin(request) as tx:
            if held is None:
                return_value = await self.endpoint(**arguments, **{self.tx_name: tx})
                return self._response(request, return_value)
            return await self._once(request, tx, held, arguments)

    async def _once(
        self, request: Request, tx: Transaction, held: KeyClaim, arguments: dict[str, Any]
    ) -> Response:
        earlier = await held.taken(tx)
        if earlier is not None:
            return earlier
        assert self.tx_name is not None
        response = self._response(request, await self.endpoint(**arguments, **{self.tx_name: tx}))
        if response.status_code < FIRST_ERROR_STATUS:
            await held.keep(tx, response)
        return response

    def _begin(self, request: Request) -> Any:
        actor = request.scope[ACTOR]
        trace_id = request.scope.get(TRACE_ID)
        return request.app.state.transactions.begin(
            actor=actor,
            scope=self.gate.scope_for(actor),
            write=self.gate.lane != "reads",
            correlation_id=UUID(hex=trace_id) if trace_id else None,
            traceparent=request.scope.get(TRACEPARENT),
            if_match=request.headers.get("if-match"),
            must_match=self.gate.lane == "judges",
        )

    async def _claim(self, request: Request) -> KeyClaim:
        key = key_of(request.headers.get("idempotency-key"))
        raw = await request.body()
        content = canonical(await request.json()) if raw else b""
        return claim(
            key,
            actor=request.scope[ACTOR],
            operation=self.name,
            path=f"{request.url.path}?{request.url.query}",
            content=content,
        )

    def _response(self, request: Request, answer: Any) -> Response:
        if isinstance(answer, Response):
            return answer
        if answer is None:
            return Response(status_code=self.status if self.status != 200 else 204)
        tag = tag_of(answer)
        headers = {"cache-control": "no-store"}
        if tag is not None:
            headers = {"cache-control": "private, no-cache", "etag": tag}
        if self.method in READ_METHODS and unchanged(request.headers.get("if-none-match"), tag):
            return Response(status_code=304, headers=headers)
        content = self._adapter.dump_json(answer, by_alias=True, warnings="error")
        return Response(content, self.status, headers, "application/json")
