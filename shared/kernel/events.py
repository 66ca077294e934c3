"""Kernel: what makes a frozen dataclass a published fact.

A service's ``domain/events`` (a file, or a package by subject) holds every fact that it publishes, and
nothing else. The type is also the routing key; the stream is the unit of ordering (``matter/<id>``).
"""

from collections.abc import Callable
from typing import Any, TypeVar

Fact = TypeVar("Fact")

_TYPES: dict[str, type] = {}


def event(event_type: str, *, stream: str) -> Callable[[type[Fact]], type[Fact]]:
    """Mark a frozen dataclass as the fact ``event_type`` (``<service>.<noun>.<past participle>.v1``).

    ``stream`` is the kind of the ordering key; its id is read from the field ``<stream>_id``.
    """

    def mark(fact: type[Fact]) -> type[Fact]:
        if event_type in _TYPES:
            raise TypeError(f"{event_type} is declared twice")
        _TYPES[event_type] = fact
        fact.event_type = event_type  # type: ignore[attr-defined]
        fact.event_stream = stream  # type: ignore[attr-defined]
        return fact

    return mark


def type_of(fact: Any) -> str:
    """The event type of a fact or of its class."""
    return str(fact.event_type)


def stream_of(fact: Any) -> str:
    """The stream that orders this fact, e.g. ``matter/0190...``."""
    kind = fact.event_stream
    return f"{kind}/{getattr(fact, f'{kind}_id')}"


def facts_of(service: str) -> dict[str, type]:
    """Every fact declared by ``service`` so far, by type: import its ``domain.events`` first."""
    prefix = f"{service}."
    return {name: fact for name, fact in sorted(_TYPES.items()) if name.startswith(prefix)}
