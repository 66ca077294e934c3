"""HTTP: is the process alive, is it ready, what runs here, and its numbers."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import structlog
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from shared.http.bodies import Answer
from shared.http.routing import ServiceRouter, gate

_log = structlog.get_logger("health")


class AliveOut(Answer):
    status: str


class VersionOut(Answer):
    service: str
    version: str


class ReadyOut(Answer):
    """``degraded`` names what is down while requests are still accepted, e.g. the broker."""

    status: str
    schema_head: str | None
    degraded: list[str]


async def _nothing() -> str | None:
    return None


@dataclass
class Health:
    """What readiness looks at; the service fills it in when it starts.

    ``schema_head`` pings the database and tells the migration it stands at, and raises when it
    cannot. ``expected_head`` is what this release was written for; None accepts any.
    """

    schema_head: Callable[[], Awaitable[str | None]] = _nothing
    expected_head: str | None = None
    degraded: Callable[[], list[str]] = list
    draining: bool = False
    _last_failure: str = field(default="", repr=False)

    async def ready(self) -> ReadyOut:
        """``ready``, or why not: ``draining``, ``database``, ``schema``."""
        if self.draining:
            return ReadyOut(status="draining", schema_head=None, degraded=[])
        try:
            head = await self.schema_head()
        except Exception as error:  # whatever it is, not ready
            self._note(type(error).__name__)
            return ReadyOut(status="database", schema_head=None, degraded=[])
        matches = self.expected_head is None or head == self.expected_head
        status = "ready" if matches else "schema"
        return ReadyOut(status=status, schema_head=head, degraded=self.degraded())

    def _note(self, failure: str) -> None:
        """Log a failure once, not at every probe."""
        if failure != self._last_failure:
            _log.warning("readiness.failed", failure=failure)
        self._last_failure = failure


def health_router(service: str, *, prefixed: bool) -> ServiceRouter:
    """Under ``/<service>`` for the shared address, and at the root for a process of its own."""
    prefix = f"/{service}" if prefixed else ""
    router = ServiceRouter(prefix=prefix, tags=["operations"], documented=prefixed)

    @router.get("/livez")
    @gate(roles={"public"}, reads=True, tenant="public")
    async def livez() -> AliveOut:
        """Answer as long as the process turns."""
        return AliveOut(status="alive")

    @router.get("/readyz", response_model=ReadyOut)
    @gate(roles={"public"}, reads=True, tenant="public")
    async def readyz(request: Request) -> Response:
        """Tell whether requests are welcome; a broker that is down only degrades."""
        answer = await request.app.state.health.ready()
        status = 200 if answer.status == "ready" else 503
        return JSONResponse(answer.model_dump(), status_code=status)

    @router.get("/version")
    @gate(roles={"public"}, reads=True, tenant="public")
    async def version(request: Request) -> VersionOut:
        """Tell what runs here."""
        state = request.app.state
        return VersionOut(service=state.service_name, version=state.version)

    @router.get("/metrics")
    @gate(roles={"public"}, reads=True, tenant="public")
    async def metrics(request: Request) -> Response:
        """Give the numbers in Prometheus' text format."""
        return Response(request.app.state.metrics.rendered(), media_type=CONTENT_TYPE_LATEST)

    return router
