"""Store: typical cases of an agency, and what of them is public."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import delete

from services.intake.domain.typical_case import (
    CaseText,
    TypicalCase,
    TypicalCaseNotFound,
    TypicalCaseState,
)
from services.intake.store.public_tables import published_case, typical_case
from shared.db.transaction import Transaction, VersionStale


class TypicalCases:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def get(self, case_id: UUID) -> TypicalCase:
        """Raises TypicalCaseNotFound."""
        found = await self._tx.execute(
            self._tx.scoped(typical_case).where(typical_case.c.id == case_id)
        )
        row = found.one_or_none()
        if row is None:
            raise TypicalCaseNotFound()
        return case_of(row)

    async def add(self, case: TypicalCase) -> None:
        now = self._tx.now
        row = {"id": case.id, "created_at": now, "updated_at": now, "version": case.version}
        await self._tx.execute(typical_case.insert(), {**row, **_columns(case)})

    async def save(self, case: TypicalCase) -> None:
        """Raises VersionStale when another transaction was faster."""
        mine = (typical_case.c.id == case.id, typical_case.c.version == case.version)
        values = {"updated_at": self._tx.now, "version": case.version + 1, **_columns(case)}
        changed = await self._tx.execute(typical_case.update().where(*mine).values(values))
        if changed.rowcount == 0:
            raise VersionStale()

    async def show(self, case: TypicalCase) -> None:
        """Copy it to where everybody reads; the matter behind it stays here."""
        row = {
            "id": case.id,
            "agency_org_id": case.agency_org_id,
            "kind": case.kind,
            "cause_code": case.cause_code,
            "texts": _plain(case.texts),
            "published_at": self._tx.now,
        }
        await self._tx.execute(published_case.insert(), row)

    async def hide(self, case_id: UUID) -> None:
        await self._tx.execute(delete(published_case).where(published_case.c.id == case_id))


def case_of(row: Any) -> TypicalCase:
    """From a row of the table."""
    return TypicalCase(
        id=row.id,
        agency_org_id=row.org_id,
        matter_id=row.matter_id,
        kind=row.kind,
        cause_code=row.cause_code,
        texts={locale: CaseText(**text) for locale, text in row.texts.items()},
        state=TypicalCaseState(row.state),
        author_person_id=row.author_person_id,
        signer_person_id=row.signer_person_id,
        publisher_person_id=row.publisher_person_id,
        version=row.version,
    )


def _columns(case: TypicalCase) -> dict[str, Any]:
    return {
        "org_id": case.agency_org_id,
        "matter_id": case.matter_id,
        "kind": case.kind,
        "cause_code": case.cause_code,
        "texts": _plain(case.texts),
        "state": case.state.value,
        "author_person_id": case.author_person_id,
        "signer_person_id": case.signer_person_id,
        "publisher_person_id": case.publisher_person_id,
    }


def _plain(texts: Mapping[str, CaseText]) -> dict[str, Any]:
    return {locale: asdict(text) for locale, text in texts.items()}
