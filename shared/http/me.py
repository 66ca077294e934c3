"""HTTP: who the caller is here, what the gates let them do, and what waits for them."""

from collections.abc import Awaitable, Callable, Iterable, Mapping

from starlette.requests import Request

from shared.db.transaction import Transaction
from shared.http.bodies import Answer
from shared.http.operation import ACTOR
from shared.http.routing import GatedRoute, ServiceRouter, Tx, gate

CountTasks = Callable[[Transaction], Awaitable[Mapping[str, int]]]


class MeOut(Answer):
    """``permissions`` are operation ids that the caller's roles open."""

    subject: str
    person_id: str
    org_id: str | None
    roles: list[str]
    permissions: list[str]


class TasksOut(Answer):
    """How many of each kind of work wait for the caller, by the service's own kinds."""

    counts: dict[str, int]
    total: int


def me_router(service: str, count_tasks: CountTasks | None) -> ServiceRouter:
    """``GET /<service>/v1/me`` and ``/me/tasks``."""
    router = ServiceRouter(prefix=f"/{service}/v1", tags=["me"])

    @router.get("/me")
    @gate(roles={"authenticated"}, reads=True)
    async def read_me(request: Request) -> MeOut:
        """Read your roles, your organization and the operations open to you."""
        actor = request.scope[ACTOR]
        return MeOut(
            subject=actor.subject,
            person_id=actor.person_id,
            org_id=actor.org_id,
            roles=sorted(actor.roles),
            permissions=_permissions(request.app.routes, request),
        )

    @router.get("/me/tasks")
    @gate(roles={"authenticated"}, reads=True)
    async def read_my_tasks(tx: Tx) -> TasksOut:
        """Count the work that waits for you."""
        counts = dict(await count_tasks(tx)) if count_tasks else {}
        return TasksOut(counts=counts, total=sum(counts.values()))

    return router


def _permissions(routes: Iterable[object], request: Request) -> list[str]:
    actor = request.scope[ACTOR]
    gated = (route for route in routes if isinstance(route, GatedRoute))
    return sorted({one.name for one in gated if one.include_in_schema and one.gate.admits(actor)})
