"""Use case: the head decides that aid ends, in writing - or drops the proposal."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from services.intake.domain.document import Fact
from services.intake.domain.events import MatterTerminated
from services.intake.domain.numbering import letter_number, letter_series
from services.intake.domain.termination import Termination
from services.intake.policy import DEADLINES, TERMINATION_GROUNDS
from services.intake.store.acting import ActingAppointments
from services.intake.store.organizations import Organizations
from services.intake.store.terminations import Terminations
from services.intake.usecases.issue_document import issue_document
from shared.db.numbers import next_number
from shared.db.obligations import load_calendar, open_obligation
from shared.db.transaction import Transaction
from shared.kernel.clock import law_date
from shared.kernel.obligations import due

KIND = "termination"
CLOCKS = ("T16", "T17")  # send it; the recipient may object
_INSTANT = timedelta(microseconds=1)


async def approve_termination(tx: Transaction, *, termination_id: UUID) -> Termination:
    """Number the letter, issue it, tell the other services, start T16 and T17 (P148 39).

    Raises TerminationNotFound, OnlyHeadTerminates, ProposerDecides, ActNotAllowedNow,
    TerminationGroundBlocked.
    """
    proposed = await _decided_by_head(tx, termination_id)
    authority = await ActingAppointments(tx).authority(proposed.agency_org_id)
    approved = proposed.approve(
        by=authority.person_id, acting_for=authority.acting_for_person_id, now=tx.now
    )
    agency = await Organizations(tx).get(approved.agency_org_id, pointer="/agency_org_id")
    limit = due(DEADLINES["T17"], tx.now, (), await load_calendar(tx)).limit
    saved = await Terminations(tx).save(
        replace(
            approved,
            letter_no=await _letter_no(tx, approved.agency_org_id),
            bureau_org_id=agency.parent_code,
            objection_until_on=law_date(limit - _INSTANT),
        )
    )
    await _run_clocks(tx, saved)
    await _issue(tx, saved)
    _tell(tx, saved)
    return saved


async def drop_termination(tx: Transaction, *, termination_id: UUID) -> Termination:
    """The aid goes on. Raises TerminationNotFound, OnlyHeadTerminates, ActNotAllowedNow."""
    proposed = await _decided_by_head(tx, termination_id)
    dropped = await Terminations(tx).save(proposed.drop())
    tx.record(f"matter/{dropped.matter_id}", "termination.drop", termination_id=dropped.id)
    return dropped


async def _decided_by_head(tx: Transaction, termination_id: UUID) -> Termination:
    proposed = await Terminations(tx).get(termination_id)
    tx.expect_version(proposed.version)
    authority = await ActingAppointments(tx).authority(proposed.agency_org_id)
    proposed.require_decider(tx.actor.person_id, as_head=authority.as_head)
    return proposed


async def _letter_no(tx: Transaction, agency: str) -> str:
    year = law_date(tx.now).year
    serial = await next_number(tx, letter_series(agency, year, KIND))
    return letter_number(agency, year, KIND, serial)


async def _run_clocks(tx: Transaction, ended: Termination) -> None:
    for code in CLOCKS:
        await open_obligation(
            tx,
            DEADLINES[code],
            subject=f"matter/{ended.matter_id}",
            org_id=ended.agency_org_id,
            started_at=tx.now,
        )


async def _issue(tx: Transaction, ended: Termination) -> None:
    """Where aid was got by fraud the letter names the consequences (法律援助法 64), no more."""
    ground = TERMINATION_GROUNDS[ended.ground_code]
    assert ended.bureau_org_id is not None
    bureau = await Organizations(tx).get(ended.bureau_org_id, pointer="/bureau_org_id")
    facts: dict[str, Fact] = {
        "reasons": tuple(filter(None, (ground.label_zh, ground.consequence_zh))),
        "articles": "；".join(ended.articles),
        "objection_days": str(DEADLINES["T17"].length),
        "objection_org_name": bureau.name,
    }
    await issue_document(
        tx,
        matter_id=ended.matter_id,
        kind=KIND,
        facts=facts,
        number=ended.letter_no,
        source_id=ended.id,
    )


def _tell(tx: Transaction, ended: Termination) -> None:
    assert ended.objection_until_on is not None
    tx.record(
        f"matter/{ended.matter_id}",
        "termination.approve",
        termination_id=ended.id,
        ground=ended.ground_code,
        articles=list(ended.articles),
        letter_no=ended.letter_no,
        acting_for=ended.acting_for_person_id,
    )
    tx.publish(
        MatterTerminated(
            matter_id=ended.matter_id,
            agency_org_id=ended.agency_org_id,
            termination_id=ended.id,
            ground_code=ended.ground_code,
            organ_org_id=ended.organ_org_id,
            terminated_at=tx.now,
            objection_org_id=ended.bureau_org_id or "",
            objection_until_on=ended.objection_until_on,
        ),
        tenant=ended.agency_org_id,
    )
