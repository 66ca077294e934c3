"""Store: applications with their sealed form; saved only where the version is still the one read."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, update

from services.intake.domain.application import (
    Application,
    ApplicationNotFound,
    ApplicationState,
)
from services.intake.domain.facts import plain
from services.intake.domain.lane import Lane, LaneAnswer
from services.intake.domain.matter import Form
from services.intake.domain.supplement import FurtherNotice, SupplementNotice
from services.intake.store.forms import form_of, form_text
from services.intake.store.matters import matter_key
from services.intake.store.tables import application
from shared.db.transaction import Transaction, VersionStale

FORM_CELL = "application.form"


class Applications:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def get(self, application_id: UUID) -> Application:
        """Raises ApplicationNotFound, also for what is not yours."""
        return application_of(await self.row(application_id))

    async def of_matter(self, matter_id: UUID) -> Application:
        """Raises ApplicationNotFound where the matter has none, or is not yours."""
        found = await self.find_of_matter(matter_id)
        if found is None:
            raise ApplicationNotFound()
        return found

    async def find_of_matter(self, matter_id: UUID) -> Application | None:
        query = self._tx.scoped(application).where(application.c.matter_id == matter_id)
        row = (await self._tx.execute(query)).one_or_none()
        return application_of(row) if row is not None else None

    async def find_by_receipt(self, receipt_no: str) -> Application | None:
        """With its row locked: what is counted per receipt is counted by one at a time."""
        query = self._tx.scoped(application).where(application.c.receipt_no == receipt_no)
        row = (await self._tx.execute(query.with_for_update())).one_or_none()
        return application_of(row) if row is not None else None

    async def form(self, application_id: UUID) -> Form:
        """The form as filed, opened."""
        row = await self.row(application_id)
        cipher = await self._tx.vault.cipher(self._tx, matter_key(row.matter_id))
        return form_of(cipher.open(FORM_CELL, row.form_sealed))

    async def add(
        self, fresh: Application, form: Form, *, receipt_no: str, received_at_org_id: str
    ) -> None:
        row = {
            "id": fresh.id,
            "org_id": fresh.agency_org_id,
            "matter_id": fresh.matter_id,
            "channel": fresh.channel,
            "kind": form.facts.kind,
            "cause_code": form.facts.cause_code,
            "receipt_no": receipt_no,
            "received_at_org_id": received_at_org_id,
            "received_at": fresh.received_at,
            "filed_by": fresh.filed_by,
            "form_sealed": await self._sealed(fresh.matter_id, form),
            "created_at": self._tx.now,
            **_moving(fresh),
            "updated_at": self._tx.now,
            "version": fresh.version,
        }
        await self._tx.execute(insert(application), row)

    async def save(self, changed: Application, *, form: Form | None = None) -> Application:
        """Raises VersionStale when somebody else was first."""
        values: dict[str, Any] = {**_moving(changed), "updated_at": self._tx.now}
        if form is not None:
            values["form_sealed"] = await self._sealed(changed.matter_id, form)
        saved = await self._tx.execute(
            update(application)
            .where(application.c.id == changed.id, application.c.version == changed.version)
            .values(**values, version=application.c.version + 1)
        )
        if saved.rowcount == 0:
            raise VersionStale()
        return await self.get(changed.id)

    async def row(self, application_id: UUID) -> Row[Any]:
        """The stored row, for receipts. Raises ApplicationNotFound."""
        query = self._tx.scoped(application).where(application.c.id == application_id)
        row: Row[Any] | None = (await self._tx.execute(query)).one_or_none()
        if row is None:
            raise ApplicationNotFound()
        return row

    async def _sealed(self, matter_id: UUID, form: Form) -> bytes:
        cipher = await self._tx.vault.cipher(self._tx, matter_key(matter_id))
        return cipher.seal(FORM_CELL, form_text(form))


def application_of(row: Row[Any]) -> Application:
    return Application(
        id=row.id,
        matter_id=row.matter_id,
        group_id=row.group_id,
        agency_org_id=row.org_id,
        channel=row.channel,
        state=ApplicationState(row.state),
        received_at=row.received_at,
        materials=frozenset(row.materials),
        filed_by=row.filed_by,
        supplements=tuple(_notice_of(one) for one in row.supplements),
        further_notice=_further_notice_of(row.further_notice),
        packet_digest=row.packet_digest,
        lane=LaneAnswer(Lane(row.lane), tuple(row.lane_reasons)),
        version=row.version,
    )


def _moving(of: Application) -> dict[str, Any]:
    return {
        "state": str(of.state),
        "materials": sorted(of.materials),
        "group_id": of.group_id,
        "supplements": [plain(one) for one in of.supplements],
        "further_notice": plain(of.further_notice),
        "supplement_due_on": of.supplement.due_on if of.supplement else None,
        "packet_digest": of.packet_digest,
        "lane": str(of.lane.lane),
        "lane_reasons": list(of.lane.reasons),
    }


def _notice_of(value: dict[str, Any]) -> SupplementNotice:
    instants = {
        name: datetime.fromisoformat(value[name]) if value[name] else None
        for name in ("requested_at", "extended_at", "supplemented_at")
    }
    codes = {name: tuple(value[name]) for name in ("item_codes", "explanation_codes")}
    due_on = date.fromisoformat(value["due_on"])
    return SupplementNotice(**{**value, **instants, **codes, "due_on": due_on})


def _further_notice_of(value: dict[str, Any] | None) -> FurtherNotice | None:
    if value is None:
        return None
    codes = {name: tuple(value[name]) for name in ("item_codes", "explanation_codes")}
    return FurtherNotice(**{**value, **codes})
