"""Use case: take in what was missing; the clock runs on from here."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from services.intake.domain.application import Application
from services.intake.domain.events import ApplicationSupplemented
from services.intake.domain.material import Attachment
from services.intake.domain.signature import Signature, SignedForm
from services.intake.domain.supplement import SupplementNotice
from services.intake.store.applications import Applications
from services.intake.store.matters import Matters
from services.intake.store.signatures import add_explanations
from services.intake.usecases.attach_material import attach_material
from services.intake.usecases.find_lane import find_lane
from services.intake.usecases.require_reach import require_reach
from services.intake.usecases.sign_form import sign_form
from shared.db.obligations import resume_obligation
from shared.db.transaction import Transaction


@dataclass(frozen=True, kw_only=True)
class Supplement:
    """What is handed in: items on paper, and files that answer items.

    ``explanations``: texts by the code of the point that was asked.
    """

    item_codes: frozenset[str]
    attachments: tuple[Attachment, ...] = ()
    explanations: Mapping[str, str] = field(default_factory=dict)
    signature: Signature | None = None

    @property
    def answered(self) -> frozenset[str]:
        return self.item_codes | {one.item_code for one in self.attachments}

    def for_notice(self, notice: SupplementNotice) -> "Supplement":
        """The part that this notice asks for; the rest may be another person's."""
        items, points = frozenset(notice.item_codes), frozenset(notice.explanation_codes)
        return replace(
            self,
            item_codes=self.item_codes & items,
            attachments=tuple(one for one in self.attachments if one.item_code in items),
            explanations={k: v for k, v in self.explanations.items() if k in points},
        )


async def supply_supplement(
    tx: Transaction, *, application_id: UUID, supplement: Supplement
) -> Application:
    """Resumes T01 (P148 17(2)).

    Raises SupplementIncomplete, SignatureMissing, RepresentationDoesNotReach, ActNotAllowedNow,
    and what ``attach_material`` raises.
    """
    applications = Applications(tx)
    application = await applications.get(application_id)
    await tx.write_into(application.agency_org_id)
    matter = await Matters(tx).get(application.matter_id)
    await require_reach(tx, matter=matter, application_id=application_id)
    explained = frozenset(supplement.explanations)
    supplied = application.supply(supplement.answered, explained, now=tx.now)
    supplied = await find_lane(tx, supplied, await applications.form(application_id))
    saved = await applications.save(supplied)
    for attachment in supplement.attachments:
        await attach_material(tx, matter=matter, attachment=attachment)
    await add_explanations(tx, matter, saved.id, supplement.explanations)
    await sign_form(
        tx,
        matter=matter,
        form=SignedForm.SUPPLEMENT,
        subject_id=saved.id,
        given=supplement.signature,
    )
    stream = f"matter/{saved.matter_id}"
    await resume_obligation(tx, stream, "T01", tx.now)
    tx.record(stream, "application.supplement", item_codes=sorted(supplement.answered))
    tx.publish(
        ApplicationSupplemented(
            matter_id=saved.matter_id,
            agency_org_id=saved.agency_org_id,
            supplemented_at=tx.now,
        ),
        tenant=saved.agency_org_id,
    )
    return saved
