"""Use case: find the lane of an application, and keep the same-day target beside it."""

from services.intake.domain.application import Application, ApplicationState
from services.intake.domain.assessment import Assessment
from services.intake.domain.hardship import HouseholdStatementMissing
from services.intake.domain.lane import lane
from services.intake.domain.matter import Form
from services.intake.policy import DEADLINES, LANE_WAYS
from services.intake.usecases.assess_application import assess_application
from shared.db.obligations import cancel_obligation, open_obligation
from shared.db.transaction import Transaction
from shared.kernel.refusals import PolicyRowMissing

TARGET = "F01"


async def find_lane(tx: Transaction, application: Application, form: Form) -> Application:
    """Place the application by what is known now. Does not save.

    What cannot be assessed yet goes the standard way: a lane never keeps anybody out.
    """
    found = lane(
        await _assessment(tx, application, form),
        LANE_WAYS,
        tags=form.facts.tags,
        materials=application.materials,
        papers_awaited=application.state is ApplicationState.SUPPLEMENT_WAIT,
    )
    placed = application.place(found)
    await _follow_target(tx, application, placed)
    return placed


async def _assessment(tx: Transaction, application: Application, form: Form) -> Assessment | None:
    try:
        return await assess_application(
            tx, application=application, facts=form.facts, household=form.household
        )
    except (HouseholdStatementMissing, PolicyRowMissing):
        return None


async def _follow_target(tx: Transaction, before: Application, placed: Application) -> None:
    """Same day in the lane; leaving it ends the target, and says why in the record."""
    if before.lane.fast == placed.lane.fast:
        return
    stream = f"matter/{placed.matter_id}"
    if placed.lane.fast:
        await open_obligation(
            tx, DEADLINES[TARGET], subject=stream, org_id=placed.agency_org_id, started_at=tx.now
        )
    else:
        await cancel_obligation(tx, stream, TARGET, tx.now)
    tx.record(
        stream,
        "application.place",
        application_id=placed.id,
        lane=str(placed.lane.lane),
        reasons=list(placed.lane.reasons),
    )
