"""Database: the transaction of one request or message, and the tenant rule that it carries.

Facts, tasks and acts are collected while the use case runs and written by the before-commit hooks,
last, in one go. A use case never commits: the edge that opened the transaction does.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Select, SelectBase, Table, Text, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection
from uuid_utils.compat import uuid7

from shared.db.engine import Database
from shared.db.pending import Pending, PendingAct, PendingFact, PendingTask
from shared.db.visibility import scope_values, visible
from shared.kernel.actor import Actor, Origin, system
from shared.kernel.clock import Clock
from shared.kernel.refusals import Refusal

if TYPE_CHECKING:
    from shared.files.store import FileStore
    from shared.messaging.envelope import Message
    from shared.security.vault import Vault

Hook = Callable[["Transaction"], Awaitable[None]]

ORG_SEPARATOR = ","
SUBJECT_SEPARATOR = "\x1f"  # a subject is whatever the identity provider says; this it cannot hold
EVERY_ORG = "*"


class VersionMissing(Refusal):
    """The act judges a version, and the caller did not say which (428)."""


class VersionStale(Refusal):
    """Somebody changed it since the caller looked (412)."""


@dataclass(frozen=True)
class Scope:
    """What a transaction may see: rows of ``orgs``, and rows opened to ``subjects`` by a grant."""

    orgs: frozenset[str] = frozenset()
    subjects: frozenset[str] = frozenset()
    everything: bool = False

    @classmethod
    def of(cls, actor: Actor) -> "Scope":
        """The actor's own organization, and what grants open to the person or to it."""
        if actor.org_id is None:
            return cls(subjects=frozenset({actor.subject}))
        subjects = frozenset({actor.subject, f"org/{actor.org_id}"})
        return cls(orgs=frozenset({actor.org_id}), subjects=subjects)


class Transaction:
    """One unit of work. ``now`` is the business instant, the same for everything in it."""

    message: "Message"  # set while a message is handled

    def __init__(
        self,
        factory: "TransactionFactory",
        connection: AsyncConnection,
        *,
        actor: Actor,
        scope: Scope,
        origin: Origin,
        if_match: str | None,
        must_match: bool,
    ) -> None:
        self.connection = connection
        self.database = factory.database
        self.service = factory.service
        self.vault = factory.vault
        self._factory = factory
        self.actor, self.scope, self.origin = actor, scope, origin
        self.now: datetime = factory.clock.now()
        self.if_match, self.must_match = if_match, must_match
        self.pending = Pending()
        self.callbacks: list[Callable[[], object]] = []
        self.kept: dict[
            tuple[str, str], Any
        ] = {}  # reference data, read once; never what may change
        self._writes: set[str] = set()

    @property
    def transactions(self) -> "TransactionFactory":
        """Opens short transactions of their own beside this one, which stays open meanwhile."""
        return self._factory.aside()

    def new_id(self) -> UUID:
        """A fresh id that sorts by time of creation."""
        return uuid7()

    async def execute(
        self,
        statement: Any,
        parameters: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None,
    ) -> Any:
        """Run a Core statement; the result is SQLAlchemy's. A select is told the scope's values."""
        if isinstance(statement, SelectBase):
            scope = scope_values(self.scope.orgs, self.scope.subjects, self.now)
            assert not isinstance(parameters, Sequence), "a select is executed once"
            parameters = {**scope, **(parameters or {})}
        return await self.connection.execute(statement, parameters)

    def scoped(self, table: Table, *columns: Any) -> Select[Any]:
        """Select from a tenant table what this transaction may see. There is no other way."""
        statement = select(*columns) if columns else select(table)
        if self.scope.everything:
            return statement.select_from(table)
        rule = visible(table, len(self.scope.orgs), len(self.scope.subjects))
        return statement.select_from(table).where(rule)

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """An exception undoes what was done inside, with everything that was collected there."""
        before, writes = self.pending.copy(), set(self._writes)
        try:
            async with self.connection.begin_nested():
                yield
        except BaseException:
            self.pending, self._writes = before, writes
            raise

    def publish(self, fact: Any, *, tenant: str) -> None:
        """Say a fact; it leaves only if this transaction commits."""
        self.pending.facts.append(PendingFact(fact, tenant, self.origin))

    def enqueue(self, task: str, payload: Mapping[str, Any], *, tenant: str, stream: str) -> None:
        """Ask for work to be done later, once, if this transaction commits."""
        self.pending.tasks.append(PendingTask(task, payload, tenant, stream, self.origin))

    def record(self, stream: str, act: str, **facts: Any) -> None:
        """Put an act on the audit chain of ``stream``. Facts are ids, codes, amounts and dates."""
        self.pending.acts.append(PendingAct(stream, act, facts, self.actor))

    def after_commit(self, callback: Callable[[], object]) -> None:
        self.callbacks.append(callback)

    def handle(self, message: "Message") -> None:
        """From here on the work is caused by ``message``."""
        self.message = message
        self.origin = Origin(
            actor=self.actor.person_id,
            correlation_id=message.origin.correlation_id or message.id,
            causation_id=message.id,
            traceparent=message.origin.traceparent,
        )

    def expect_version(self, current: int) -> None:
        """The gate of routes that judge: If-Match must name ``current``. A no-op elsewhere.

        Raises VersionMissing, VersionStale.
        """
        if not self.must_match:
            return
        if self.if_match is None:
            raise VersionMissing(current=current)
        if self.if_match.strip() != f'"{current}"':
            raise VersionStale(current=current)

    async def write_into(self, org_id: str) -> None:
        """Allow new rows of ``org_id`` although it is not the actor's own (a citizen files there)."""
        if org_id in self.scope.orgs or org_id in self._writes:
            return
        self._writes.add(org_id)
        if self.database.dialect == "postgresql":
            writes = ORG_SEPARATOR.join(sorted(self._writes))
            await self.execute(_ALLOW_WRITES, {"writes": writes})

    @asynccontextmanager
    async def seeing_everything(self) -> AsyncIterator[None]:
        """For the service's own sweeps, which belong to no single tenant."""
        assert self.actor == system(self.service), "only the service itself sees every tenant"
        async with self._seeing(Scope(everything=True)):
            yield

    @asynccontextmanager
    async def seeing_also(self, org_id: str) -> AsyncIterator[None]:
        """Match what the caller brings against rows of ``org_id``, of which nothing is shown."""
        async with self._seeing(replace(self.scope, orgs=self.scope.orgs | {org_id})):
            yield

    @asynccontextmanager
    async def acting_for(self, actor: Actor) -> AsyncIterator[None]:
        """In a task: carry out what ``actor`` asked for earlier, in that name and with that sight."""
        assert self.actor == system(self.service), "only a task acts for somebody"
        own, origin = self.actor, self.origin
        self.actor, self.origin = actor, replace(origin, actor=actor.person_id)
        try:
            async with self._seeing(Scope.of(actor)):
                yield
        finally:
            self.actor, self.origin = own, origin

    @asynccontextmanager
    async def _seeing(self, scope: Scope) -> AsyncIterator[None]:
        before, self.scope = self.scope, scope
        try:
            await self.tell_database()
            yield
        finally:
            self.scope = before
        await self.tell_database()

    async def tell_database(self) -> None:
        """Row-level security knows the scope too, for as long as the transaction lasts."""
        if self.database.dialect == "postgresql":
            settings = _settings(self.scope, self._writes, self.now)
            await self.connection.execute(_SETTINGS, settings)


