"""Store: matters and the people in them; names and numbers sealed under the matter's own key."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import delete, insert, or_, update

from services.intake.domain.identity import CITIZEN_ID, CUSTODY_NUMBER
from services.intake.domain.matter import Matter, MatterNotFound, Origin, Part, Person
from services.intake.store.forms import person_of, person_text
from services.intake.store.tables import matter, matter_group, notice, party
from shared.db.transaction import Transaction

PERSON_CELL = "party.person"
_NOTICED = (str(Part.ACCUSED), str(Part.CO_ACCUSED))
DOCUMENT_INDEX, NAME_INDEX = "document_number", "name"


def matter_key(matter_id: UUID) -> str:
    """The scope of the data key: destroying it erases the person."""
    return f"matter/{matter_id}"


class Matters:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def get(self, matter_id: UUID) -> Matter:
        """Raises MatterNotFound, also for what is not yours."""
        rows = await self._tx.execute(self._tx.scoped(matter).where(matter.c.id == matter_id))
        row = rows.one_or_none()
        if row is None:
            raise MatterNotFound()
        return Matter(
            id=row.id,
            group_id=row.group_id,
            agency_org_id=row.org_id,
            origin=Origin(row.origin),
            kind=row.kind,
            service=row.service,
            stage=row.stage,
            cause_code=row.cause_code,
            case_no=row.case_no,
            owner_subject=row.owner_subject,
        )

    async def add(self, fresh: Matter, people: Iterable[Person]) -> None:
        row = {
            "id": fresh.id,
            "org_id": fresh.agency_org_id,
            "group_id": fresh.group_id,
            "origin": str(fresh.origin),
            "kind": fresh.kind,
            "service": fresh.service,
            "stage": fresh.stage,
            "cause_code": fresh.cause_code,
            "case_no": fresh.case_no,
            "owner_subject": fresh.owner_subject,
            "created_at": self._tx.now,
            "updated_at": self._tx.now,
        }
        await self._tx.execute(insert(matter), row)
        await self._add_people(fresh, list(people))

    async def add_group(
        self, *, group_id: UUID, agency_org_id: str, cause_code: str, size: int
    ) -> None:
        await self._tx.execute(
            insert(matter_group).values(
                id=group_id,
                org_id=agency_org_id,
                cause_code=cause_code,
                size=size,
                filed_by=self._tx.actor.person_id,
                created_at=self._tx.now,
            )
        )

    async def number(self, matter_id: UUID, case_no: str) -> None:
        """Give the matter its human number, once."""
        await self._tx.execute(
            update(matter)
            .where(matter.c.id == matter_id, matter.c.case_no.is_(None))
            .values(case_no=case_no, updated_at=self._tx.now)
        )

    async def move_stage(self, matter_id: UUID, stage: str) -> None:
        """The stage of the newest accepted notice."""
        await self._tx.execute(
            update(matter)
            .where(matter.c.id == matter_id)
            .values(stage=stage, updated_at=self._tx.now)
        )

    async def of_accused(
        self,
        token: str,
        *,
        agency_org_id: str,
        cause_code: str,
        named_only: bool,
        organ_case_index: str | None,
    ) -> UUID | None:
        """The newest notice matter of this accused that a later notice belongs to.

        The same person under the same charge or organ's case number; a bare name proves nobody, so
        then only the case number counts.
        """
        same = [notice.c.organ_case_index == organ_case_index] if organ_case_index else []
        if not named_only:
            same.append(matter.c.cause_code == cause_code)
        if not same:
            return None
        async with self._tx.seeing_also(agency_org_id):
            query = (
                self._tx.scoped(matter, matter.c.id)
                .join(party, party.c.matter_id == matter.c.id)
                .join(notice, notice.c.matter_id == matter.c.id)
                .where(
                    matter.c.org_id == agency_org_id,
                    party.c.token == token,
                    party.c.part == str(Part.ACCUSED),
                    or_(*same),
                )
                .order_by(matter.c.created_at.desc())
                .limit(1)
            )
            found: UUID | None = (await self._tx.execute(query)).scalar_one_or_none()
        return found

    async def replace_people(self, of: Matter, people: Iterable[Person]) -> None:
        """Put these in the place of the accused and co-accused that were known."""
        await self._tx.execute(
            delete(party).where(party.c.matter_id == of.id, party.c.part.in_(_NOTICED))
        )
        await self._add_people(of, list(people))

    async def people(self, matter_id: UUID) -> tuple[Person, ...]:
        """Everyone in the matter, opened; the caller masks or logs what it shows."""
        rows = await self._tx.execute(
            self._tx.scoped(party).where(party.c.matter_id == matter_id).order_by(party.c.id)
        )
        cipher = await self._tx.vault.cipher(self._tx, matter_key(matter_id))
        return tuple(person_of(cipher.open(PERSON_CELL, row.person_sealed)) for row in rows)

    async def add_people(self, of: Matter, people: Iterable[Person]) -> None:
        """Add to those that are there; nobody is ever taken out."""
        await self._add_people(of, list(people))

    async def _add_people(self, of: Matter, people: list[Person]) -> None:
        cipher = await self._tx.vault.new_cipher(self._tx, matter_key(of.id))
        rows = [
            {
                "id": self._tx.new_id(),
                "org_id": of.agency_org_id,
                "matter_id": of.id,
                "part": str(person.part),
                "is_person": person.is_person,
                "document_kind": person.document_kind,
                "person_sealed": cipher.seal(PERSON_CELL, person_text(person)),
                "document_index": self._index(DOCUMENT_INDEX, person.document_number),
                "name_index": self._index(NAME_INDEX, person.name),
                "token": person_token(self._tx, person),
            }
            for person in people
        ]
        await self._tx.execute(insert(party), rows)

    def _index(self, column: str, value: str | None) -> str | None:
        return self._tx.vault.blind_index(column, value) if value else None


def person_token(tx: Transaction, person: Person) -> str:
    """The city-wide token of the conflict check: by number where known, else by name.

    The kinds are one vocabulary for all services: ``person`` is a citizen number. Who gives no
    name goes by the custody number until they are identified (law.md A24).
    """
    if not person.is_person:
        return tx.vault.city_token("organization", person.name)
    if person.document_number is None:
        return tx.vault.city_token("name", person.name)
    if person.document_kind == CUSTODY_NUMBER:
        org_id, _, custody_no = person.document_number.partition("/")
        return custody_token(tx, org_id, custody_no)
    kind = "person" if person.document_kind == CITIZEN_ID else person.document_kind
    return tx.vault.city_token(kind, person.document_number)


def custody_token(tx: Transaction, org_id: str, custody_no: str) -> str:
    """The token of a number that only this custody place gives."""
    return tx.vault.city_token(f"custody/{org_id}", custody_no)


def tokens(tx: Transaction, people: Iterable[Person], *, ours: bool) -> tuple[str, ...]:
    """The tokens of one side, sorted, so that equal sides are equal facts."""
    return tuple(sorted({person_token(tx, p) for p in people if p.part.ours is ours}))
