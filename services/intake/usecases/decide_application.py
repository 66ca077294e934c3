"""Use case: decide 给予/不予 - a named approver, the rules' packet, the letter's number, the clocks."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.intake.domain.acting import DecidingAuthority
from services.intake.domain.aid_first import AidFirstEnd
from services.intake.domain.application import Application
from services.intake.domain.assessment import Assessment
from services.intake.domain.decision import (
    AgencyCannotDecide,
    Decision,
    DecisionOutcome,
    articles_of,
    reasons_of,
    require_consistent,
)
from services.intake.domain.events import ApplicationGranted, ApplicationRefused
from services.intake.domain.matter import Form, Matter
from services.intake.domain.numbering import letter_number, letter_series
from services.intake.domain.objection import ContestedKind, CorrectionOrderBinds, Objection
from services.intake.domain.organization import Organization
from services.intake.policy import DEADLINES, REASON_ARTICLES
from services.intake.store.acting import ActingAppointments
from services.intake.store.applications import Applications
from services.intake.store.decisions import Decisions
from services.intake.store.matters import Matters
from services.intake.store.objections import Objections
from services.intake.store.organizations import Organizations
from services.intake.usecases.assess_application import assess_application
from services.intake.usecases.describe_case import describe_case
from services.intake.usecases.end_aid_first import confirm_aid_first, end_aid_first
from services.intake.usecases.issue_decision_letter import issue_decision_letter
from services.intake.usecases.require_ruled import require_ruled
from shared.db.numbers import next_number
from shared.db.obligations import load_calendar, meet_obligation, open_obligation
from shared.db.transaction import Transaction
from shared.kernel.clock import law_date
from shared.kernel.obligations import due, last_day


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What the approver says. ``explanation`` is needed where the rules found otherwise."""

    outcome: DecisionOutcome
    reason_codes: tuple[str, ...] = ()
    explanation: str | None = None


async def decide_application(
    tx: Transaction, *, application_id: UUID, verdict: Verdict
) -> Decision:
    """Assess afresh, decide, and stop T01; a grant numbers the case, a refusal starts T17.

    A refusal that the bureau has ordered to correct is decided again here, and only to grant.
    Raises ActNotAllowedNow, AgencyCannotDecide, DecisionContradictsFindings, GrantNeedsExplanation,
    RefusalNeedsReason, CorrectionOrderBinds, DuplicateNotRuled, PolicyRowMissing.
    """
    applications = Applications(tx)
    application = await applications.get(application_id)
    tx.expect_version(application.version)
    await require_ruled(tx, application_id)
    agency = await _deciding(tx, application)
    form = await applications.form(application_id)
    assessment = await assess_application(
        tx, application=application, facts=form.facts, household=form.household
    )
    order = await Objections(tx).ordered(application.matter_id, ContestedKind.REFUSAL)
    decided = _decided(application, verdict, assessment, order)
    authority = await ActingAppointments(tx).authority(agency.code)
    made = await _decision(
        tx, decided, verdict, assessment, (agency, authority), ordered=order is not None
    )
    await applications.save(decided)
    letter_no = await _keep(tx, made, verdict, assessment)
    if order is not None:
        await Objections(tx).save(order.correct(made.id))
    matter = await Matters(tx).get(made.matter_id)
    if made.outcome is DecisionOutcome.GRANT:
        await _grant(tx, made, matter, form, assessment)
    else:
        await _refuse(tx, made)
    await issue_decision_letter(tx, made=made, letter_no=letter_no)
    return made


def _decided(
    application: Application, verdict: Verdict, assessment: Assessment, order: Objection | None
) -> Application:
    """Under an order there is one outcome left; otherwise what the approver says."""
    if order is None:
        return application.decide(str(verdict.outcome), packet_digest=assessment.packet_digest)
    if verdict.outcome is not DecisionOutcome.GRANT:
        raise CorrectionOrderBinds()
    return application.correct(packet_digest=assessment.packet_digest)


