"""Kernel: the business clock. Everything legal runs on it; leases and tokens run on system time."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

LAW_ZONE = ZoneInfo("Asia/Shanghai")


class Clock(Protocol):
    """Gives the instant at which a transaction takes place, in UTC."""

    def now(self) -> datetime: ...


class SystemClock:
    """The only clock that production accepts."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class ManualClock:
    """System time shifted by an offset kept in a file, so that several processes agree on it.

    The file holds seconds; it outlives a kill, so a demo goes on at the day where it stopped.
    """

    def __init__(self, offset_file: Path) -> None:
        self._file = offset_file

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self._offset_seconds())

    def set(self, moment: datetime) -> None:
        """Move to ``moment``; time flows on from there."""
        self._write((moment - datetime.now(UTC)).total_seconds())

    def advance(self, span: timedelta) -> None:
        self._write(self._offset_seconds() + span.total_seconds())

    def _write(self, seconds: float) -> None:
        draft = self._file.with_suffix(".draft")
        draft.write_text(f"{seconds:.6f}")
        draft.replace(self._file)

    def _offset_seconds(self) -> float:
        try:
            return float(self._file.read_text())
        except FileNotFoundError:
            return 0.0


def law_date(moment: datetime) -> date:
    """The calendar date of an instant where the law is: Asia/Shanghai."""
    return moment.astimezone(LAW_ZONE).date()


def clock_from(setting: str, *, production: bool) -> Clock:
    """``system`` or ``manual:<file>``. Raises ValueError for anything else, and for manual in production."""
    kind, _, argument = setting.partition(":")
    if kind == "system" and not argument:
        return SystemClock()
    if kind == "manual" and argument and not production:
        return ManualClock(Path(argument))
    raise ValueError(
        f"clock setting {setting!r} is not 'system' or (outside production) 'manual:<file>'"
    )
