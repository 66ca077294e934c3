"""Use case: issue the result of an objection - the ruling, its reasons, and what may be done next."""

from services.intake.domain.document import Document, Fact, zh_date
from services.intake.domain.objection import Objection, Ruling
from services.intake.policy import DEADLINES, ORDERED_NEXT, REMEDIES
from services.intake.policy.documents import label_zh
from services.intake.store.organizations import Organizations
from services.intake.usecases.issue_document import issue_document
from shared.db.obligations import load_calendar
from shared.db.transaction import Transaction
from shared.kernel.obligations import due, last_day

RIGHTS = ("T19", "T20")  # reconsideration and suit, for the objector of an upheld decision


async def issue_ruling_letter(
    tx: Transaction, *, ruled: Objection, ruling: Ruling, reasons: str
) -> Document:
    """Upheld, it prints both rights with their last days (行政复议法 20): unsaid, a year would run."""
    contested = ruled.contested
    bureau = await Organizations(tx).get(contested.bureau_org_id, pointer="/bureau_org_id")
    facts: dict[str, Fact] = {
        "decision_no": contested.letter_no,
        "bureau_name": bureau.name,
        "outcome": label_zh("rulings", str(ruling)),
        "reasons": (reasons,),
        "remedy": await _rights(tx) if ruling is Ruling.UPHOLD else ORDERED_NEXT.zh,
    }
    await tx.write_into(contested.agency_org_id)
    return await issue_document(
        tx,
        matter_id=contested.matter_id,
        kind="objection_result",
        facts=facts,
        number=ruled.result_no,
        source_id=ruled.id,
    )


async def _rights(tx: Transaction) -> str:
    calendar = await load_calendar(tx)
    told = []
    for code in RIGHTS:
        limit = due(DEADLINES[code], tx.now, (), calendar).limit
        told.append(f"{REMEDIES[code].zh}截至{zh_date(last_day(limit))}。")
    return "".join(told)