async def _deciding(tx: Transaction, application: Application) -> Organization:
    agency = await Organizations(tx).get(application.agency_org_id, pointer="/agency_org_id")
    if not agency.can_decide:
        raise AgencyCannotDecide(org=agency.code)
    return agency


async def _decision(
    tx: Transaction,
    decided: Application,
    verdict: Verdict,
    assessment: Assessment,
    by: tuple[Organization, DecidingAuthority],
    *,
    ordered: bool,
) -> Decision:
    agency, authority = by
    deviates = require_consistent(
        verdict.outcome,
        assessment,
        approver_is_head=authority.as_head or ordered,
        explained=bool(verdict.explanation) or ordered,
    )
    refused = verdict.outcome is DecisionOutcome.REFUSE
    reason_codes = reasons_of(verdict.outcome, assessment, verdict.reason_codes)
    return Decision(
        id=tx.new_id(),
        matter_id=decided.matter_id,
        application_id=decided.id,
        agency_org_id=decided.agency_org_id,
        outcome=verdict.outcome,
        reason_codes=reason_codes,
        articles=articles_of(assessment, reason_codes, REASON_ARTICLES),
        approver_person_id=authority.person_id,
        decided_at=tx.now,
        packet_digest=assessment.packet_digest,
        deviates=deviates,
        objection_org_id=agency.parent_code if refused else None,
        objection_until_on=await _objection_until(tx) if refused else None,
        acting_for_person_id=authority.acting_for_person_id,
    )


async def _objection_until(tx: Transaction) -> date:
    """Counted from the decision until the day of receipt is recorded: never later than the law's."""
    limit = due(DEADLINES["T17"], tx.now, (), await load_calendar(tx)).limit
    return last_day(limit)


async def _keep(tx: Transaction, made: Decision, verdict: Verdict, assessment: Assessment) -> str:
    """The decision under the number of its letter, which is returned."""
    year, outcome = law_date(made.decided_at).year, str(made.outcome)
    serial = await next_number(tx, letter_series(made.agency_org_id, year, outcome))
    letter_no = letter_number(made.agency_org_id, year, outcome, serial)
    await Decisions(tx).add(
        made,
        letter_no=letter_no,
        packet=assessment.packet,
        explanation=verdict.explanation,
    )
    stream = f"matter/{made.matter_id}"
    await meet_obligation(tx, stream, "T01", tx.now)
    await meet_obligation(tx, stream, "F01", tx.now)
    tx.record(
        stream,
        "application.decide",
        decision_id=made.id,
        outcome=outcome,
        reason_codes=list(made.reason_codes),
        deviates=made.deviates,
        acting_for=made.acting_for_person_id,
        packet_digest=made.packet_digest,
    )
    return letter_no


async def _grant(
    tx: Transaction, made: Decision, matter: Matter, form: Form, assessment: Assessment
) -> None:
    tx.publish(
        ApplicationGranted(
            **await describe_case(tx, matter, form),
            decision_id=made.id,
            decided_at=made.decided_at,
            ground_codes=assessment.grounds or made.reason_codes,
        ),
        tenant=made.agency_org_id,
    )
    await confirm_aid_first(tx, application_id=made.application_id)


async def _refuse(tx: Transaction, made: Decision) -> None:
    assert made.objection_org_id is not None
    assert made.objection_until_on is not None
    await open_obligation(
        tx,
        DEADLINES["T17"],
        subject=f"matter/{made.matter_id}",
        org_id=made.agency_org_id,
        started_at=made.decided_at,
    )
    tx.publish(
        ApplicationRefused(
            matter_id=made.matter_id,
            agency_org_id=made.agency_org_id,
            decision_id=made.id,
            decided_at=made.decided_at,
            reason_codes=made.reason_codes,
            objection_org_id=made.objection_org_id,
            objection_until_on=made.objection_until_on,
        ),
        tenant=made.agency_org_id,
    )
    await end_aid_first(tx, application_id=made.application_id, end=AidFirstEnd.REFUSED)
