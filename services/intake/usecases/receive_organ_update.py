"""Use case: take in what an organ says after its notice, once per person whom the notice names."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from services.intake.domain.events import (
    DefenseRefused,
    NoticeRenewed,
    NoticeWithdrawn,
    OrganUpdateReceived,
)
from services.intake.domain.notice import Notice, NoticeNotFound, OrganNotYours
from services.intake.domain.organ_update import OrganUpdate, OrganUpdateKind, UpdateDetail
from services.intake.domain.push import PushKind
from services.intake.policy import DEADLINES, LIMITS, NOTICE_GROUNDS
from services.intake.store.matters import matter_key
from services.intake.store.notices import Notices
from services.intake.store.organ_updates import OrganUpdates
from services.intake.store.versions import Versions, content_digest
from services.intake.usecases.name_attachments import name_attachments
from shared.db.obligations import load_calendar, meet_obligation, open_obligation
from shared.db.transaction import Transaction
from shared.kernel.clock import LAW_ZONE
from shared.kernel.obligations import due

_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, kw_only=True)
class UpdatePaper:
    """What an organ sends: about the one notice, or about everyone of its own reference."""

    organ_org_id: str
    reference: str
    notice_id: UUID | None
    notice_reference: str | None
    kind: OrganUpdateKind
    occurred_on: date
    detail: UpdateDetail
    attachments: tuple[str, ...] = ()


async def receive_organ_update(tx: Transaction, *, paper: UpdatePaper) -> tuple[OrganUpdate, ...]:
    """One update per notice; the same paper again is the same updates, other content a correction.

    Raises OrganNotYours, NoticeNotFound, OrganUpdateLacksFields, ActNotAllowedNow.
    """
    if tx.actor.has("partner") and tx.actor.org_id != paper.organ_org_id:
        raise OrganNotYours(org=paper.organ_org_id)
    paper.detail.require_for(paper.kind)
    notices = await _notices(tx, paper)
    return tuple([await _receive(tx, paper, notice) for notice in notices])


async def _notices(tx: Transaction, paper: UpdatePaper) -> tuple[Notice, ...]:
    if paper.notice_id is not None:
        return (await Notices(tx).get(paper.notice_id),)
    assert paper.notice_reference is not None
    found = await Notices(tx).all_under(organ=paper.organ_org_id, reference=paper.notice_reference)
    if not found:
        raise NoticeNotFound()
    return found


async def _receive(tx: Transaction, paper: UpdatePaper, notice: Notice) -> OrganUpdate:
    digest = content_digest(tx, vars(paper))
    updates = OrganUpdates(tx)
    earlier = await updates.under(
        organ=paper.organ_org_id, reference=paper.reference, notice_id=notice.id
    )
    if earlier is not None and earlier.content_digest == digest:
        await name_attachments(
            tx, paper.attachments, object_id=earlier.id, matter_id=earlier.matter_id
        )
        return earlier
    await tx.write_into(notice.agency_org_id)
    fresh = _update(tx, paper, notice, digest)
    if earlier is not None:
        fresh = replace(fresh, id=earlier.id, received_at=earlier.received_at)
        await updates.replace(fresh)
        versions, key = Versions(tx, PushKind.ORGAN_UPDATE), matter_key(fresh.matter_id)
        await versions.correct(fresh.id, vars(paper), key=key)
    else:
        await updates.add(fresh)
        await _keep(tx, fresh, paper)
    await name_attachments(tx, paper.attachments, object_id=fresh.id, matter_id=fresh.matter_id)
    tx.record(
        f"matter/{fresh.matter_id}",
        "organ_update.receive",
        organ_update_id=fresh.id,
        kind=str(fresh.kind),
        corrects=earlier is not None,
    )
    if earlier is None or fresh.kind not in _EFFECTS:
        await _EFFECTS.get(fresh.kind, _tell)(tx, fresh, notice)
    return fresh


def _update(tx: Transaction, paper: UpdatePaper, notice: Notice, digest: str) -> OrganUpdate:
    return OrganUpdate(
        id=tx.new_id(),
        notice_id=notice.id,
        matter_id=notice.matter_id,
        agency_org_id=notice.agency_org_id,
        organ_org_id=paper.organ_org_id,
        reference=paper.reference,
        kind=paper.kind,
        occurred_on=paper.occurred_on,
        detail=paper.detail,
        content_digest=digest,
        received_at=tx.now,
        filed_by=tx.actor.person_id,
    )


async def _keep(tx: Transaction, fresh: OrganUpdate, paper: UpdatePaper) -> None:
    await Versions(tx, PushKind.ORGAN_UPDATE).begin(
        fresh.id,
        vars(paper),
        org_id=fresh.agency_org_id,
        opens_with=fresh.matter_id,
        key=matter_key(fresh.matter_id),
    )


async def _tell(tx: Transaction, said: OrganUpdate, notice: Notice) -> None:
    """Dates, measures, places and papers: the handler and the timeline hear of them."""
    coded = asdict(said.detail)
    told = ("hearing_at", "measure_code", "custody_org_id", "paper_code")
    tx.publish(
        OrganUpdateReceived(
            matter_id=said.matter_id,
            agency_org_id=said.agency_org_id,
            organ_org_id=said.organ_org_id,
            notice_id=notice.id,
            organ_update_id=said.id,
            update_kind=str(said.kind),
            occurred_on=said.occurred_on,
            received_at=tx.now,
            **{name: coded[name] for name in told},
        ),
        tenant=said.agency_org_id,
    )


async def _withdraw(tx: Transaction, said: OrganUpdate, notice: Notice) -> None:
    await Notices(tx).save(notice.withdraw())
    assert said.detail.reason_code is not None
    tx.publish(
        NoticeWithdrawn(
            matter_id=notice.matter_id,
            agency_org_id=notice.agency_org_id,
            organ_org_id=notice.organ_org_id,
            notice_id=notice.id,
            stage=notice.stage,
            reason_code=said.detail.reason_code,
            withdrawn_at=tx.now,
        ),
        tenant=notice.agency_org_id,
    )


async def _renew(tx: Transaction, said: OrganUpdate, notice: Notice) -> None:
    """The notice is open again; the court's three days to notify anew are kept (最高法解释 50)."""
    await Notices(tx).save(notice.renew(now=tx.now))
    await meet_obligation(tx, f"matter/{notice.matter_id}", "T12", tx.now)
    tx.publish(
        NoticeRenewed(
            matter_id=notice.matter_id,
            agency_org_id=notice.agency_org_id,
            organ_org_id=notice.organ_org_id,
            notice_id=notice.id,
            stage=notice.stage,
            renewed_at=tx.now,
        ),
        tenant=notice.agency_org_id,
    )


