"""HTTP: which failures of the database are the caller's business, and how they are told."""

import re

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from shared.http.problems import RETRY_AFTER_SECONDS, Problem

LOCK_NOT_AVAILABLE = "55P03"
# Locks, deadlocks, serialization, cancelled statements, lost or refused connections, full resources.
_BUSY = re.compile(r"55P03|57014|40001|40P01|08...|53...|57P0.|25P03")
_VALUE = re.compile(r"22...")
_RIVAL = frozenset({"23505", "23P01"})
_SQLITE_BUSY = ("database is locked", "database table is locked", "database is busy")
_SQLITE_RIVAL = "UNIQUE constraint failed"
_TOO_LARGE = (
    "too large to convert to SQLite",
    "value out of int64 range",
    "value out of int32 range",
)


def is_lock_timeout(error: DBAPIError) -> bool:
    """Whether the statement waited for another transaction's row until its time was over."""
    return _state(error) == LOCK_NOT_AVAILABLE


def problem_of_failure(error: BaseException) -> Problem | None:
    """The problem behind an exception that is nobody's bug, else None."""
    if isinstance(error, DBAPIError):
        return _of_database(error)
    if isinstance(error, PoolTimeout | ConnectionError | TimeoutError):
        return busy()
    if isinstance(error, OverflowError) and "SQLite" in str(error):
        return Problem("value_out_of_range", 422)
    return None


def busy() -> Problem:
    """Nothing was changed; the caller may try again."""
    return Problem("busy", 503, headers={"Retry-After": str(RETRY_AFTER_SECONDS)})


def _of_database(error: DBAPIError) -> Problem | None:
    state, text = _state(error), str(error.orig)
    if error.connection_invalidated or _BUSY.fullmatch(state) or _has(text, _SQLITE_BUSY):
        return busy()
    if state in _RIVAL or _SQLITE_RIVAL in text:
        return Problem("changed_meanwhile", 409)
    if _VALUE.fullmatch(state) or _has(text, _TOO_LARGE):
        return Problem("value_out_of_range", 422)
    return None


def _state(error: DBAPIError) -> str:
    return str(getattr(error.orig, "sqlstate", None) or "")


def _has(text: str, signs: tuple[str, ...]) -> bool:
    return any(sign in text for sign in signs)
