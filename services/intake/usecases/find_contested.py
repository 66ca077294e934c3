"""Use case: find what an objection is against, by the number on the letter that the person holds."""

from dataclasses import replace

from services.intake.domain.objection import Contested, LetterNotFound, contested_refusal
from services.intake.store.decisions import Decisions
from services.intake.store.organizations import Organizations
from shared.db.obligations import last_day_of
from shared.db.transaction import Scope, Transaction


async def find_contested(tx: Transaction, *, letter_no: str) -> Contested:
    """A bureau finds the letters of the agencies that it set up; everybody else their own.

    The period ends as its clock says: from the recorded day of receipt, else from the decision.

    Raises LetterNotFound, NothingToObjectTo.
    """
    if not tx.actor.has("bureau_officer") or tx.actor.org_id is None:
        return await _by_letter(tx, letter_no)
    agencies = await Organizations(tx).agencies_of(tx.actor.org_id)
    scope = Scope(orgs=frozenset(agencies))
    async with tx.transactions.begin(actor=tx.actor, scope=scope, write=False) as look:
        return await _by_letter(look, letter_no)


async def _by_letter(tx: Transaction, letter_no: str) -> Contested:
    made = await Decisions(tx).by_letter(letter_no)
    if made is None:
        raise LetterNotFound()
    until_on = await last_day_of(tx, f"matter/{made.matter_id}", "T17")
    contested = contested_refusal(made, letter_no)
    return replace(contested, until_on=until_on) if until_on else contested
