"""The class of a failure decides what happens next; its line tells no value from the data."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError

from shared.kernel.refusals import Conflict
from shared.messaging.envelope import EnvelopeUnreadable
from shared.messaging.failures import (
    RETRY_SECONDS,
    SEND_BACKOFF_CAP_SECONDS,
    FailureClass,
    Permanent,
    classify,
    retry_after_seconds,
    send_backoff_seconds,
    told,
)


class Driver(Exception):
    """What a driver raises; PostgreSQL's carry a state."""

    def __init__(self, sqlstate: str | None = None) -> None:
        super().__init__("刘示例 11010519491231002X")
        self.sqlstate = sqlstate


class CaseClosed(Conflict):
    """A rule says no."""


class Reader(BaseModel):
    amount_fen: int


def database_error(sqlstate: str) -> DBAPIError:
    return DBAPIError("INSERT ...", {"name": "刘示例"}, Driver(sqlstate))


def misread() -> Exception:
    try:
        Reader.model_validate({"amount_fen": "刘示例"})
    except ValueError as error:
        return error
    raise AssertionError


LOST = OperationalError("", {}, Driver())
LOST.connection_invalidated = True


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (database_error("40001"), FailureClass.TRANSIENT),
        (database_error("40P01"), FailureClass.TRANSIENT),
        (database_error("55P03"), FailureClass.TRANSIENT),
        (database_error("08006"), FailureClass.TRANSIENT),
        (database_error("57P01"), FailureClass.TRANSIENT),
        (InterfaceError("", {}, Driver()), FailureClass.TRANSIENT),
        (LOST, FailureClass.TRANSIENT),
        (
            OperationalError("", {}, sqlite3.OperationalError("database is locked")),
            FailureClass.TRANSIENT,
        ),
        (ConnectionResetError(), FailureClass.TRANSIENT),
        (IntegrityError("", {}, Driver("23505")), FailureClass.RETRYABLE),
        (
            OperationalError("", {}, sqlite3.OperationalError("no such table: x")),
            FailureClass.RETRYABLE,
        ),
        (KeyError("x"), FailureClass.RETRYABLE),
        (TimeoutError(), FailureClass.RETRYABLE),
        (CaseClosed(), FailureClass.PERMANENT),
        (misread(), FailureClass.PERMANENT),
        (EnvelopeUnreadable("no"), FailureClass.PERMANENT),
        (Permanent("no"), FailureClass.PERMANENT),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else value,
)
def test_the_class_follows_from_the_error(error: Exception, expected: FailureClass) -> None:
    assert classify(error) is expected


@pytest.mark.parametrize(
    "error",
    [misread(), database_error("23505"), CaseClosed(name="刘示例"), KeyError("刘示例")],
    ids=lambda error: type(error).__name__,
)
def test_the_told_line_has_no_value_from_the_data(error: Exception) -> None:
    assert "刘示例" not in told(error)
    assert "11010519491231002X" not in told(error)


def test_the_told_line_says_where_and_what() -> None:
    def handler() -> None:
        raise CaseClosed

    with pytest.raises(CaseClosed) as caught:
        handler()
    assert told(caught.value).startswith("CaseClosed case_closed at tests/unit/messaging/")
    assert "amount_fen:int_parsing" in told(misread())


def test_retries_reach_over_a_working_day_and_end() -> None:
    assert sum(RETRY_SECONDS) > 15 * 3600
    assert retry_after_seconds(len(RETRY_SECONDS)) is not None
    assert retry_after_seconds(len(RETRY_SECONDS) + 1) is None


@given(st.integers(1, len(RETRY_SECONDS)))
def test_a_retry_stays_within_a_fifth_of_its_schedule(attempts: int) -> None:
    pause = retry_after_seconds(attempts)
    assert pause is not None
    assert 0.8 * RETRY_SECONDS[attempts - 1] <= pause <= 1.2 * RETRY_SECONDS[attempts - 1]


@given(st.integers(1, 10_000_000))
def test_sending_backs_off_for_ever_and_never_longer_than_a_minute(attempts: int) -> None:
    assert 0 <= send_backoff_seconds(attempts) <= SEND_BACKOFF_CAP_SECONDS
