"""Messaging: classes of failure and the schedule of retries. Decided by the exception, not by count alone."""

import asyncio
import random
import sqlite3
import traceback
from enum import StrEnum
from pathlib import Path

from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError, InterfaceError

from shared.kernel.refusals import Refusal
from shared.messaging.envelope import EnvelopeUnreadable

TRANSIENT_TRIES = 5
TRANSIENT_PAUSE_SECONDS = (0.02, 0.2)
RETRY_SECONDS = (1, 5, 30, 120, 600, 1800, 3600, 7200, 14400, 28800)
RETRY_JITTER = 0.2
POISON_DEATHS = 3
SEND_BACKOFF_CAP_SECONDS = 60.0
RETURNED_PARK = 20

_TRANSIENT_SQLSTATES = {"40001", "40P01", "55P03", "57P01", "57P02", "57P03", "53300"}
_CONNECTION_CLASS = "08"
JITTER = random.SystemRandom()
_ROOT = f"{Path(__file__).parents[2]}/"


class Permanent(Exception):
    """Raise in a handler when no retry can help; the message is quarantined at once."""


class FailureClass(StrEnum):
    TRANSIENT = "transient"
    RETRYABLE = "retryable"
    PERMANENT = "permanent"
    POISON = "poison"


def classify(error: BaseException) -> FailureClass:
    """The class of a handler's failure. Whatever is not known is worth a scheduled retry."""
    if isinstance(error, DBAPIError):
        return FailureClass.TRANSIENT if _is_transient(error) else FailureClass.RETRYABLE
    if isinstance(error, ConnectionError):
        return FailureClass.TRANSIENT
    if isinstance(error, Refusal | ValidationError | EnvelopeUnreadable | Permanent):
        return FailureClass.PERMANENT
    return FailureClass.RETRYABLE


def _is_transient(error: DBAPIError) -> bool:
    if error.connection_invalidated or isinstance(error, InterfaceError):
        return True
    sqlstate = str(getattr(error.orig, "sqlstate", None) or "")
    if sqlstate in _TRANSIENT_SQLSTATES or sqlstate.startswith(_CONNECTION_CLASS):
        return True
    return isinstance(error.orig, sqlite3.OperationalError) and any(
        word in str(error.orig) for word in ("locked", "busy")
    )


def retry_after_seconds(attempts: int) -> float | None:
    """Pause before the next try after ``attempts`` failures, with jitter; None when they are used up."""
    if attempts > len(RETRY_SECONDS):
        return None
    return RETRY_SECONDS[attempts - 1] * JITTER.uniform(1 - RETRY_JITTER, 1 + RETRY_JITTER)


def send_backoff_seconds(attempts: int) -> float:
    """Full jitter up to 1, 2, 4 ... 60 s. For ever: nothing that was promised is dropped."""
    ceiling = min(SEND_BACKOFF_CAP_SECONDS, 2.0 ** min(attempts - 1, 10))
    return JITTER.uniform(0, ceiling)


async def transient_pause() -> None:
    await asyncio.sleep(JITTER.uniform(*TRANSIENT_PAUSE_SECONDS))


def told(error: BaseException) -> str:
    """One line for the operator: class, place in the code, coded detail. Never a value from the data."""
    return f"{type(error).__name__}{_detail(error)} at {_place(error)}"[:500]


def _detail(error: BaseException) -> str:
    if isinstance(error, Refusal):
        return f" {error.code}"
    if isinstance(error, Permanent | EnvelopeUnreadable):
        return f" {error}"
    if isinstance(error, ValidationError):
        faults = error.errors(include_input=False, include_context=False, include_url=False)
        return " " + " ".join(
            sorted({f"{'.'.join(map(str, f['loc']))}:{f['type']}" for f in faults})
        )
    if isinstance(error, DBAPIError) and error.orig is not None:
        constraint = getattr(error.orig.__cause__, "constraint_name", None)
        return f" {constraint or type(error.orig).__name__}"
    return ""


def _place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    ours = [f for f in frames if f.filename.startswith(_ROOT) and "site-packages" not in f.filename]
    if not ours:
        return "an unknown place"
    return f"{ours[-1].filename.removeprefix(_ROOT)}:{ours[-1].lineno}"