class TransactionFactory:
    """Opens transactions for one service. ``before_commit`` hooks run in order, inside."""

    def __init__(
        self,
        database: Database,
        service: str,
        clock: Clock,
        vault: "Vault",
        *,
        before_commit: Sequence[Hook] = (),
        public_url: str = "",
        files: "FileStore | None" = None,
    ) -> None:
        self.database, self.service = database, service
        self.clock, self.vault = clock, vault
        self.public_url = public_url.rstrip("/")  # the address of the service for people outside
        self.files = files
        self._before_commit = tuple(before_commit)

    def aside(self) -> "TransactionFactory":
        """The same, on the connections kept for transactions within transactions."""
        beside = copy(self)
        beside.database = self.database.aside
        return beside

    @asynccontextmanager
    async def begin(
        self,
        *,
        actor: Actor,
        scope: Scope,
        write: bool = True,
        correlation_id: UUID | None = None,
        traceparent: str | None = None,
        if_match: str | None = None,
        must_match: bool = False,
    ) -> AsyncIterator[Transaction]:
        """Commits on leaving, then runs the after-commit callbacks; rolls back on an exception."""
        origin = Origin(actor.person_id, correlation_id, None, traceparent)
        async with self.database.begin(write=write) as connection:
            tx = Transaction(
                self,
                connection,
                actor=actor,
                scope=scope,
                origin=origin,
                if_match=if_match,
                must_match=must_match,
            )
            await tx.tell_database()
            yield tx
            if write:
                for hook in self._before_commit:
                    await hook(tx)
        for callback in tx.callbacks:
            callback()


def _settings(scope: Scope, writes: Iterable[str], now: datetime) -> dict[str, str]:
    orgs = EVERY_ORG if scope.everything else ORG_SEPARATOR.join(sorted(scope.orgs))
    return {
        "orgs": orgs,
        "subjects": SUBJECT_SEPARATOR.join(sorted(scope.subjects)),
        "writes": ORG_SEPARATOR.join(sorted(writes)),
        "now": now.isoformat(),
    }


_ALLOW_WRITES = select(func.set_config("app.writes", bindparam("writes", type_=Text()), True))
_SETTINGS = select(
    func.set_config("app.orgs", bindparam("orgs", type_=Text()), True),
    func.set_config("app.subjects", bindparam("subjects", type_=Text()), True),
    func.set_config("app.now", bindparam("now", type_=Text()), True),
    func.set_config("app.writes", bindparam("writes", type_=Text()), True),
)
