"""Store: terminations with their sealed reasons, and the aid that stands in a matter."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, update

from services.intake.domain.termination import (
    CaseTrait,
    NotUnderAid,
    Standing,
    Termination,
    TerminationAlreadyOpen,
    TerminationNotFound,
    TerminationState,
)
from services.intake.store.decisions import Decisions
from services.intake.store.matters import matter_key
from services.intake.store.tables import application, decision, notice
from services.intake.store.termination_tables import termination
from shared.db.sql import insert_missing
from shared.db.transaction import Transaction, VersionStale

REASONS_CELL = "termination.reasons"
NOT_TESTED, BY_NOTICE_STEP = "not_tested", "H1"
_OWN = (
    "id",
    "matter_id",
    "ground_code",
    "organ_org_id",
    "proposed_by",
    "proposed_at",
    "letter_no",
    "approver_person_id",
    "acting_for_person_id",
    "decided_at",
    "bureau_org_id",
    "objection_until_on",
    "reinstated_at",
    "version",
)


class Terminations:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def get(self, termination_id: UUID) -> Termination:
        """Raises TerminationNotFound, also for what is not yours."""
        return termination_of(await self._row(termination_id))

    async def by_letter(self, letter_no: str) -> Termination | None:
        """The termination whose letter bears this number, if it may be seen."""
        query = self._tx.scoped(termination).where(termination.c.letter_no == letter_no)
        row = (await self._tx.execute(query)).one_or_none()
        return termination_of(row) if row else None

    async def reasons(self, of: Termination) -> str:
        row = await self._row(of.id)
        cipher = await self._tx.vault.cipher(self._tx, matter_key(row.matter_id))
        return cipher.open(REASONS_CELL, row.reasons_sealed)

    async def add(self, fresh: Termination, reasons: str) -> None:
        """Raises TerminationAlreadyOpen where one is proposed or in force."""
        cipher = await self._tx.vault.cipher(self._tx, matter_key(fresh.matter_id))
        row = {
            **_values(fresh),
            "reasons_sealed": cipher.seal(REASONS_CELL, reasons),
            "updated_at": self._tx.now,
        }
        if not await insert_missing(self._tx.connection, termination, [row]):
            raise TerminationAlreadyOpen()

    async def save(self, changed: Termination) -> Termination:
        """Raises VersionStale when somebody else was first."""
        values = {**_values(changed), "updated_at": self._tx.now, "version": changed.version + 1}
        saved = await self._tx.execute(
            update(termination)
            .where(termination.c.id == changed.id, termination.c.version == changed.version)
            .values(**values)
        )
        if saved.rowcount == 0:
            raise VersionStale()
        return await self.get(changed.id)

    async def standing(self, matter_id: UUID) -> Standing:
        """The aid that runs in the matter, by notice or by grant. Raises NotUnderAid."""
        query = self._tx.scoped(notice, notice.c.organ_org_id).where(
            notice.c.matter_id == matter_id, notice.c.state == "accepted"
        )
        organ = (await self._tx.execute(query.limit(1))).scalar_one_or_none()
        if organ is not None:
            return Standing(traits=frozenset(CaseTrait), organ_org_id=organ)
        return Standing(traits=await self._granted_traits(matter_id))

    async def _granted_traits(self, matter_id: UUID) -> frozenset[CaseTrait]:
        """From the packet of the grant: which step of the hardship test was the last."""
        query = (
            self._tx.scoped(decision, decision.c.id)
            .join(application, application.c.id == decision.c.application_id)
            .where(
                decision.c.matter_id == matter_id,
                decision.c.outcome == "grant",
                application.c.state == "granted",
            )
            .order_by(decision.c.decided_at.desc())
        )
        granted = (await self._tx.execute(query.limit(1))).scalar_one_or_none()
        if granted is None:
            raise NotUnderAid()
        hardship = (await Decisions(self._tx).packet(granted))["hardship"] or {}
        untested = hardship.get("outcome") == NOT_TESTED
        notified = untested and hardship.get("step") == BY_NOTICE_STEP
        traits = {CaseTrait.NOT_MEANS_TESTED: untested, CaseTrait.MUST_NOTIFY: notified}
        return frozenset(trait for trait, holds in traits.items() if holds)

    async def _row(self, termination_id: UUID) -> Row[Any]:
        query = self._tx.scoped(termination).where(termination.c.id == termination_id)
        row: Row[Any] | None = (await self._tx.execute(query)).one_or_none()
        if row is None:
            raise TerminationNotFound()
        return row


def termination_of(row: Row[Any]) -> Termination:
    values = row._mapping
    return Termination(
        **{name: values[name] for name in _OWN},
        agency_org_id=row.org_id,
        articles=tuple(row.articles),
        state=TerminationState(row.state),
    )


def _values(of: Termination) -> dict[str, Any]:
    return {
        **{name: getattr(of, name) for name in _OWN},
        "org_id": of.agency_org_id,
        "articles": list(of.articles),
        "state": str(of.state),
    }
