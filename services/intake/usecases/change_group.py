"""Use case: somebody joins a group after it was filed, or leaves it and goes on alone."""

from dataclasses import dataclass, replace
from uuid import UUID

from services.intake.domain.application import Application
from services.intake.domain.applying import same_person
from services.intake.domain.filing import (
    FilingMember,
    GroupNotFound,
    GroupTooLarge,
    PersonTwiceInGroup,
    filing_like,
)
from services.intake.domain.signature import Signature, SignedForm
from services.intake.policy import LIMITS
from services.intake.store.applications import Applications
from services.intake.store.groups import Groups
from services.intake.store.matters import Matters
from services.intake.usecases.file_application import Filed, file_application
from services.intake.usecases.require_reach import require_reach
from services.intake.usecases.sign_form import sign_form
from shared.db.transaction import Transaction


@dataclass(frozen=True, kw_only=True)
class Joining:
    """One more person; facts, opponents and papers of the dispute are the group's."""

    member: FilingMember
    channel: str
    signature: Signature


async def join_group(tx: Transaction, *, group_id: UUID, joining: Joining) -> Filed:
    """Files one more application under the group; its clocks run from today.

    Raises GroupNotFound, GroupTooLarge, PersonTwiceInGroup, and what filing raises.
    """
    applications = Applications(tx)
    members = await Groups(tx).members(group_id)
    if not members:
        raise GroupNotFound()
    if len(members) >= LIMITS.group_members_max:
        raise GroupTooLarge(limit=LIMITS.group_members_max)
    await _require_new(tx, members, joining.member)
    first = members[0]
    filing = filing_like(
        await applications.form(first.id),
        await Matters(tx).people(first.matter_id),
        (joining.member,),
        at=(tx.actor.org_id or first.agency_org_id, joining.channel),
        materials=first.materials,
        signature=joining.signature,
    )
    (filed,) = await file_application(tx, filing=replace(filing, joins_group_id=group_id))
    await Groups(tx).resize(group_id, 1)
    tx.record(f"group/{group_id}", "group.join", application_id=filed.application.id)
    return filed


async def leave_group(
    tx: Transaction, *, application_id: UUID, signature: Signature | None
) -> Application:
    """The application goes on alone, with its receipt, state and clocks.

    Raises GroupAlreadyLeft, SignatureMissing, RepresentationDoesNotReach, ActNotAllowedNow.
    """
    applications = Applications(tx)
    application = await applications.get(application_id)
    tx.expect_version(application.version)
    await tx.write_into(application.agency_org_id)
    matter = await Matters(tx).get(application.matter_id)
    await require_reach(tx, matter=matter, application_id=application_id)
    left = application.leave_group()
    assert application.group_id is not None
    await sign_form(
        tx,
        matter=matter,
        form=SignedForm.GROUP_DEPARTURE,
        subject_id=application_id,
        given=signature,
    )
    saved = await applications.save(left)
    await Groups(tx).release(matter.id)
    await Groups(tx).resize(application.group_id, -1)
    tx.record(f"group/{application.group_id}", "group.leave", application_id=saved.id)
    return saved


async def _require_new(
    tx: Transaction, members: tuple[Application, ...], joining: FilingMember
) -> None:
    if joining.applicant.document_number is None:
        return
    for one in members:
        people = await Matters(tx).people(one.matter_id)
        if any(
            p.part is joining.applicant.part and same_person(p, joining.applicant) for p in people
        ):
            raise PersonTwiceInGroup()
