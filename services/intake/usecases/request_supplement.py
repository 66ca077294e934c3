"""Use case: tell the applicant once everything that is missing; the clock stands meanwhile.

The date may be moved once; a further notice needs new facts and a second person (law.md A4, I8).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from services.intake.domain.application import Application
from services.intake.domain.document import zh_date
from services.intake.domain.events import SupplementExtended, SupplementRequested
from services.intake.domain.lane import require_not_known
from services.intake.domain.supplement import FurtherNotice, require_asking
from services.intake.policy import ANSWERED_BY, LIMITS
from services.intake.policy.documents import label_zh
from services.intake.store.applications import Applications
from services.intake.usecases.find_lane import find_lane
from services.intake.usecases.issue_document import issue_document
from shared.db.obligations import pause_obligation
from shared.db.transaction import Transaction
from shared.kernel.clock import law_date


@dataclass(frozen=True, kw_only=True)
class Missing:
    """Papers to hand in, and points to explain (P148 13(2))."""

    item_codes: tuple[str, ...]
    explanation_codes: tuple[str, ...] = ()


async def request_supplement(
    tx: Transaction, *, application_id: UUID, missing: Missing
) -> Application:
    """One-time notice (法律援助法 43(2)); pauses T01 (P148 17(2)).

    Raises SupplementAsksNothing, SupplementAlreadyRequested, AskedTwice, ActNotAllowedNow.
    """
    require_asking(missing.item_codes, missing.explanation_codes)
    application = await _loaded(tx, application_id)
    require_not_known(
        missing.item_codes, application.materials, ANSWERED_BY, fast=application.lane.fast
    )
    asked = application.request_supplement(
        missing.item_codes, missing.explanation_codes, due_on=_due_on(tx), now=tx.now
    )
    return await _told(tx, asked, "application.request_supplement")


async def extend_supplement(tx: Transaction, *, application_id: UUID) -> Application:
    """Move the date once, before it is over (law.md A4).

    Raises SupplementAlreadyExtended, SupplementDateOver, ActNotAllowedNow.
    """
    application = await _loaded(tx, application_id)
    until_on = application.extended_until(LIMITS.supplement_extension_days)
    saved = await Applications(tx).save(application.extend_supplement(until_on, now=tx.now))
    stream = f"matter/{saved.matter_id}"
    tx.record(stream, "application.extend_supplement", due_on=until_on)
    tx.publish(
        SupplementExtended(
            matter_id=saved.matter_id,
            agency_org_id=saved.agency_org_id,
            due_on=until_on,
            extended_at=tx.now,
        ),
        tenant=saved.agency_org_id,
    )
    return saved


async def propose_further_notice(
    tx: Transaction, *, application_id: UUID, missing: Missing, new_fact_code: str
) -> Application:
    """New facts make a further notice necessary (law.md I8); a second person approves it.

    Raises SupplementAsksNothing, FirstNoticeNotGiven, ActNotAllowedNow.
    """
    require_asking(missing.item_codes, missing.explanation_codes)
    application = await _loaded(tx, application_id)
    proposal = FurtherNotice(
        item_codes=missing.item_codes,
        explanation_codes=missing.explanation_codes,
        new_fact_code=new_fact_code,
        proposed_by=tx.actor.person_id,
    )
    saved = await Applications(tx).save(application.propose_further_notice(proposal))
    tx.record(
        f"matter/{saved.matter_id}", "application.propose_further_notice", reason=new_fact_code
    )
    return saved


async def approve_further_notice(tx: Transaction, *, application_id: UUID) -> Application:
    """Raises FurtherNoticeNotProposed, ApproverProposedIt, ActNotAllowedNow."""
    application = await _loaded(tx, application_id)
    approved = application.approve_further_notice(
        person_id=tx.actor.person_id, due_on=_due_on(tx), now=tx.now
    )
    return await _told(tx, approved, "application.approve_further_notice")


async def _loaded(tx: Transaction, application_id: UUID) -> Application:
    application = await Applications(tx).get(application_id)
    tx.expect_version(application.version)
    return application


def _due_on(tx: Transaction) -> date:
    return law_date(tx.now) + timedelta(days=LIMITS.supplement_days)


async def _told(tx: Transaction, asked: Application, act: str) -> Application:
    applications = Applications(tx)
    placed = await find_lane(tx, asked, await applications.form(asked.id))
    saved = await applications.save(placed)
    notice = saved.supplement
    assert notice is not None
    stream = f"matter/{saved.matter_id}"
    await pause_obligation(tx, stream, "T01", tx.now)
    codes = (*notice.item_codes, *notice.explanation_codes)
    tx.record(stream, act, item_codes=list(codes), due_on=notice.due_on)
    tx.publish(
        SupplementRequested(
            matter_id=saved.matter_id,
            agency_org_id=saved.agency_org_id,
            item_codes=codes,
            due_on=notice.due_on,
            requested_at=tx.now,
        ),
        tenant=saved.agency_org_id,
    )
    await issue_document(
        tx,
        matter_id=saved.matter_id,
        kind="supplement_notice",
        facts={
            "items": (
                *(label_zh("materials", code) for code in notice.item_codes),
                *(label_zh("explanation_points", code) for code in notice.explanation_codes),
            ),
            "due_on": zh_date(notice.due_on),
        },
        source_id=saved.id,
    )
    return saved
