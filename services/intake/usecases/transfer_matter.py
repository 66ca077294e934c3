"""Use case: hand a matter over to the competent agency, with the time at which it first came in."""

from dataclasses import replace
from uuid import UUID

from services.intake.domain.application import Application, ApplicationState
from services.intake.domain.events import (
    ApplicationTransferred,
    MatterJurisdictionChanged,
)
from services.intake.domain.transfer import Transfer, require_receiver
from services.intake.store.applications import Applications
from services.intake.store.filings import Filings
from services.intake.store.organizations import Organizations
from services.intake.store.transfers import Transfers
from shared.db.grants import open_grant
from shared.db.transaction import Transaction

RECEIVER = "receiver"


async def transfer_matter(
    tx: Transaction, *, matter_id: UUID, to_org_id: str, reason_code: str
) -> Transfer:
    """Within this system: rows, clock and applicant's access move; here a stub remains.

    T01 runs on from the first receipt (law.md A3, A5). Raises ApplicationNotFound,
    OrganizationUnknown, ReceiverCannotDecide, ReceiverHadItBefore, ActNotAllowedNow.
    """
    applications, transfers = Applications(tx), Transfers(tx)
    application = await applications.of_matter(matter_id)
    tx.expect_version(application.version)
    redirected = application.redirect()
    receiver = await Organizations(tx).get(to_org_id, pointer="/to_org_id")
    held_before = await transfers.held_before(matter_id)
    require_receiver(receiver, held_before=(*held_before, application.agency_org_id))
    made = transfer_of_application(
        tx,
        redirected,
        receipt_no=(await applications.row(application.id)).receipt_no,
        cause_code=(await applications.form(application.id)).facts.cause_code,
        reason_code=reason_code,
    )
    made = replace(made, to_org_id=receiver.code, to_name=receiver.name)
    await transfers.add(made, held_before=held_before)
    await _hand_over(tx, application, made)
    return made


async def _hand_over(tx: Transaction, application: Application, made: Transfer) -> None:
    """To the receiver it is an application that has come in, at its first time."""
    assert made.to_org_id is not None
    await tx.write_into(made.to_org_id)
    await Applications(tx).save(replace(application, state=ApplicationState.RECEIVED))
    await Filings(tx).move_trace(application.id, to_org_id=made.to_org_id)
    await Transfers(tx).move(made.matter_id, to_org_id=made.to_org_id)
    for object_id, org_id in ((made.id, made.from_org_id), (made.matter_id, made.to_org_id)):
        await open_grant(
            tx,
            subject=f"org/{made.to_org_id}",
            object_id=object_id,
            org_id=org_id,
            purpose=RECEIVER,
        )
    tell_transfer(tx, made)
    tx.publish(
        MatterJurisdictionChanged(
            matter_id=made.matter_id,
            from_org_id=made.from_org_id,
            agency_org_id=made.to_org_id,
            first_received_at=made.first_received_at,
            changed_at=tx.now,
        ),
        tenant=made.to_org_id,
    )


def transfer_of_application(
    tx: Transaction,
    application: Application,
    *,
    receipt_no: str,
    cause_code: str,
    reason_code: str,
) -> Transfer:
    """The stub, still without its receiver."""
    return Transfer(
        id=tx.new_id(),
        matter_id=application.matter_id,
        from_org_id=application.agency_org_id,
        to_org_id=None,
        to_name="",
        cause_code=cause_code,
        reference_no=receipt_no,
        first_received_at=application.received_at,
        reason_code=reason_code,
        transferred_at=tx.now,
        transferred_by=tx.actor.person_id,
    )


def tell_transfer(tx: Transaction, made: Transfer) -> None:
    """Record and announce a hand-over, wherever it goes."""
    tx.record(
        f"matter/{made.matter_id}",
        "matter.transfer",
        transfer_id=made.id,
        to_org_id=made.to_org_id,
        reason_code=made.reason_code,
    )
    tx.publish(
        ApplicationTransferred(
            matter_id=made.matter_id,
            agency_org_id=made.from_org_id,
            transfer_id=made.id,
            to_org_id=made.to_org_id,
            reason_code=made.reason_code,
            first_received_at=made.first_received_at,
            transferred_at=made.transferred_at,
        ),
        tenant=made.from_org_id,
    )
