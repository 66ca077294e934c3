"""Store: what goes with a filing - the city-wide trace, an earlier filing found, links, forwarding."""

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, select, update

from services.intake.domain.application import Application
from services.intake.domain.applying import Forwarding
from services.intake.domain.duplicate import Course, Duplicate, DuplicateNotFound, FilingTrace
from services.intake.domain.filing import FilingLink, LinkKind
from services.intake.store.entry_tables import (
    filing_duplicate,
    filing_forwarding,
    filing_link,
    filing_trace,
)
from shared.db.transaction import Transaction

TRACES_MAX = 100  # open filings of one person and cause


class Filings:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def open_traces(self, of: FilingTrace) -> tuple[FilingTrace, ...]:
        """Open filings of the same person and cause in the whole city: tokens and times only."""
        trace = filing_trace.c
        rows = await self._tx.execute(
            select(filing_trace)
            .where(
                trace.person_token == of.person_token,
                trace.kind == of.kind,
                trace.cause_code == of.cause_code,
                trace.ended_at.is_(None),
                trace.application_id != of.application_id,
            )
            .order_by(trace.received_at)
            .limit(TRACES_MAX)
        )
        return tuple(_trace_of(row) for row in rows)

    async def add_trace(self, fresh: FilingTrace) -> None:
        values = {**asdict(fresh), "opponent_tokens": sorted(fresh.opponent_tokens)}
        await self._tx.execute(insert(filing_trace).values(**values))

    async def end_trace(self, application_id: UUID) -> None:
        """Withdrawn or handed over: from here on it is no earlier filing any more."""
        await self._tx.execute(
            update(filing_trace)
            .where(filing_trace.c.application_id == application_id)
            .values(ended_at=self._tx.now)
        )

    async def move_trace(self, application_id: UUID, *, to_org_id: str) -> None:
        """Another agency has it now; the time at which it first came in stays."""
        await self._tx.execute(
            update(filing_trace)
            .where(filing_trace.c.application_id == application_id)
            .values(agency_org_id=to_org_id)
        )

    async def add_duplicate(self, found: Duplicate) -> None:
        await self._tx.execute(
            insert(filing_duplicate).values(
                application_id=found.application_id,
                matter_id=found.matter_id,
                org_id=found.agency_org_id,
                first_agency_org_id=found.first_agency_org_id,
                first_received_at=found.first_received_at,
            )
        )

    async def duplicate(self, application_id: UUID) -> Duplicate:
        """Raises DuplicateNotFound, also for what is not yours."""
        found = await self.find_duplicate(application_id)
        if found is None:
            raise DuplicateNotFound()
        return found

    async def find_duplicate(self, application_id: UUID) -> Duplicate | None:
        query = self._tx.scoped(filing_duplicate)
        rows = await self._tx.execute(
            query.where(filing_duplicate.c.application_id == application_id)
        )
        row = rows.one_or_none()
        return _duplicate_of(row) if row else None

    async def save_ruling(self, ruled: Duplicate) -> None:
        await self._tx.execute(
            update(filing_duplicate)
            .where(
                filing_duplicate.c.application_id == ruled.application_id,
                filing_duplicate.c.course.is_(None),
            )
            .values(
                course=str(ruled.course),
                reason_code=ruled.reason_code,
                ruled_by=self._tx.actor.person_id,
                ruled_at=self._tx.now,
            )
        )

    async def add_link(self, of: Application, link: FilingLink) -> None:
        await self._tx.execute(
            insert(filing_link).values(
                application_id=of.id,
                org_id=of.agency_org_id,
                matter_id=of.matter_id,
                kind=str(link.kind),
                linked_id=link.linked_id,
                linked_at=self._tx.now,
            )
        )

    async def link(self, application_id: UUID) -> FilingLink | None:
        query = self._tx.scoped(filing_link).where(filing_link.c.application_id == application_id)
        row = (await self._tx.execute(query)).one_or_none()
        return FilingLink(kind=LinkKind(row.kind), linked_id=row.linked_id) if row else None

    async def linked_to(self, kind: LinkKind, linked_id: UUID) -> UUID | None:
        """The application that goes back to ``linked_id``."""
        query = self._tx.scoped(filing_link, filing_link.c.application_id).where(
            filing_link.c.kind == str(kind), filing_link.c.linked_id == linked_id
        )
        found: UUID | None = (await self._tx.execute(query)).scalar_one_or_none()
        return found

    async def add_forwarding(
        self, of: Application, forwarding: Forwarding, received_at: datetime
    ) -> None:
        await self._tx.execute(
            insert(filing_forwarding).values(
                application_id=of.id,
                org_id=of.agency_org_id,
                matter_id=of.matter_id,
                by_org_id=forwarding.by_org_id,
                asked_at=forwarding.asked_at,
                late=forwarding.is_late(received_at),
            )
        )


def _trace_of(row: Row[Any]) -> FilingTrace:
    return FilingTrace(
        application_id=row.application_id,
        agency_org_id=row.agency_org_id,
        person_token=row.person_token,
        kind=row.kind,
        cause_code=row.cause_code,
        opponent_tokens=frozenset(row.opponent_tokens),
        received_at=row.received_at,
    )


def _duplicate_of(row: Row[Any]) -> Duplicate:
    return Duplicate(
        application_id=row.application_id,
        matter_id=row.matter_id,
        agency_org_id=row.org_id,
        first_agency_org_id=row.first_agency_org_id,
        first_received_at=row.first_received_at,
        course=Course(row.course) if row.course else None,
        reason_code=row.reason_code,
    )
