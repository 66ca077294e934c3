"""Load: CPU time and memory of processes, from /proc."""

import os
from collections.abc import Iterable
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
_NAME_END = ") "
_UTIME = 11


def cpu_seconds(pids: Iterable[int]) -> float:
    """User and system time, of ended and waited-for children too."""
    return sum(_ticks(pid) for pid in pids) / TICKS


def resident_mb(pid: int, *, peak: bool = False) -> float:
    """The resident set now, or at its highest since the peak was last forgotten."""
    name = "VmHWM:" if peak else "VmRSS:"
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(name):
            return int(line.split()[1]) / 1024
    return 0.0


def _ticks(pid: int) -> int:
    fields = _fields(pid)
    return sum(int(one) for one in fields[_UTIME : _UTIME + 4]) if fields else 0


def _fields(pid: int) -> list[str]:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return []
    return stat[stat.rindex(_NAME_END) + len(_NAME_END) :].split()
