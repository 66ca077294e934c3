"""Store: stage assignments, scoped to the agency, the unit, the holder or the organ."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, or_, select, update

from services.assignment.domain.case_facts import CaseFacts
from services.assignment.domain.stage_assignment import (
    Handler,
    StageAssignment,
    StageAssignmentNotFound,
    State,
)
from services.assignment.store.tables import stage_assignment
from shared.db.sql import insert_missing
from shared.db.tables import access_grant
from shared.db.transaction import Transaction, VersionStale

AGENCY_ROLES = frozenset(
    {"assigner", "agency_head", "reviewer", "duty_coordinator", "quality_officer", "auditor"}
)

REVIEW_PURPOSE = "review/"  # followed by the review's id


def own_part(statement: Select[Any], tx: Transaction) -> Select[Any]:
    """What grants open by matter, narrowed to the actor's own part of it.

    A unit's manager sees what the unit was given, a provider what he or she holds, an organ what
    it asked for, a reviewer what is under review: another lawyer of the same unit sees nothing.
    """
    actor, columns = tx.actor, stage_assignment.c
    if actor.has(*AGENCY_ROLES):
        return statement
    parts: list[ColumnElement[bool]] = []
    if actor.has("firm_manager"):
        parts.append(columns.firm_org_id == actor.org_id)
    if actor.has("provider"):
        parts.append(columns.provider_subject == actor.subject)
    if actor.has("partner"):
        parts.append(columns.organ_org_id == actor.org_id)
    if actor.has("quality_reviewer"):
        parts.append(_under_review(tx))
    return statement.where(or_(*parts)) if parts else statement


def _under_review(tx: Transaction) -> ColumnElement[bool]:
    grant = access_grant.c
    return (
        select(grant.subject)
        .where(
            grant.subject == tx.actor.subject,
            grant.object_id == stage_assignment.c.matter_id,
            grant.purpose.startswith(REVIEW_PURPOSE),
            or_(grant.until.is_(None), grant.until > tx.now),
        )
        .exists()
    )


class StageAssignments:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def get(self, stage_assignment_id: UUID) -> StageAssignment:
        """Raises StageAssignmentNotFound, also for what is not yours."""
        query = self._tx.scoped(stage_assignment).where(
            stage_assignment.c.id == stage_assignment_id
        )
        rows = await self._tx.execute(own_part(query, self._tx))
        found = rows.one_or_none()
        if found is None:
            raise StageAssignmentNotFound()
        return _stage_assignment(found)

    async def find(self, stage_assignment_id: UUID) -> StageAssignment | None:
        query = self._tx.scoped(stage_assignment).where(
            stage_assignment.c.id == stage_assignment_id
        )
        row = (await self._tx.execute(query)).one_or_none()
        return _stage_assignment(row) if row else None

    async def of_stage(self, matter_id: UUID, stage: str) -> tuple[StageAssignment, ...]:
        """Those of one stage of one matter, whatever the service."""
        query = self._tx.scoped(stage_assignment).where(
            stage_assignment.c.matter_id == matter_id, stage_assignment.c.stage == stage
        )
        return tuple(_stage_assignment(row) for row in await self._tx.execute(query))

    async def of_matter(self, matter_id: UUID) -> tuple[StageAssignment, ...]:
        query = self._tx.scoped(stage_assignment).where(stage_assignment.c.matter_id == matter_id)
        return tuple(_stage_assignment(row) for row in await self._tx.execute(query))

    async def beside(self, held: StageAssignment) -> int:
        """How many others act for the party at the same stage of the matter now (G6)."""
        columns = stage_assignment.c
        query = self._tx.scoped(stage_assignment, columns.id).where(
            columns.matter_id == held.facts.matter_id,
            columns.stage == held.facts.stage,
            columns.id != held.id,
            columns.provider_id.is_not(None),
            columns.closed_on.is_(None),
        )
        return len((await self._tx.execute(query)).all())

    async def add(self, held: StageAssignment) -> bool:
        """Open it once per matter, service and stage; False where it is open already."""
        return bool(await insert_missing(self._tx.connection, stage_assignment, [self._row(held)]))

    async def save(self, held: StageAssignment) -> StageAssignment:
        """Write the change of the version that was read. Raises VersionStale."""
        values = {**self._row(held), "version": held.version + 1}
        result = await self._tx.execute(
            update(stage_assignment)
            .where(stage_assignment.c.id == held.id, stage_assignment.c.version == held.version)
            .values(values)
        )
        if result.rowcount == 0:
            raise VersionStale()
        return _with_version(held, held.version + 1)

    def _row(self, held: StageAssignment) -> dict[str, Any]:
        return {**_row(held), "updated_at": self._tx.now}


def _with_version(held: StageAssignment, version: int) -> StageAssignment:
    return StageAssignment(**{**vars(held), "version": version})


_FACTS = (
    "matter_id",
    "group_id",
    "case_no",
    "kind",
    "service",
    "stage",
    "started_at",
    "cause_code",
    "by_notice",
    "organ_org_id",
    "defense_years_min",
    "minor",
    "language",
    "sign_language",
    "gender_preference",
)
_OWN = (
    "id",
    "opened_at",
    "version",
    "firm_id",
    "firm_org_id",
    "firm_name",
    "letter_no",
    "unit_assigned_at",
    "told_at",
    "proof_code",
    "engagement_signed_on",
    "engagement_excuse_code",
    "closing_code",
    "closed_on",
    "submitted_at",
    "returned_at",
    "passed_at",
    "passed_by",
)


def _row(held: StageAssignment) -> dict[str, Any]:
    facts, handler = held.facts, held.handler
    return {
        **{name: getattr(facts, name) for name in _FACTS},
        **{name: getattr(held, name) for name in _OWN},
        "org_id": facts.agency_org_id,
        "ground_codes": list(facts.ground_codes),
        "recipient_tags": list(facts.recipient_tags),
        "state": str(held.state),
        "provider_id": handler.provider_id if handler else None,
        "provider_subject": handler.subject if handler else None,
        "provider_name": handler.name if handler else None,
        "license_no": handler.license_no if handler else None,
        "public_post": handler.public_post if handler else None,
        "assigned_at": handler.assigned_at if handler else None,
        "assigned_by": handler.assigned_by if handler else None,
    }


def _stage_assignment(row: Row[Any]) -> StageAssignment:
    values = row._mapping
    return StageAssignment(
        **{name: values[name] for name in _OWN},
        state=State(row.state),
        facts=CaseFacts(
            **{name: values[name] for name in _FACTS},
            agency_org_id=row.org_id,
            ground_codes=tuple(row.ground_codes),
            recipient_tags=tuple(row.recipient_tags),
        ),
        handler=_handler(row),
    )


def _handler(row: Row[Any]) -> Handler | None:
    if row.provider_id is None:
        return None
    return Handler(
        provider_id=row.provider_id,
        subject=row.provider_subject,
        name=row.provider_name,
        license_no=row.license_no,
        public_post=row.public_post,
        assigned_at=row.assigned_at,
        assigned_by=row.assigned_by,
    )
