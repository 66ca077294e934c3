"""Use case: give aid before the review has ended, on a ground of 法律援助法 44."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from services.intake.domain.aid_first import AidFirst, AidFirstGround, Urgency
from services.intake.domain.application import Application
from services.intake.domain.decision import AgencyCannotDecide
from services.intake.domain.events import AidFirstGranted
from services.intake.policy import AID_FIRST_GROUNDS, DEADLINES
from services.intake.store.acting import ActingAppointments
from services.intake.store.aid_firsts import AidFirsts
from services.intake.store.applications import Applications
from services.intake.store.matters import Matters
from services.intake.store.organizations import Organizations
from services.intake.usecases.describe_case import describe_case
from shared.db.obligations import load_calendar, open_obligation
from shared.db.transaction import Transaction
from shared.kernel.clock import law_date
from shared.kernel.obligations import due
from shared.kernel.policy import row_on

FORMALITIES = "AF1"  # the day by which papers are completed (P148 21; law.md A9)
_INSTANT = timedelta(microseconds=1)


async def grant_aid_first(tx: Transaction, *, application_id: UUID, urgency: Urgency) -> AidFirst:
    """Number the case, let assignment begin, and start the formalities clock.

    Raises ActNotAllowedNow, AgencyCannotDecide, AidFirstFactMissing, AidFirstGroundNotMet,
    AidFirstAlreadyGiven, PolicyRowMissing.
    """
    applications = Applications(tx)
    application = await applications.get(application_id)
    tx.expect_version(application.version)
    await _require_deciding(tx, application)
    today = law_date(tx.now)
    ground = row_on(
        [row for row in AID_FIRST_GROUNDS if row.code == urgency.ground_code],
        today,
        table="aid_first",
        key=urgency.ground_code,
    )
    ground.require(urgency, today=today)
    await applications.save(application.give_aid_first())
    fresh = await _aid_first(tx, application, urgency, ground)
    await AidFirsts(tx).add(fresh)
    await open_obligation(
        tx,
        DEADLINES[FORMALITIES],
        subject=f"matter/{fresh.matter_id}",
        org_id=fresh.agency_org_id,
        started_at=tx.now,
    )
    await _tell(tx, fresh)
    return fresh


async def _require_deciding(tx: Transaction, application: Application) -> None:
    agency = await Organizations(tx).get(application.agency_org_id, pointer="/agency_org_id")
    if not agency.can_decide:
        raise AgencyCannotDecide(org=agency.code)


async def _aid_first(
    tx: Transaction, application: Application, urgency: Urgency, ground: AidFirstGround
) -> AidFirst:
    authority = await ActingAppointments(tx).authority(application.agency_org_id)
    limit = due(DEADLINES[FORMALITIES], tx.now, (), await load_calendar(tx)).limit
    computed_by = tx.actor.person_id if urgency.limitation_on else None
    return AidFirst(
        id=tx.new_id(),
        matter_id=application.matter_id,
        application_id=application.id,
        agency_org_id=application.agency_org_id,
        urgency=replace(urgency, computed_by=computed_by),
        article=ground.article,
        approver_person_id=authority.person_id,
        acting_for_person_id=authority.acting_for_person_id,
        granted_at=tx.now,
        complete_by=law_date(limit - _INSTANT),
    )


async def _tell(tx: Transaction, fresh: AidFirst) -> None:
    urgency = fresh.urgency
    tx.record(
        f"matter/{fresh.matter_id}",
        "aid_first.grant",
        aid_first_id=fresh.id,
        ground=urgency.ground_code,
        article=fresh.article,
        limitation_on=urgency.limitation_on,
        computed_by=urgency.computed_by,
        acting_for=fresh.acting_for_person_id,
    )
    matter = await Matters(tx).get(fresh.matter_id)
    form = await Applications(tx).form(fresh.application_id)
    tx.publish(
        AidFirstGranted(
            **await describe_case(tx, matter, form),
            aid_first_id=fresh.id,
            ground_codes=(urgency.ground_code,),
            granted_at=fresh.granted_at,
            complete_by=fresh.complete_by,
        ),
        tenant=fresh.agency_org_id,
    )
