"""Messaging: which events a service hears, and the reader and handler for each."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from inspect import signature
from typing import Any, Protocol, TypeVar, get_type_hints

from pydantic import TypeAdapter

from shared.db.transaction import Transaction
from shared.kernel.tenants import in_sandbox
from shared.messaging.envelope import Message

Handler = Callable[[Transaction, Any], Awaitable[None]]
Projection = Callable[[Transaction, Message], Awaitable[None]]
H = TypeVar("H", bound=Handler)
P = TypeVar("P", bound=Projection)


class Desk(Protocol):
    """Where messages of one consumer are dealt with: Subscriptions for events, Tasks for tasks."""

    def deals_with(self, message: Message) -> bool: ...

    def parks(self, message: Message) -> bool:
        """Whether a message that fails for good stops its stream, instead of stepping aside."""

    async def deal(self, tx: Transaction, message: Message) -> None: ...


@dataclass(frozen=True)
class Reading:
    """A handler with the consumer's own small reader of the data; ``reader`` ignores what it lacks."""

    reader: TypeAdapter[Any]
    handler: Handler
    ordered: bool

    async def read(self, tx: Transaction, data: dict[str, Any]) -> None:
        await self.handler(tx, self.reader.validate_python(data))


def reading(handler: Handler, *, ordered: bool) -> Reading:
    """Take the reader from the annotation of the handler's second parameter."""
    parameter = list(signature(handler).parameters)[1]
    return Reading(TypeAdapter(get_type_hints(handler)[parameter]), handler, ordered)


class Subscriptions:
    """The ears of one service. What the sandbox says is left out unless ``hears_sandbox``."""

    def __init__(self, *, hears_sandbox: bool = False) -> None:
        self._hears_sandbox = hears_sandbox
        self._readings: dict[str, Reading] = {}
        self._projections: dict[str, list[Projection]] = {}
        self._projected: set[str] = set()

    def hears(self, event_type: str, *, ordered: bool = True) -> Callable[[H], H]:
        """Handle ``event_type``. ``ordered=False``: a failing message is set aside, its stream goes on."""

        def mark(handler: H) -> H:
            if event_type in self._readings:
                raise TypeError(f"{event_type} is heard twice")
            self._readings[event_type] = reading(handler, ordered=ordered)
            return handler

        return mark

    def projects(self, kind: str, *, producers: Iterable[str] = ()) -> Callable[[P], P]:
        """Handle every event on streams of ``kind``, after its own handler; own events included.

        ``producers`` adds services of which no single type is heard.
        """

        def mark(projection: P) -> P:
            self._projections.setdefault(kind, []).append(projection)
            self._projected.update(producers)
            return projection

        return mark

    @property
    def types(self) -> tuple[str, ...]:
        return tuple(sorted(self._readings))

    def reading_of(self, event_type: str) -> Reading:
        return self._readings[event_type]

    def producers(self, service: str) -> frozenset[str]:
        """The services to whose exchange ``service`` binds itself: all of each one's events arrive."""
        heard = {event_type.partition(".")[0] for event_type in self._readings} | self._projected
        return frozenset(heard | {service} if self._projections else heard)

    def deals_with(self, message: Message) -> bool:
        if in_sandbox(message.tenant) and not self._hears_sandbox:
            return False
        return message.type in self._readings or message.stream_kind in self._projections

    def parks(self, message: Message) -> bool:
        own = self._readings.get(message.type)
        return own.ordered if own else True

    async def deal(self, tx: Transaction, message: Message) -> None:
        if own := self._readings.get(message.type):
            await own.read(tx, message.data)
        for projection in self._projections.get(message.stream_kind, ()):
            await projection(tx, message)
