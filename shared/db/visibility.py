"""Database: the tenant rule as SQL, built once per table and shape of scope; its values come later.

Building the rule anew for each statement cost more than running it.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, Table, bindparam, false, or_, select
from sqlalchemy.sql.elements import ColumnElement

from shared.db.tables import access_grant
from shared.db.types import Instant

RULES_CACHED = 1_000
_ORG, _SUBJECT, _NOW = "scope_org", "scope_subject", "scope_now"


@lru_cache(RULES_CACHED)
def visible(table: Table, orgs: int, subjects: int) -> ColumnElement[bool]:
    """Rows of one of so many organizations, and rows that a grant opens to one of the subjects."""
    rules: list[ColumnElement[bool]] = []
    if orgs:
        rules.append(table.c.org_id.in_(_named(_ORG, orgs)))
    object_column = table.info["object_column"]
    if subjects and object_column:
        grant = access_grant.c
        rules.append(
            select(grant.subject)
            .where(
                grant.subject.in_(_named(_SUBJECT, subjects)),
                grant.object_id == table.c[object_column],
                or_(grant.until.is_(None), grant.until > bindparam(_NOW, type_=Instant())),
            )
            .exists()
        )
    return or_(*rules) if rules else false()


def scope_values(orgs: Iterable[str], subjects: Iterable[str], now: datetime) -> dict[str, Any]:
    """What the rule of this scope is executed with."""
    return {
        _NOW: now,
        **{f"{_ORG}_{place}": org for place, org in enumerate(sorted(orgs))},
        **{f"{_SUBJECT}_{place}": subject for place, subject in enumerate(sorted(subjects))},
    }


def _named(name: str, count: int) -> list[BindParameter[str]]:
    return [bindparam(f"{name}_{place}") for place in range(count)]
