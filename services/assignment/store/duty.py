"""Store: shifts, duty requests with their help record, attendances and the paid duty days."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, insert, update

from services.assignment.domain.attendance import (
    Attendance,
    AttendanceNotFound,
    AttendanceState,
    DutyDayAlreadyConfirmed,
)
from services.assignment.domain.duty import (
    DutyRequest,
    DutyRequestNotFound,
    HelpRecord,
    RequestState,
    Shift,
    ShiftNotFound,
)
from services.assignment.store.duty_tables import (
    attendance,
    duty_day,
    duty_request,
    help_record,
    shift,
)
from shared.db.sql import insert_missing
from shared.db.transaction import Transaction, VersionStale

NOTE_FIELD = "help_record.note"


COORDINATORS = frozenset({"duty_coordinator", "agency_head"})


def own_requests(statement: Select[Any], tx: Transaction) -> Select[Any]:
    """A lawyer's own requests only: the agency's employed lawyers do not see each other's."""
    actor, columns = tx.actor, duty_request.c
    if actor.has("provider") and not actor.has(*COORDINATORS):
        return statement.where(columns.provider_subject == actor.subject)
    return statement


class Shifts:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def get(self, shift_id: UUID) -> Shift:
        """Raises ShiftNotFound."""
        query = self._tx.scoped(shift).where(shift.c.id == shift_id)
        found = (await self._tx.execute(query)).one_or_none()
        if found is None:
            raise ShiftNotFound()
        return _shift(found)

    async def at(self, site_org_id: str, day: date) -> list[Shift]:
        """The shifts of a site on a day, each with how many requests it has taken."""
        query = self._tx.scoped(shift).where(
            shift.c.site_org_id == site_org_id, shift.c.duty_on == day
        )
        rows = (await self._tx.execute(query)).all()
        taken = await self._taken([row.id for row in rows])
        return [_shift(row, taken.get(row.id, 0)) for row in rows]

    async def known_numbers(self) -> set[tuple[str, str]]:
        """Agency and number of what is imported already, so that a file can be imported again."""
        rows = await self._tx.execute(self._tx.scoped(shift, shift.c.org_id, shift.c.shift_no))
        return {(row.org_id, row.shift_no) for row in rows}

    async def overlaps(self, provider_id: UUID, begins: datetime, ends: datetime) -> bool:
        """Whether the lawyer has another visible shift in that half-open span."""
        query = self._tx.scoped(shift, shift.c.id).where(
            shift.c.provider_id == provider_id,
            shift.c.planned_from < ends,
            begins < shift.c.planned_to,
        )
        return (await self._tx.execute(query.limit(1))).first() is not None

    async def add(self, entry: Shift, shift_no: str) -> None:
        values = {k: v for k, v in vars(entry).items() if k != "requests_taken"}
        await self._tx.execute(insert(shift).values(**values, shift_no=shift_no))

    async def _taken(self, shift_ids: list[UUID]) -> dict[UUID, int]:
        columns = duty_request.c
        query = self._tx.scoped(duty_request, columns.shift_id, func.count().label("taken")).where(
            columns.shift_id.in_(shift_ids), columns.state != str(RequestState.CANCELED)
        )
        rows = await self._tx.execute(query.group_by(columns.shift_id))
        return {row.shift_id: row.taken for row in rows}


_REQUEST = (
    "id",
    "org_id",
    "organ_org_id",
    "site_org_id",
    "stage",
    "purpose",
    "person_count",
    "needed_on",
    "urgent",
    "received_at",
    "short_notice",
    "version",
    "shift_id",
    "provider_id",
    "provider_subject",
    "dispatched_at",
    "accepted_at",
    "finished_at",
)


