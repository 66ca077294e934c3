"""Use case: read a roster's shifts from a file, and open each to its lawyer and its site."""

from services.assignment.domain.duty import Shift
from services.assignment.domain.registry import Provider
from services.assignment.domain.registry_file import SHIFT_COLUMNS, Row, read_rows
from services.assignment.store.duty import Shifts
from services.assignment.store.registry import Registry
from services.assignment.usecases.import_registry import ImportReport
from shared.db.grants import open_grant
from shared.db.transaction import Transaction

NO_LAWYER = ("license_no", "unknown_lawyer")


async def import_shifts(tx: Transaction, content: str, *, org_id: str | None) -> ImportReport:
    """Enter the shifts not yet known by number; with ``org_id``, only those of that agency.

    Two shifts of one lawyer that overlap are refused here by row, and by the database for good.
    """
    reading = read_rows(content, SHIFT_COLUMNS)
    report = ImportReport.of(reading)
    known = await Shifts(tx).known_numbers()
    lawyers = {person.license_no: person for person in await Registry(tx).providers()}
    for row in reading.rows:
        lawyer = lawyers.get(row.values["license_no"])
        error = _error(row, lawyer, org_id)
        if error is not None or lawyer is None:
            report.refuse(row, *(error or NO_LAWYER))
        elif _key(row) in known:
            report.unchanged += 1
        elif await _clashes(tx, row, lawyer):
            report.refuse(row, "planned_from", "overlaps_another_shift")
        else:
            known.add(_key(row))
            report.entered += 1
            await _enter(tx, row, lawyer)
    return report


def _error(row: Row, lawyer: Provider | None, org_id: str | None) -> tuple[str, str] | None:
    values = row.values
    if lawyer is None:
        return NO_LAWYER
    if org_id not in (None, values["org_id"]):
        return "org_id", "other_agency"
    if values["planned_to"] <= values["planned_from"]:
        return "planned_to", "ends_before_it_begins"
    if values["planned_from"].date() != values["duty_on"]:
        return "planned_from", "not_on_the_date"
    return None


def _key(row: Row) -> tuple[str, str]:
    return row.values["org_id"], row.values["shift_no"]


async def _clashes(tx: Transaction, row: Row, lawyer: Provider) -> bool:
    begins, ends = row.values["planned_from"], row.values["planned_to"]
    return await Shifts(tx).overlaps(lawyer.id, begins, ends)


async def _enter(tx: Transaction, row: Row, lawyer: Provider) -> None:
    values = row.values
    shift = Shift(
        id=tx.new_id(),
        org_id=values["org_id"],
        site_org_id=values["site_org_id"],
        duty_on=values["duty_on"],
        planned_from=values["planned_from"],
        planned_to=values["planned_to"],
        provider_id=lawyer.id,
        provider_subject=lawyer.subject,
    )
    await Shifts(tx).add(shift, values["shift_no"])
    for subject in (lawyer.subject, f"org/{shift.site_org_id}"):
        await open_grant(
            tx, subject=subject, object_id=shift.id, org_id=shift.org_id, purpose="duty"
        )
