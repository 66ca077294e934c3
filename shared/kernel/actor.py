"""Kernel: who acts. Built from a verified token at the edge, from the message in a worker."""

from dataclasses import dataclass
from uuid import UUID

SYSTEM_SUBJECT = "system"


@dataclass(frozen=True)
class Actor:
    """A verified caller.

    ``subject`` is the account; ``person_id`` the human behind it, which separation of duties
    follows across accounts; ``org_id`` the tenant acted for; ``client_id`` the machine, if any.
    """

    subject: str
    person_id: str
    org_id: str | None = None
    roles: frozenset[str] = frozenset()
    client_id: str | None = None

    def has(self, *roles: str) -> bool:
        """Whether the actor bears any of ``roles``."""
        return not self.roles.isdisjoint(roles)


@dataclass(frozen=True, slots=True)
class Origin:
    """Who caused a fact, and in whose name. ``actor`` is an opaque person id."""

    actor: str
    correlation_id: UUID | None = None
    causation_id: UUID | None = None
    traceparent: str | None = None


PUBLIC = Actor(subject="public", person_id="public", roles=frozenset({"public"}))


def system(service: str) -> Actor:
    """The service itself, for messages, tasks and timers."""
    name = f"{SYSTEM_SUBJECT}/{service}"
    return Actor(subject=name, person_id=name, roles=frozenset({SYSTEM_SUBJECT}))
