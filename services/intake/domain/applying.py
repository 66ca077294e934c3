"""Domain: who may apply for whom, and who may never speak for the person.

A statutory agent or close relative where the person has no or limited capacity (法律援助法 40(1)) or
is held (40(2)); a close relative of a suspect or accused (24); else anyone with a written authority
(P148 11). Who is the opponent never speaks for the person, whatever the papers say.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from services.intake.domain.matter import MINOR_TAG, Part, Person
from shared.kernel.refusals import Conflict, Forbidden

CAPACITY_LIMITED = "capacity_limited"
HELD_TAGS = frozenset({"DETAINED", "PRISONER", "DETOX"})
ACCUSED_STANDINGS = frozenset({"suspect", "accused"})
GUARDIAN_RELATIONS = frozenset({"parent", "spouse", "child"})
FORWARD_LIMIT = timedelta(hours=24)  # T05, T06 (法律援助法 39): late is noted, never refused


class AgentNotEntitled(Conflict):
    """This person may not apply for that one. Facts: ``needs``, ``article``."""


class RepresentativeIsOpponent(Forbidden):
    """Who stands on the other side speaks for nobody here. Facts: ``article``."""


class Capacity(StrEnum):
    """By what right somebody speaks for another."""

    STATUTORY_AGENT = "statutory_agent"  # 法定代理人
    CLOSE_RELATIVE = "close_relative"  # 近亲属
    ENTRUSTED_AGENT = "entrusted_agent"  # 委托代理人


@dataclass(frozen=True, kw_only=True)
class Speaking:
    """Somebody speaks for the person of a case: by which capacity, and what the case is."""

    speaker: Person
    capacity: Capacity
    kind: str
    standing: str
    tags: frozenset[str]
    circumstances: frozenset[str]
    opponents: tuple[Person, ...]

    def require_entitled(self) -> None:
        """Raises RepresentativeIsOpponent, AgentNotEntitled."""
        if any(same_person(self.speaker, one) for one in self.opponents):
            raise RepresentativeIsOpponent(article="法律援助法 40(1)")
        for applies, article, allowed in self._clauses():
            if applies and self.capacity not in allowed:
                raise AgentNotEntitled(needs=[str(one) for one in allowed], article=article)

    def _clauses(self) -> tuple[tuple[bool, str, tuple[Capacity, ...]], ...]:
        near = (Capacity.STATUTORY_AGENT, Capacity.CLOSE_RELATIVE)
        limited = MINOR_TAG in self.tags or CAPACITY_LIMITED in self.circumstances
        by_right = near if self._guardian_is_opponent() else near[:1]
        accused = self.kind == "criminal" and self.standing in ACCUSED_STANDINGS
        return (
            (bool(HELD_TAGS & self.tags), "法律援助法 40(2)", near),
            (accused, "法律援助法 24", near),
            (limited and not accused, "法律援助法 40(1)", by_right),
        )

    def _guardian_is_opponent(self) -> bool:
        """The statutory agent is the violator: another one, or a close relative, steps in."""
        return any(one.relation in GUARDIAN_RELATIONS for one in self.opponents)


@dataclass(frozen=True, kw_only=True)
class Forwarding:
    """An application passed on by an organ, a custody place or a duty lawyer (法律援助法 39)."""

    by_org_id: str
    asked_at: datetime

    def is_late(self, received_at: datetime) -> bool:
        return received_at - self.asked_at > FORWARD_LIMIT


def same_person(one: Person, other: Person) -> bool:
    """By number where both are known, else by name: in doubt it is the same person."""
    if one.document_number is not None and other.document_number is not None:
        return one.document_number == other.document_number
    return one.name == other.name


def opponents_of(people: Iterable[Person]) -> tuple[Person, ...]:
    return tuple(person for person in people if person.part is Part.OPPONENT)
