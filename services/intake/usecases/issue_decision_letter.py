"""Use case: issue the letter of a decision 给予/不予 - reasons, articles, and where to object."""

from services.intake.domain.decision import Decision, DecisionOutcome
from services.intake.domain.document import Document, Fact
from services.intake.policy import DEADLINES, SHOWN_CLOCKS
from services.intake.policy.documents import reason_zh
from services.intake.store.organizations import Organizations
from services.intake.usecases.issue_document import issue_document
from shared.db.transaction import Transaction

KINDS = {DecisionOutcome.GRANT: "grant", DecisionOutcome.REFUSE: "refusal"}


async def issue_decision_letter(tx: Transaction, *, made: Decision, letter_no: str) -> Document:
    """One letter per decision, under the decision's own number (法律援助法 43, 49)."""
    facts: dict[str, Fact] = {
        "reasons": tuple(reason_zh(code) for code in made.reason_codes),
        "articles": "；".join(made.articles),
        "days": str(SHOWN_CLOCKS["T02"].length),
        "objection_days": str(DEADLINES["T17"].length),
    }
    if made.objection_org_id is not None:
        bureau = await Organizations(tx).get(made.objection_org_id, pointer="/objection_org_id")
        facts["objection_org_name"] = bureau.name
    return await issue_document(
        tx,
        matter_id=made.matter_id,
        kind=KINDS[made.outcome],
        facts=facts,
        number=letter_no,
        source_id=made.id,
    )
