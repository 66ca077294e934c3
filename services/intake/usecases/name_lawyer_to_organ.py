"""Use case: tell the organ that notified who the lawyer is (法律援助法 36)."""

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from services.intake.domain.partner_message import MessageSubject
from services.intake.store.notices import Notices
from services.intake.usecases.send_to_partner import send_to_partner
from shared.db.transaction import Transaction


@dataclass(frozen=True, kw_only=True)
class AssignedLawyer:
    """The register entry of the lawyer whom assignment named for one stage of a matter."""

    matter_id: UUID
    agency_org_id: str
    stage_assignment_id: UUID
    stage: str
    provider_subject: str
    provider_name: str
    license_no: str
    firm_name: str
    work_phone: str | None
    assigned_at: datetime


_SHOWN = ("stage", "provider_name", "license_no", "firm_name", "work_phone", "assigned_at")


async def name_lawyer_to_organ(tx: Transaction, *, lawyer: AssignedLawyer) -> None:
    """Nothing to do for an applied matter: no organ waits."""
    notice = await Notices(tx).newest_of(lawyer.matter_id, stage=lawyer.stage)
    if notice is None:
        return
    entry = asdict(lawyer)
    await send_to_partner(
        tx,
        agency_org_id=lawyer.agency_org_id,
        partner_org_id=notice.organ_org_id,
        kind="lawyer.assigned",
        subject=MessageSubject(
            matter_id=lawyer.matter_id,
            stage_assignment_id=lawyer.stage_assignment_id,
            reference=notice.reference,
        ),
        facts={name: entry[name] for name in _SHOWN},
    )