async def _refuse_counsel(tx: Transaction, said: OrganUpdate, notice: Notice) -> None:
    """T08: the organ tells within three days; T12: then the court notifies anew where it must."""
    subject, required = f"matter/{notice.matter_id}", NOTICE_GROUNDS[notice.ground_code].required
    refused_at = datetime.combine(said.occurred_on, time.min, LAW_ZONE)
    await open_obligation(
        tx, DEADLINES["T08"], subject=subject, org_id=said.agency_org_id, started_at=refused_at
    )
    await meet_obligation(tx, subject, "T08", tx.now)
    if required and said.detail.refusal_accepted:
        hiring = replace(DEADLINES["T12"], length=LIMITS.counsel_hire_days)
        hire = due(hiring, refused_at, (), await load_calendar(tx))
        await open_obligation(
            tx,
            DEADLINES["T12"],
            subject=subject,
            org_id=said.agency_org_id,
            started_at=hire.limit
            - _INSTANT,  # a period ends at 24:00, which is the next day's 0:00
        )
    tx.publish(
        DefenseRefused(
            matter_id=said.matter_id,
            agency_org_id=said.agency_org_id,
            organ_org_id=said.organ_org_id,
            notice_id=notice.id,
            required=required,
            accepted=said.detail.refusal_accepted,
            refused_on=said.occurred_on,
            told_at=tx.now,
        ),
        tenant=said.agency_org_id,
    )


_EFFECTS: dict[OrganUpdateKind, Callable[[Transaction, OrganUpdate, Notice], Awaitable[None]]] = {
    OrganUpdateKind.NOTICE_WITHDRAWN: _withdraw,
    OrganUpdateKind.NOTICE_RENEWED: _renew,
    OrganUpdateKind.COUNSEL_REFUSED: _refuse_counsel,
}
