"""Domain: the offline pack 离线受理包 - forms and reserved receipt numbers for a day without network."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from services.intake.domain.numbering import receipt_number
from shared.kernel.refusals import Conflict, Forbidden, NotFound, NotUnderstood
from shared.kernel.transitions import Transition, TransitionTable


class OfflinePackNotFound(NotFound):
    """No such pack, or not your organization's."""


class OfflinePackTampered(NotUnderstood):
    """The pack that came back is not the one that was issued."""


class OfflinePackElsewhere(Forbidden):
    """A pack is filled and merged where it was issued, for filings taken in there."""


class ReceiptNumberNotReserved(NotUnderstood):
    """The number is not one of the pack. Facts: ``first``, ``last``."""


class ReceiptNumberUsedOtherwise(Conflict):
    """The number stands on another receipt already."""


class OfflineKeyReused(Conflict):
    """The filing's key came before with another number or another content."""


class OfflineTimeNotCredible(Conflict):
    """The recorded time is not between the issue of the pack and its end, or lies in the future.

    Facts: ``earliest``, ``latest``.
    """


class PackState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


_FILERS = frozenset({"station_clerk", "intake_clerk"})
PACK_TABLE: TransitionTable[PackState] = TransitionTable(
    (
        Transition("merge", frozenset({PackState.OPEN}), PackState.OPEN, _FILERS),
        Transition("return", frozenset({PackState.OPEN}), PackState.CLOSED, _FILERS),
    )
)


@dataclass(frozen=True, kw_only=True)
class OfflinePack:
    """``first`` to ``last``: serials of the agency's receipt series of ``year``, both included."""

    id: UUID
    org_id: str  # where it is filled: a workstation, or the agency itself
    agency_org_id: str
    year: int
    first: int
    last: int
    issued_by: str  # person_id
    issued_at: datetime
    usable_until: datetime
    state: PackState = PackState.OPEN
    closed_at: datetime | None = None
    version: int = 1

    @property
    def head(self) -> dict[str, Any]:
        """What the signature covers: all that a filling client must not change."""
        names = ("id", "org_id", "agency_org_id", "year", "first", "last")
        instants = {n: getattr(self, n).isoformat() for n in ("issued_at", "usable_until")}
        return {**{name: getattr(self, name) for name in names}, **instants}

    @property
    def numbers(self) -> Mapping[str, int]:
        """The serial of each receipt number of the pack."""
        serials = range(self.first, self.last + 1)
        return {receipt_number(self.agency_org_id, self.year, one): one for one in serials}

    def serial_of(self, receipt_no: str) -> int:
        """Raises ReceiptNumberNotReserved."""
        serial = self.numbers.get(receipt_no)
        if serial is None:
            first, last = (receipt_number(self.agency_org_id, self.year, one)
                           for one in (self.first, self.last))  # fmt: skip
            raise ReceiptNumberNotReserved(first=first, last=last)
        return serial

    def require_credible(self, received_at: datetime, *, now: datetime) -> None:
        """The time of receipt is the station's (law.md 3.6), within what the pack can vouch for.

        Raises OfflineTimeNotCredible.
        """
        latest = min(self.usable_until, now)
        if not self.issued_at <= received_at <= latest:
            raise OfflineTimeNotCredible(
                earliest=self.issued_at.isoformat(), latest=latest.isoformat()
            )

    def require_filled_at(self, org_id: str) -> None:
        """Raises OfflinePackElsewhere."""
        if org_id != self.org_id:
            raise OfflinePackElsewhere()

    def merge(self) -> "OfflinePack":
        """Raises ActNotAllowedNow for a pack that was returned."""
        return replace(self, state=PACK_TABLE.after(self.state, "merge"))

    def give_back(self, *, now: datetime) -> "OfflinePack":
        """The numbers that no receipt bears are void from here on. Raises ActNotAllowedNow."""
        return replace(self, state=PACK_TABLE.after(self.state, "return"), closed_at=now)


@dataclass(frozen=True, kw_only=True)
class UsedNumber:
    """One receipt number that was handed out offline. ``key``: the client's own, per filing."""

    pack_id: UUID
    serial: int
    key: str
    content_digest: str
    application_id: UUID
    received_at: datetime
    merged_at: datetime


def earlier_use(
    used: tuple[UsedNumber, ...], *, serial: int, key: str, content_digest: str
) -> UsedNumber | None:
    """The same filing merged before, if it was. ``used``: whatever has this number or this key.

    Raises ReceiptNumberUsedOtherwise, OfflineKeyReused.
    """
    for one in used:
        if (one.serial, one.key, one.content_digest) == (serial, key, content_digest):
            return one
        if one.serial == serial:
            raise ReceiptNumberUsedOtherwise()
        raise OfflineKeyReused()
    return None
