"""Use case: find what an objection is against, by the number on the letter that the person holds."""

from dataclasses import replace

from services.intake.domain.objection import Contested, LetterNotFound, contested_refusal
from services.intake.domain.termination import contested_termination
from services.intake.store.decisions import Decisions
from services.intake.store.organizations import Organizations
from services.intake.store.terminations import Terminations
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
    contested = await _refusal(tx, letter_no) or await _termination(tx, letter_no)
    if contested is None:
        raise LetterNotFound()
    until_on = await last_day_of(tx, f"matter/{contested.matter_id}", "T17")
    return replace(contested, until_on=until_on) if until_on else contested


async def _refusal(tx: Transaction, letter_no: str) -> Contested | None:
    made = await Decisions(tx).by_letter(letter_no)
    return contested_refusal(made, letter_no) if made else None


async def _termination(tx: Transaction, letter_no: str) -> Contested | None:
    ended = await Terminations(tx).by_letter(letter_no)
    return contested_termination(ended, letter_no) if ended else None
