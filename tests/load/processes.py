"""Load: CPU time of processes and of the machine, from /proc."""

import os
from collections.abc import Iterable
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
_NAME_END = ") "
_UTIME, _PARENT = 11, 1


def cpu_seconds(pids: Iterable[int]) -> float:
    """User and system time, of ended and waited-for children too."""
    return sum(_ticks(pid) for pid in pids) / TICKS


def family(pid: int) -> list[int]:
    """The process and its children, e.g. a postmaster and its backends."""
    children = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and _parent(int(entry.name)) == pid:
            children.append(int(entry.name))
    return [pid, *children]


def resident_mb(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def busy_seconds() -> float:
    """Of the whole machine; what is not ours is noise."""
    user, nice, system, _, _, irq, soft, *_ = (
        int(one) for one in Path("/proc/stat").read_text().split("\n")[0].split()[1:]
    )
    return (user + nice + system + irq + soft) / TICKS


def _ticks(pid: int) -> int:
    fields = _fields(pid)
    return sum(int(one) for one in fields[_UTIME : _UTIME + 4]) if fields else 0


def _parent(pid: int) -> int:
    fields = _fields(pid)
    return int(fields[_PARENT]) if fields else 0


def _fields(pid: int) -> list[str]:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return []
    return stat[stat.rindex(_NAME_END) + len(_NAME_END) :].split()
