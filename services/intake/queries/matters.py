"""Queries: lists of matters, notices and duty requests."""

from typing import Any

from sqlalchemy import ColumnElement, Select

from services.intake.queries.listing import filtered
from services.intake.store.tables import decision, duty_request, matter, notice
from shared.db.transaction import Transaction

_LAST = "\U0010ffff"  # no number goes on with a character behind it

MATTER_ORDER: tuple[ColumnElement[Any], ...] = (matter.c.created_at, matter.c.id)
NOTICE_ORDER: tuple[ColumnElement[Any], ...] = (notice.c.received_at, notice.c.id)
DUTY_ORDER: tuple[ColumnElement[Any], ...] = (duty_request.c.received_at, duty_request.c.id)
DECISION_ORDER: tuple[ColumnElement[Any], ...] = (decision.c.decided_at, decision.c.id)


def matters_list(tx: Transaction, *, case_no_prefix: str | None, **filters: Any) -> Select[Any]:
    statement = filtered(tx.scoped(matter), matter, filters)
    if case_no_prefix is not None:
        # A range, not LIKE: row-level security lets no pattern reach an index.
        number = matter.c.case_no
        statement = statement.where(number >= case_no_prefix, number < case_no_prefix + _LAST)
    return statement


def notices_list(tx: Transaction, **filters: Any) -> Select[Any]:
    return filtered(tx.scoped(notice), notice, filters)


def duty_requests_list(tx: Transaction, **filters: Any) -> Select[Any]:
    return filtered(tx.scoped(duty_request), duty_request, filters)


def decisions_list(tx: Transaction, **filters: Any) -> Select[Any]:
    return filtered(tx.scoped(decision), decision, filters)
