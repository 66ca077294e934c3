"""HTTP: deny by default. What a route declares about who may call it, and what they may see."""

from dataclasses import dataclass
from typing import Literal

from shared.db.transaction import Scope
from shared.kernel.actor import Actor
from shared.kernel.refusals import Forbidden, Refusal

Tenant = Literal["org", "city", "everything", "public"]
Lane = Literal["reads", "appends", "judges"]

PUBLIC_ROLE = "public"  # no login
ANYONE_ROLE = "authenticated"  # any valid token, whatever its roles

ROLES = frozenset(
    [
        "public",
        "applicant",
        "representative",
        "partner",
        "station_clerk",
        "intake_clerk",
        "reviewer",
        "agency_head",
        "assigner",
        "duty_coordinator",
        "provider",
        "firm_manager",
        "finance_preparer",
        "finance_reviewer",
        "finance_approver",
        "cashier",
        "quality_officer",
        "quality_reviewer",
        "panel_member",
        "complaint_officer",
        "bureau_officer",
        "bar_association",
        "auditor",
        "org_admin",
        "integration_admin",
        "operator",
        "authenticated",
    ]
)


class RoleNotAllowed(Forbidden):
    """The caller's roles do not open this route."""


@dataclass(frozen=True)
class Gate:
    """The declaration of one route. ``refuses`` are the refusals that its documentation lists."""

    roles: frozenset[str]
    lane: Lane
    tenant: Tenant
    idempotent: bool | None
    refuses: tuple[type[Refusal], ...]

    def __post_init__(self) -> None:
        unknown = self.roles - ROLES
        if unknown or not self.roles:
            raise TypeError(f"a gate names known roles; {sorted(unknown)} are not")
        if PUBLIC_ROLE in self.roles and len(self.roles) > 1:
            raise TypeError("a public route has no other role: everyone may call it")

    @property
    def public(self) -> bool:
        return PUBLIC_ROLE in self.roles

    def admits(self, actor: Actor) -> bool:
        """Whether the actor's roles open the route."""
        if self.public or ANYONE_ROLE in self.roles:
            return True
        return not actor.roles.isdisjoint(self.roles)

    def scope_for(self, actor: Actor) -> Scope:
        """What the transaction of this call may see."""
        if self.tenant == "everything":
            return Scope(everything=True)
        if self.tenant == "public" or self.public:
            return Scope()
        return Scope.of(actor)


def check_role(gate: Gate, actor: Actor) -> None:
    """Raises RoleNotAllowed."""
    if not gate.admits(actor):
        raise RoleNotAllowed()
