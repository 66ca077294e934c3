"""Use case: read units and providers from a registry file; bad rows are reported, good ones kept."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from services.assignment.domain.events import ProviderRegistered
from services.assignment.domain.registry import Firm, Provider, Standing, Suspension
from services.assignment.domain.registry_file import (
    FIRM_COLUMNS,
    PROVIDER_COLUMNS,
    Reading,
    Row,
    RowError,
    read_rows,
)
from services.assignment.policy import CODE_LISTS
from services.assignment.store.registry import Registry
from shared.db.transaction import Transaction
from shared.kernel.codes import CodeList, CodeUnknown

CAPACITY_DEFAULT = 10


@dataclass
class ImportReport:
    """What became of the rows: entered, changed, unchanged, refused."""

    entered: int = 0
    changed: int = 0
    unchanged: int = 0
    errors: list[RowError] = field(default_factory=list)
    warnings: list[RowError] = field(default_factory=list)

    @classmethod
    def of(cls, reading: Reading) -> "ImportReport":
        warnings = [
            RowError(row.line, "", warning) for row in reading.rows for warning in row.warnings
        ]
        return cls(errors=list(reading.errors), warnings=warnings)

    def refuse(self, row: Row, column: str, code: str) -> None:
        self.errors.append(RowError(row.line, column, code))

    def count(self, *, known: bool, same: bool) -> None:
        if not known:
            self.entered += 1
        elif same:
            self.unchanged += 1
        else:
            self.changed += 1


async def import_firms(tx: Transaction, content: str) -> ImportReport:
    """Enter or change units, known by ``org_id``. A second import of the same file changes nothing."""
    reading = read_rows(content, FIRM_COLUMNS)
    report = ImportReport.of(reading)
    registry = Registry(tx)
    held = {firm.org_id: firm for firm in (await registry.firms()).values()}
    for row in reading.rows:
        if not _known_code(CODE_LISTS["firm_kinds"], row, report):
            continue
        before = held.get(row.values["org_id"])
        entry = _firm(row, before.id if before else tx.new_id())
        report.count(known=before is not None, same=entry == before)
        if entry != before:
            await registry.put_firm(entry, known=before is not None)
            tx.record(f"firm/{entry.id}", "firm.register", standing=str(entry.standing))
            held[entry.org_id] = entry
    return report


async def import_providers(tx: Transaction, content: str) -> ImportReport:
    """Enter or change providers, known by license number; each change is announced."""
    reading = read_rows(content, PROVIDER_COLUMNS)
    report = ImportReport.of(reading)
    registry = Registry(tx)
    firms = {firm.org_id: firm for firm in (await registry.firms()).values()}
    held = {person.license_no: person for person in await registry.providers()}
    subjects = {person.subject: person.license_no for person in held.values()}
    for row in reading.rows:
        firm = firms.get(row.values["firm_org_id"])
        if not _known_code(CODE_LISTS["provider_kinds"], row, report):
            continue
        if firm is None:
            report.refuse(row, "firm_org_id", "unknown_firm")
            continue
        license_no, subject = row.values["license_no"], row.values["subject"]
        if subjects.setdefault(subject, license_no) != license_no:
            report.refuse(row, "subject", "subject_taken")
            continue
        before = held.get(license_no)
        entry = _provider(row, before.id if before else tx.new_id(), firm)
        report.count(known=before is not None, same=entry == before)
        if entry != before:
            await _enter(tx, entry, firm, known=before is not None, row=row)
            held[license_no] = entry
    return report


async def _enter(tx: Transaction, entry: Provider, firm: Firm, *, known: bool, row: Row) -> None:
    await Registry(tx).put_provider(
        entry, known=known, identity_number=row.values.get("identity_number")
    )
    tx.record(f"provider/{entry.id}", "provider.register", standing=str(entry.standing))
    tx.publish(
        ProviderRegistered(
            provider_id=entry.id,
            provider_subject=entry.subject,
            name=entry.name,
            license_no=entry.license_no,
            firm_id=firm.id,
            firm_name=firm.name,
            provider_kind=entry.kind,
            public_post=entry.public_post,
            standing=str(entry.standing),
            work_phone=entry.work_phone or firm.work_phone,
        ),
        tenant=firm.org_id,
    )


def _known_code(codes: CodeList, row: Row, report: ImportReport) -> bool:
    try:
        codes.require(row.values["kind"], pointer="/kind")
    except CodeUnknown:
        report.refuse(row, "kind", "unknown_code")
        return False
    return True


def _firm(row: Row, firm_id: UUID) -> Firm:
    values = row.values
    return Firm(**{**values, "id": firm_id, "standing": Standing(values["standing"])})


def _provider(row: Row, provider_id: UUID, firm: Firm) -> Provider:
    values: dict[str, Any] = dict(row.values)
    since, until = values.pop("suspended_from"), values.pop("suspended_to")
    del values["firm_org_id"], values["identity_number"]
    return Provider(
        **{
            **values,
            "id": provider_id,
            "firm_id": firm.id,
            "standing": Standing(values["standing"]),
            "suspension": Suspension(since, until) if since is not None else None,
            "capacity": values["capacity"] or CAPACITY_DEFAULT,
            "languages": values["languages"] or ("zh",),
        }
    )
