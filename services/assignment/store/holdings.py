"""Store: who holds or held what, with the keyed tokens of the people; city-wide by design (N9)."""

from collections import Counter, defaultdict
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, update

from services.assignment.domain.conflicts import CaseTokens, DutyHelp, Holding
from services.assignment.domain.stage_assignment import StageAssignment
from services.assignment.store.duty_tables import duty_help_token
from services.assignment.store.tables import case_token, holding
from shared.db.sql import insert_into, insert_missing
from shared.db.transaction import Transaction

SIDES = ("party", "opponent", "co_accused")


class Holdings:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def keep_tokens(self, tokens: CaseTokens) -> None:
        """Store the people of a newly opened stage assignment."""
        rows = [
            {"stage_assignment_id": tokens.stage_assignment_id, "side": side, "token": token}
            for side in SIDES
            for token in sorted(getattr(tokens, side))
        ]
        if rows:
            await insert_missing(self._tx.connection, case_token, rows)

    async def tokens_of(self, held: StageAssignment) -> CaseTokens:
        """The people of this case, and those of every other case linked by a co-accused token."""
        own = (await self._tokens([held.id]))[held.id]
        return CaseTokens(
            stage_assignment_id=held.id,
            matter_id=held.facts.matter_id,
            linked_parties=await self._linked_parties(held.id, own["co_accused"]),
            **{side: frozenset(own[side]) for side in SIDES},
        )

    async def sharing(self, tokens: CaseTokens) -> list[Holding]:
        """Every holding of the city that shares any token with the case, on whatever side."""
        cases = select(case_token.c.stage_assignment_id).where(case_token.c.token.in_(tokens.all))
        query = select(holding).where(holding.c.stage_assignment_id.in_(cases))
        rows = (await self._tx.execute(query)).all()
        people = await self._tokens([row.stage_assignment_id for row in rows])
        return [
            Holding(
                stage_assignment_id=row.stage_assignment_id,
                matter_id=row.matter_id,
                provider_id=row.provider_id,
                open=row.until_on is None,
                **{side: frozenset(people[row.stage_assignment_id][side]) for side in SIDES},
            )
            for row in rows
        ]

    async def helps(self, tokens: CaseTokens) -> list[DutyHelp]:
        """Duty help once given to anyone of this or a linked case."""
        column = duty_help_token.c
        query = select(column.provider_id, column.token).where(
            column.token.in_(tokens.party | tokens.linked_parties)
        )
        by_provider: dict[UUID, set[str]] = defaultdict(set)
        for row in await self._tx.execute(query):
            by_provider[row.provider_id].add(row.token)
        return [DutyHelp(provider_id=who, tokens=frozenset(t)) for who, t in by_provider.items()]

    async def keep_help(self, provider_id: UUID, tokens: tuple[str, ...], on: date) -> None:
        rows = [{"provider_id": provider_id, "token": t, "helped_on": on} for t in sorted(tokens)]
        if rows:
            await insert_missing(self._tx.connection, duty_help_token, rows)

    async def helped_linked(self, provider_id: UUID, people: frozenset[str]) -> bool:
        """Whether the lawyer has helped another co-suspect of one of these people before."""
        column = case_token.c
        cases = select(column.stage_assignment_id).where(column.token.in_(people))
        shared = select(column.token).where(
            column.side == "co_accused", column.stage_assignment_id.in_(cases)
        )
        linked = select(column.stage_assignment_id).where(column.token.in_(shared))
        parties = select(column.token).where(
            column.side == "party", column.stage_assignment_id.in_(linked)
        )
        helped = duty_help_token.c
        query = select(helped.token).where(
            helped.provider_id == provider_id,
            helped.token.in_(parties),
            helped.token.not_in(people),
        )
        return (await self._tx.execute(query.limit(1))).first() is not None

    async def count(self) -> int:
        rows = await self._tx.execute(select(func.count()).select_from(holding))
        return int(rows.scalar_one())

    async def open_counts(self) -> Counter[UUID]:
        """How many cases each provider holds now."""
        return await self._counts(holding.c.until_on.is_(None))

    async def recent_counts(self, since: date) -> Counter[UUID]:
        """How many cases each provider was given since that day."""
        return await self._counts(holding.c.since_on >= since)

    async def handlers_of(self, matter_id: UUID) -> set[UUID]:
        """Whoever holds or held a stage of this matter."""
        query = select(holding.c.provider_id).where(holding.c.matter_id == matter_id)
        return {row.provider_id for row in await self._tx.execute(query)}

    async def begin(self, held: StageAssignment) -> None:
        """The handler holds it from now on; also where somebody held it before it was reopened."""
        assert held.firm_id is not None
        holder = {
            "provider_id": held.named.provider_id,
            "firm_id": held.firm_id,
            "since_on": held.assigned_on,
            "until_on": None,
        }
        statement = insert_into(holding, self._tx.database.dialect).values(
            stage_assignment_id=held.id, matter_id=held.facts.matter_id, **holder
        )
        await self._tx.execute(
            statement.on_conflict_do_update(index_elements=["stage_assignment_id"], set_=holder)
        )

    async def end(self, stage_assignment_id: UUID, on: date) -> None:
        await self._tx.execute(
            update(holding)
            .where(holding.c.stage_assignment_id == stage_assignment_id)
            .values(until_on=on)
        )

    async def _counts(self, condition: ColumnElement[bool]) -> Counter[UUID]:
        query = select(holding.c.provider_id, func.count().label("held")).where(condition)
        rows = await self._tx.execute(query.group_by(holding.c.provider_id))
        return Counter({row.provider_id: row.held for row in rows})

    async def _tokens(self, cases: list[UUID]) -> dict[UUID, dict[str, set[str]]]:
        found: dict[UUID, dict[str, set[str]]] = {
            case: {side: set() for side in SIDES} for case in cases
        }
        query = select(case_token).where(case_token.c.stage_assignment_id.in_(cases))
        for row in await self._tx.execute(query):
            found[row.stage_assignment_id][row.side].add(row.token)
        return found

    async def _linked_parties(self, own: UUID, co_accused: set[str]) -> frozenset[str]:
        if not co_accused:
            return frozenset()
        column = case_token.c
        linked = select(column.stage_assignment_id).where(
            column.side == "co_accused",
            column.token.in_(co_accused),
            column.stage_assignment_id != own,
        )
        query = select(column.token).where(
            column.side == "party", column.stage_assignment_id.in_(linked)
        )
        return frozenset(row.token for row in await self._tx.execute(query))
