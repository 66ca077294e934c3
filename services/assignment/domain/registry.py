"""Domain: who may be given work - units and providers, their license and their standing on a day."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from shared.kernel.refusals import NotFound, NotUnderstood

FEBRUARY_28 = 28


class FirmNotFound(NotFound):
    """No unit of that id in the city's registry. Facts: ``firm_id``."""


class ProviderNotFound(NotFound):
    """No provider of that id in the city's registry. Facts: ``provider_id``."""


class RegistryFileUnreadable(NotUnderstood):
    """The file is no CSV, lacks a column, or holds too many rows. Facts: ``missing``, ``rows_max``."""


class Standing(StrEnum):
    ACTIVE = "active"
    SUSPENDED = "suspended"
    REVOKED = "revoked"


@dataclass(frozen=True)
class Suspension:
    """A bar from ``since`` to ``until``, both days included; open while ``until`` is None."""

    since: date
    until: date | None = None

    def covers(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, kw_only=True)
class Firm:
    """A unit that takes assignments: law firm, grassroots office, or the agency's own staff."""

    id: UUID
    org_id: str
    name: str
    kind: str
    area_code: str
    credit_code: str | None = None
    work_phone: str | None = None
    standing: Standing = Standing.ACTIVE


@dataclass(frozen=True, kw_only=True)
class Provider:
    """One person of the city-wide registry; ``subject`` links to the account, if there is one.

    ``criminal_defense_since`` is kept apart from the license date: years of license are no proof
    of years of defence (法律援助法 26; P148 26).
    """

    id: UUID
    subject: str
    name: str
    kind: str
    license_no: str
    firm_id: UUID
    licensed_on: date | None
    gender: str | None = None
    criminal_defense_since: date | None = None
    minors_experience: bool = False
    specialities: tuple[str, ...] = ()
    languages: tuple[str, ...] = ("zh",)
    capacity: int = 10
    public_post: bool = False
    standing: Standing = Standing.ACTIVE
    suspension: Suspension | None = None
    left_bench_on: date | None = None
    work_phone: str | None = None

    def standing_on(self, day: date) -> Standing:
        """The standing that counts on ``day``: a suspension bars from its own date on."""
        if self.standing is Standing.REVOKED:
            return Standing.REVOKED
        if self.suspension is not None:
            return Standing.SUSPENDED if self.suspension.covers(day) else Standing.ACTIVE
        return self.standing


def years_later(day: date, years: int) -> date:
    """The same day ``years`` later; 29 February falls back to the 28th."""
    if day.month == 2 and day.day > FEBRUARY_28:
        day = day.replace(day=FEBRUARY_28)
    return day.replace(year=day.year + years)


def has_years(since: date | None, years: int, on: date) -> bool:
    """Whether ``years`` full years have passed; the anniversary itself counts (民法典 1259)."""
    return since is not None and years_later(since, years) <= on
