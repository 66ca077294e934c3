"""Use case: write a typical case, or change its words, which takes the signature back."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from services.intake.domain.matter import Person
from services.intake.domain.typical_case import (
    CaseText,
    TypicalCase,
    TypicalCaseState,
    require_redacted,
)
from services.intake.store.matters import Matters
from services.intake.store.typical_cases import TypicalCases
from shared.db.transaction import Transaction


@dataclass(frozen=True, kw_only=True)
class CaseDraft:
    """``matter_id``: the matter told of, so that its people's names are looked for in the text."""

    matter_id: UUID | None
    kind: str
    cause_code: str
    texts: Mapping[str, CaseText]


async def write_typical_case(tx: Transaction, *, draft: CaseDraft) -> TypicalCase:
    """Raises MatterNotFound, PersonalDataLeft."""
    require_redacted(draft.texts, await _people(tx, draft.matter_id))
    assert tx.actor.org_id is not None
    case = TypicalCase(
        id=tx.new_id(),
        agency_org_id=tx.actor.org_id,
        matter_id=draft.matter_id,
        kind=draft.kind,
        cause_code=draft.cause_code,
        texts=draft.texts,
        state=TypicalCaseState.DRAFT,
        author_person_id=tx.actor.person_id,
    )
    await TypicalCases(tx).add(case)
    tx.record(f"typical_case/{case.id}", "typical_case.write", matter_id=case.matter_id)
    return case


async def edit_typical_case(
    tx: Transaction, *, case_id: UUID, texts: Mapping[str, CaseText]
) -> TypicalCase:
    """Raises TypicalCaseNotFound, ActNotAllowedNow, PersonalDataLeft."""
    cases = TypicalCases(tx)
    case = await cases.get(case_id)
    tx.expect_version(case.version)
    edited = case.edit(texts, person_id=tx.actor.person_id)
    require_redacted(texts, await _people(tx, case.matter_id))
    await cases.save(edited)
    tx.record(f"typical_case/{case.id}", "typical_case.edit")
    return await cases.get(case_id)


async def _people(tx: Transaction, matter_id: UUID | None) -> tuple[Person, ...]:
    if matter_id is None:
        return ()
    matters = Matters(tx)
    await matters.get(matter_id)
    return await matters.people(matter_id)
