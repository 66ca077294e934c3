"""Use case: the bureau rules on an objection - uphold or order correction, in writing."""

from dataclasses import dataclass
from uuid import UUID

from services.intake.domain.events import ObjectionDecided
from services.intake.domain.numbering import ruling_number, ruling_series
from services.intake.domain.objection import Objection, Ruling
from services.intake.policy import DEADLINES
from services.intake.store.objections import Objections
from services.intake.usecases.file_objection import OBJECTION
from services.intake.usecases.issue_ruling_letter import RIGHTS, issue_ruling_letter
from shared.db.grants import close_grants
from shared.db.numbers import next_number
from shared.db.obligations import meet_obligation, open_obligation
from shared.db.transaction import Transaction
from shared.kernel.clock import law_date


@dataclass(frozen=True, kw_only=True)
class Judgment:
    ruling: Ruling
    reasons: str
    articles: tuple[str, ...]


async def decide_objection(tx: Transaction, *, objection_id: UUID, judgment: Judgment) -> Objection:
    """Meets T18 and closes the matter to the bureau again.

    Upheld, the objector's periods run (行政复议法 20; 行政诉讼法 46). Raises ObjectionNotFound,
    AgencyJudgesItself, DeciderJudgesObjection, ActNotAllowedNow.
    """
    objections = Objections(tx)
    objection = await objections.get(objection_id)
    tx.expect_version(objection.version)
    objection.require_judge(tx.actor)
    ruled = objection.rule(
        judgment.ruling,
        result_no=await _number(tx, objection.contested.bureau_org_id),
        articles=judgment.articles,
        by=tx.actor.person_id,
        now=tx.now,
    )
    saved = await objections.save(ruled, reasons=judgment.reasons)
    await _run_clocks(tx, saved, judgment.ruling)
    await issue_ruling_letter(tx, ruled=saved, ruling=judgment.ruling, reasons=judgment.reasons)
    await close_to_bureau(tx, saved)
    _tell(tx, saved, judgment.ruling)
    return saved


async def close_to_bureau(tx: Transaction, objection: Objection) -> None:
    """The bureau's reason to see the matter is gone; it keeps its own objection."""
    await close_grants(
        tx,
        object_id=objection.contested.matter_id,
        purpose=OBJECTION,
        subject=f"org/{objection.contested.bureau_org_id}",
    )


async def _number(tx: Transaction, bureau: str) -> str:
    year = law_date(tx.now).year
    return ruling_number(bureau, year, await next_number(tx, ruling_series(bureau, year)))


async def _run_clocks(tx: Transaction, ruled: Objection, ruling: Ruling) -> None:
    subject = f"objection/{ruled.id}"
    await meet_obligation(tx, subject, "T18", tx.now)
    for code in RIGHTS if ruling is Ruling.UPHOLD else ():
        await open_obligation(
            tx,
            DEADLINES[code],
            subject=subject,
            org_id=ruled.contested.bureau_org_id,
            started_at=tx.now,
            matter_id=ruled.contested.matter_id,
        )


def _tell(tx: Transaction, ruled: Objection, ruling: Ruling) -> None:
    contested = ruled.contested
    tx.record(
        f"matter/{contested.matter_id}",
        "objection.decide",
        objection_id=ruled.id,
        ruling=str(ruling),
        result_no=ruled.result_no,
        articles=list(ruled.articles),
    )
    tx.publish(
        ObjectionDecided(
            matter_id=contested.matter_id,
            objection_id=ruled.id,
            objection_no=ruled.objection_no,
            contested_kind=str(contested.kind),
            contested_id=contested.id,
            agency_org_id=contested.agency_org_id,
            bureau_org_id=contested.bureau_org_id,
            ruling=str(ruling),
            decided_at=tx.now,
        ),
        tenant=contested.agency_org_id,
    )
