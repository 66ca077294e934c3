"""Gates: what a route must declare before it can exist at all."""

from typing import Any

import pytest

from shared.http.authorization import Gate
from shared.http.inflow import Inflow
from shared.http.routing import GatedRoute, ServiceRouter, Tx, gate
from shared.kernel.actor import Actor

CLERK = Actor("acc-1", "person-1", "LA-150203", frozenset({"intake_clerk"}))
CITIZEN = Actor("acc-9", "person-9", None, frozenset({"applicant"}))


async def endpoint(tx: Tx) -> None:
    """Do nothing."""


def declared(**settings: Any) -> Gate:
    chosen: dict[str, Any] = {"roles": {"intake_clerk"}, "reads": True, **settings}

    async def probe(tx: Tx) -> None:
        """Do nothing."""

    return gate(**chosen)(probe).__gate__  # type: ignore[attr-defined, no-any-return]


def test_a_route_without_a_gate_cannot_be_imported() -> None:
    router = ServiceRouter(prefix="/sample/v1", tags=["sample"])
    with pytest.raises(TypeError, match="has no gate"):
        router.get("/tickets")(endpoint)


@pytest.mark.parametrize(
    "lanes", [{}, {"reads": True, "appends": True}, {"appends": True, "judges": True}]
)
def test_a_gate_is_exactly_one_of_reads_appends_judges(lanes: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match="exactly one"):
        gate(roles={"intake_clerk"}, **lanes)


@pytest.mark.parametrize("roles", [set(), {"intake_clark"}, {"public", "intake_clerk"}])
def test_a_gate_names_known_roles_or_everyone(roles: set[str]) -> None:
    with pytest.raises(TypeError):
        gate(roles=roles, reads=True)


def test_a_role_opens_only_the_gates_that_name_it() -> None:
    assert declared().admits(CLERK)
    assert not declared().admits(CITIZEN)
    assert declared(roles={"authenticated"}).admits(CITIZEN)
    assert declared(roles={"public"}).admits(CITIZEN)


def test_an_officer_sees_the_own_organization_and_what_was_granted() -> None:
    scope = declared().scope_for(CLERK)
    assert scope.orgs == {"LA-150203"}
    assert scope.subjects == {"acc-1", "org/LA-150203"}
    assert not scope.everything


def test_a_citizen_without_organization_sees_only_what_was_granted() -> None:
    scope = declared().scope_for(CITIZEN)
    assert (scope.orgs, scope.subjects) == (frozenset(), frozenset({"acc-9"}))


def test_a_public_route_sees_nothing_and_only_a_declared_one_everything() -> None:
    assert declared(roles={"public"}).scope_for(CLERK).subjects == frozenset()
    assert declared(tenant="public").scope_for(CLERK).orgs == frozenset()
    assert declared(tenant="everything").scope_for(CLERK).everything


def test_a_body_that_flows_is_appended_and_needs_no_key() -> None:
    async def take(inflow: Inflow) -> None:
        """Take what comes."""

    router = ServiceRouter(prefix="/sample/v1", tags=["sample"])
    router.post("/flows")(gate(roles={"intake_clerk"}, appends=True)(take))
    (route,) = router.routes
    assert isinstance(route, GatedRoute)
    assert route.operation.streams
    assert not route.operation.needs_key
    with pytest.raises(TypeError, match="is appended"):
        router.get("/flows")(gate(roles={"intake_clerk"}, reads=True)(take))
