"""Use case: two people look at a typical case - one signs, another publishes - and it can be taken back."""

from uuid import UUID

from services.intake.domain.typical_case import TypicalCase
from services.intake.store.typical_cases import TypicalCases
from shared.db.transaction import Transaction


async def sign_typical_case(tx: Transaction, *, case_id: UUID) -> TypicalCase:
    """Raises TypicalCaseNotFound, ActNotAllowedNow."""
    case = await _judged(tx, case_id)
    return await _saved(tx, case.sign(person_id=tx.actor.person_id), "sign")


async def publish_typical_case(tx: Transaction, *, case_id: UUID) -> TypicalCase:
    """From here on anybody may read it. Raises SecondPersonNeeded besides."""
    case = await _judged(tx, case_id)
    published = case.publish(person_id=tx.actor.person_id)
    await TypicalCases(tx).show(published)
    return await _saved(tx, published, "publish")


async def retract_typical_case(tx: Transaction, *, case_id: UUID) -> TypicalCase:
    """Take it back from the public; the record of it stays."""
    case = await _judged(tx, case_id)
    await TypicalCases(tx).hide(case_id)
    return await _saved(tx, case.retract(), "retract")


async def _judged(tx: Transaction, case_id: UUID) -> TypicalCase:
    case = await TypicalCases(tx).get(case_id)
    tx.expect_version(case.version)
    return case


async def _saved(tx: Transaction, case: TypicalCase, act: str) -> TypicalCase:
    cases = TypicalCases(tx)
    await cases.save(case)
    tx.record(f"typical_case/{case.id}", f"typical_case.{act}")
    return await cases.get(case.id)
