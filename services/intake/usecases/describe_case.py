"""Use case: say of a case what assignment needs to find its lawyer - codes and tokens, no names."""

from typing import Any

from services.intake.domain.matter import Form, Matter
from services.intake.store.matters import Matters, tokens
from services.intake.usecases.number_case import number_case
from shared.db.transaction import Transaction


async def describe_case(tx: Transaction, matter: Matter, form: Form) -> dict[str, Any]:
    """The fields that the grant and early aid have in common; the case is numbered on the way."""
    people = await Matters(tx).people(matter.id)
    return {
        "matter_id": matter.id,
        "group_id": matter.group_id,
        "case_no": await number_case(tx, matter),
        "agency_org_id": matter.agency_org_id,
        "kind": matter.kind,
        "service": matter.service,
        "stage": matter.stage,
        "cause_code": matter.cause_code,
        "recipient_tags": tuple(sorted(form.facts.tags)),
        "party_tokens": tokens(tx, people, ours=True),
        "opponent_tokens": tokens(tx, people, ours=False),
        "language": form.needs.language,
        "sign_language": form.needs.sign_language,
        "gender_preference": form.needs.gender_preference,
    }
