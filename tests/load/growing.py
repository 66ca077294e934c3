"""Load: a city's archive of many matters, grown from one real filing per agency.

The filings go through HTTP, so that every row is as production writes it; SQL copies them then,
each copy PACE older than the one before. A year brings about 5,000 matters, so 1,000 are the last ten
weeks and 100,000 are twenty years; work that is open stays as much as ten agencies have on hand.
"""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import (
    Column,
    Insert,
    Integer,
    Interval,
    Table,
    Text,
    Uuid,
    bindparam,
    case,
    cast,
    column,
    func,
    insert,
    literal,
    select,
    text,
    true,
)
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from services.intake.policy import TIMELINE
from services.intake.store.entry_tables import filing_trace
from services.intake.store.tables import (
    application,
    file_read,
    matter,
    party,
    timeline_entry,
)
from shared.db.tables import access_grant, data_key, obligation
from shared.db.transaction import EVERY_ORG
from shared.db.types import Id, Instant
from tests.load.works import Call, headers
from tests.support.intake_bodies import elder_application

DISTRICTS = ("200", "202", "203", "204", "205", "206", "207", "221", "222", "223")
AGENCIES = tuple(f"LA-150{district}" for district in DISTRICTS)
PACE = timedelta(hours=17)  # between two matters of one agency
OPEN_COPIES = 6  # the newest are still worked on: younger than T01's 7 days
FORGOTTEN_COPIES = (50, 100)  # and these were left lying: overdue
LIFE = timedelta(days=5)  # from filing to decision
ENTRIES = 5
CASE_NO_BEGINS = "〔2026〕150203援民0000"  # of at most nine matters, whatever the size

_COUNT = bindparam("copies", type_=Integer)
_COPIES = (
    func.generate_series(1, _COUNT)
    .table_valued(column("n", Integer), name="again")
    .render_derived()
)
_N = _COPIES.c.n


async def grow(http: httpx.AsyncClient, owner_url: str, matters: int) -> UUID:
    """File one application with each agency, copy all of them until there are ``matters``.

    Returns the id of the one that the measured reader's agency took in.
    """
    filed = {agency: await _filed(http, agency) for agency in AGENCIES}
    engine = create_async_engine(owner_url)
    async with engine.begin() as connection:
        every = select(func.set_config("app.orgs", EVERY_ORG, true()))
        await connection.execute(every)
        await _tell_timeline(connection)
        for copying in _copying():
            await connection.execute(copying, {"copies": matters // len(AGENCIES) - 1})
    async with engine.connect() as connection:
        apart = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await apart.execute(text("VACUUM ANALYZE"))  # as autovacuum would have done long ago
    await engine.dispose()
    return filed["LA-150203"]


async def _filed(http: httpx.AsyncClient, agency: str) -> UUID:
    clerk = {"sub": agency, "person_id": agency, "org_id": agency, "roles": ["intake_clerk"]}
    body = elder_application(org_id=agency, owner_subject=f"citizen-{agency}")
    call = Call("POST", "/intake/v1/applications", clerk, body)
    answer = await http.post(call.path, json=call.body, headers=headers("grow", call))
    assert answer.is_success, answer.text
    return UUID(answer.json()["id"])


async def _tell_timeline(connection: AsyncConnection) -> None:
    """Some lines of a life for each matter filed; their messages are not there to be read."""
    types = list(TIMELINE)[:ENTRIES]
    for row in (await connection.execute(select(matter.c.id, matter.c.org_id))).all():
        entries = [
            {
                "message_id": UUID(int=row.id.int ^ place),
                "org_id": row.org_id,
                "matter_id": row.id,
                "source": "intake",
                "type": name,
                "sequence": place,
                "at": datetime.now(UTC) + timedelta(minutes=place),
                "facts": {},
            }
            for place, name in enumerate(types, start=1)
        ]
        await connection.execute(insert(timeline_entry), entries)


def _copying() -> list[Insert]:
    """Parents first. Copies of sealed rows weigh as much as others, though nobody can open them."""
    number = cast(_N, Text)
    case_no = func.concat(
        "〔2026〕", func.substr(matter.c.org_id, 4), "援民", func.lpad(number, 5, "0"), "号"
    )
    done = _N.not_in(range(1, OPEN_COPIES + 1)) & _N.not_in(FORGOTTEN_COPIES)
    met_at = case((done, obligation.c.started_at - _age() + literal(LIFE, Interval())))
    state = case((done, "granted"), else_=application.c.state)
    ended_at = case((done, filing_trace.c.received_at - _age() + literal(LIFE, Interval())))
    scope = literal("matter/") + cast(_again(cast(func.substr(data_key.c.scope, 8), Id)), Text)
    index = func.md5(party.c.document_index + number)
    return [
        _copies(data_key, scope=scope),
        _copies(matter, case_no=case_no),
        _copies(party, document_index=index, name_index=index, token=party.c.token + number),
        _copies(application, receipt_no=application.c.receipt_no + "-" + number, state=state),
        _copies(obligation, met_at=met_at),
        _copies(filing_trace, person_token=filing_trace.c.person_token + number, ended_at=ended_at),
        _copies(access_grant, subject=access_grant.c.subject + number),
        _copies(timeline_entry),
        _copies(file_read),
    ]


def _copies(table: Table, **changed: Any) -> Insert:
    """Each row ``copies`` times, with ids of its own and older from one copy to the next."""
    values = [changed.get(column.name, _copied(column)) for column in table.c]
    rows = select(*values).select_from(table.join(_COPIES, true()))
    return insert(table).from_select([column.name for column in table.c], rows)


def _copied(of: Column[Any]) -> Any:
    if isinstance(of.type, Uuid):
        return _again(of)
    return of - _age() if isinstance(of.type, Instant) else of


def _again(of: Any) -> Any:
    """The id of this copy: the same wherever the same id is copied."""
    return cast(func.md5(cast(of, Text) + cast(_N, Text)), Id)


def _age() -> Any:
    return _N * literal(PACE, Interval())
