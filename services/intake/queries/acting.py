"""Queries: the acting appointments of an organization, newest first."""

from datetime import date
from typing import Any

from sqlalchemy import Select

from services.intake.store.entry_tables import acting_appointment
from shared.db.transaction import Transaction

ACTING_ORDER = (acting_appointment.c.from_on.desc(), acting_appointment.c.id.desc())


def acting_list(tx: Transaction, *, on: date | None) -> Select[Any]:
    """All of them, or those that hold on a day; ended ones are shown with their end."""
    statement = tx.scoped(acting_appointment)
    if on is None:
        return statement
    return statement.where(
        acting_appointment.c.from_on <= on,
        acting_appointment.c.until_on >= on,
        acting_appointment.c.ended_at.is_(None),
    )