class DutyRequests:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def get(self, duty_request_id: UUID) -> DutyRequest:
        """Raises DutyRequestNotFound."""
        query = self._tx.scoped(duty_request).where(duty_request.c.id == duty_request_id)
        found = (await self._tx.execute(own_requests(query, self._tx))).one_or_none()
        if found is None:
            raise DutyRequestNotFound()
        return _request(found)

    async def add(self, request: DutyRequest) -> bool:
        """Queue it once; False where it is known already."""
        row = {**_request_row(request), "updated_at": self._tx.now}
        return bool(await insert_missing(self._tx.connection, duty_request, [row]))

    async def save(self, request: DutyRequest) -> DutyRequest:
        """Raises VersionStale."""
        row = {**_request_row(request), "updated_at": self._tx.now}
        values = {**row, "version": request.version + 1}
        result = await self._tx.execute(
            update(duty_request)
            .where(duty_request.c.id == request.id, duty_request.c.version == request.version)
            .values(values)
        )
        if result.rowcount == 0:
            raise VersionStale()
        return DutyRequest(**{**vars(request), "version": request.version + 1})

    async def keep_help(self, request: DutyRequest, record: HelpRecord, note: str | None) -> None:
        """The one help record of a request; the note is sealed under the request's own key."""
        sealed = None
        if note is not None:
            cipher = await self._tx.vault.cipher(self._tx, f"duty_request/{request.id}")
            sealed = cipher.seal(NOTE_FIELD, note)
        await self._tx.execute(
            insert(help_record).values(
                duty_request_id=request.id,
                org_id=request.org_id,
                provider_id=request.provider_id,
                help_codes=list(record.help_codes),
                person_count=record.person_count,
                plea_outcome_code=record.plea_outcome_code,
                refusal_kept=record.refusal_kept,
                note_sealed=sealed,
                recorded_at=self._tx.now,
            )
        )


class Attendances:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def get(self, attendance_id: UUID) -> Attendance:
        """Raises AttendanceNotFound."""
        query = self._tx.scoped(attendance).where(attendance.c.id == attendance_id)
        found = (await self._tx.execute(query)).one_or_none()
        if found is None:
            raise AttendanceNotFound()
        return Attendance(
            id=found.id,
            shift=await Shifts(self._tx).get(found.shift_id),
            state=AttendanceState(found.state),
            checked_in_at=found.checked_in_at,
            checked_out_at=found.checked_out_at,
            confirmed_by=found.confirmed_by,
            confirmed_at=found.confirmed_at,
            version=found.version,
        )

    async def add(self, present: Attendance) -> bool:
        """One attendance per shift; False where there is one already."""
        row = {**_present(present), "updated_at": self._tx.now}
        return bool(await insert_missing(self._tx.connection, attendance, [row]))

    async def save(self, present: Attendance) -> Attendance:
        """Raises VersionStale."""
        row = {**_present(present), "updated_at": self._tx.now}
        values = {**row, "version": present.version + 1}
        result = await self._tx.execute(
            update(attendance)
            .where(attendance.c.id == present.id, attendance.c.version == present.version)
            .values(values)
        )
        if result.rowcount == 0:
            raise VersionStale()
        return Attendance(**{**vars(present), "version": present.version + 1})

    async def take_day(self, present: Attendance) -> None:
        """Take the one paid unit of lawyer and date in the city. Raises DutyDayAlreadyConfirmed."""
        held = present.shift
        row = {
            "provider_id": held.provider_id,
            "duty_on": held.duty_on,
            "attendance_id": present.id,
        }
        if not await insert_missing(self._tx.connection, duty_day, [row]):
            raise DutyDayAlreadyConfirmed(duty_on=held.duty_on.isoformat())


def _shift(row: Row[Any], taken: int = 0) -> Shift:
    return Shift(
        id=row.id,
        org_id=row.org_id,
        site_org_id=row.site_org_id,
        duty_on=row.duty_on,
        planned_from=row.planned_from,
        planned_to=row.planned_to,
        provider_id=row.provider_id,
        provider_subject=row.provider_subject,
        requests_taken=taken,
    )


def _request(row: Row[Any]) -> DutyRequest:
    values = row._mapping
    return DutyRequest(
        **{name: values[name] for name in _REQUEST},
        state=RequestState(row.state),
        person_tokens=tuple(row.person_tokens),
    )


def _request_row(request: DutyRequest) -> dict[str, Any]:
    return {
        **{name: getattr(request, name) for name in _REQUEST},
        "state": str(request.state),
        "person_tokens": list(request.person_tokens),
    }


def _present(present: Attendance) -> dict[str, Any]:
    return {
        "id": present.id,
        "org_id": present.shift.org_id,
        "shift_id": present.shift.id,
        "state": str(present.state),
        "checked_in_at": present.checked_in_at,
        "checked_out_at": present.checked_out_at,
        "confirmed_by": present.confirmed_by,
        "confirmed_at": present.confirmed_at,
        "version": present.version,
    }
