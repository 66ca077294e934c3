"""API: bodies of the provider registry."""

from datetime import date
from typing import Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import Row

from services.assignment.usecases.import_registry import ImportReport
from shared.http.bodies import Answer, Body
from shared.http.lists import PageQuery

FILE_CHARS_MAX = 1_000_000


class RegistryFileIn(Body):
    """A CSV file as text, header first, UTF-8."""

    content: str = Field(min_length=1, max_length=FILE_CHARS_MAX)


class RowRemarkOut(Answer):
    """Where and what: the value itself is not repeated."""

    line: int
    column: str
    code: str


class ImportOut(Answer):
    entered: int
    changed: int
    unchanged: int
    errors: list[RowRemarkOut]
    warnings: list[RowRemarkOut]

    @classmethod
    def of(cls, report: ImportReport) -> "ImportOut":
        return cls.model_validate(report)


class ProviderQuery(PageQuery):
    firm_id: UUID | None = None
    kind: str | None = Field(None, max_length=64)


class FirmOut(Answer):
    id: UUID
    org_id: str
    name: str
    kind: str
    area_code: str
    work_phone: str | None
    standing: str

    @classmethod
    def of(cls, row: Row[Any]) -> "FirmOut":
        return cls.model_validate(row)


class ProviderOut(Answer):
    """The register entry; ``rating_tenths`` is what quality last said, null while never reviewed."""

    id: UUID
    name: str
    kind: str
    license_no: str
    firm_id: UUID
    firm_name: str
    licensed_on: date | None
    criminal_defense_since: date | None
    minors_experience: bool
    specialities: list[str]
    languages: list[str]
    gender: str | None
    capacity: int
    public_post: bool
    standing: str
    suspended_from: date | None
    suspended_to: date | None
    work_phone: str | None
    rating_tenths: int | None
    open_count: int

    @classmethod
    def of(cls, row: Row[Any]) -> "ProviderOut":
        return cls.model_validate(row)
