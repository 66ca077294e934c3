"""Use case: record a pushed duty-lawyer request, or its correction, and announce it.

Dispatch is assignment's work.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from services.intake.domain.duty_request import DutyCorrectionMovesAgency, DutyRequest
from services.intake.domain.events import DutyRequestCorrected, DutyRequestReceived
from services.intake.domain.notice import OrganNotYours
from services.intake.domain.organization import require_agency, require_one_world, require_organ
from services.intake.domain.push import PushKind
from services.intake.store.duty_requests import DutyRequests, duty_key
from services.intake.store.matters import custody_token
from services.intake.store.organizations import Organizations
from services.intake.store.versions import Versions, content_digest
from shared.db.grants import open_grant
from shared.db.transaction import Transaction

REQUESTER = "requester"


@dataclass(frozen=True, kw_only=True)
class DutyPush:
    """What the organ's machine sends: one purpose, one day, one or more persons.

    ``persons`` hold ``name`` and, where known, ``document_number`` or ``custody_no``;
    ``asked_at`` is when the first of them asked (T09).
    """

    agency_org_id: str
    organ_org_id: str
    site_org_id: str
    reference: str
    stage: str
    purpose_code: str
    needed_on: date
    urgent: bool
    persons: tuple[Mapping[str, Any], ...]
    outside_article_14: bool = False
    asked_at: datetime | None = None


async def receive_duty_request(tx: Transaction, *, push: DutyPush) -> DutyRequest:
    """Key (organ, reference): the same push again is the same request (法律援助法 14, 37).

    Other content is a correction, kept as a version, until the lawyer has accepted.
    Raises OrganizationUnknown, OrganNotYours, DutyRequestUnderWay, DutyCorrectionMovesAgency.
    """
    await _require_valid(tx, push)
    digest = content_digest(tx, vars(push))
    requests = DutyRequests(tx)
    earlier = await requests.under(organ=push.organ_org_id, reference=push.reference)
    if earlier is None:
        return await _receive(tx, push, digest)
    if earlier.content_digest == digest:
        return earlier
    return await _correct(tx, earlier, push, digest)


async def _receive(tx: Transaction, push: DutyPush, digest: str) -> DutyRequest:
    await tx.write_into(push.agency_org_id)
    fresh = _request(tx, push, digest)
    await DutyRequests(tx).add(fresh, [dict(person) for person in push.persons])
    await Versions(tx, PushKind.DUTY_REQUEST).begin(
        fresh.id,
        vars(push),
        org_id=fresh.agency_org_id,
        opens_with=fresh.id,
        key=duty_key(fresh.id),
    )
    await open_grant(
        tx,
        subject=f"org/{push.organ_org_id}",
        object_id=fresh.id,
        org_id=push.agency_org_id,
        purpose=REQUESTER,
    )
    tx.record(f"duty_request/{fresh.id}", "duty_request.receive", organ=push.organ_org_id)
    tx.publish(_received(tx, fresh, push), tenant=fresh.agency_org_id)
    return fresh


async def _correct(
    tx: Transaction, earlier: DutyRequest, push: DutyPush, digest: str
) -> DutyRequest:
    earlier.require_changeable()
    if push.agency_org_id != earlier.agency_org_id:
        raise DutyCorrectionMovesAgency()
    await tx.write_into(earlier.agency_org_id)
    corrected = replace(
        _request(tx, push, digest),
        id=earlier.id,
        received_at=earlier.received_at,
        filed_by=earlier.filed_by,
        state=earlier.state,
    )
    await DutyRequests(tx).replace(corrected, [dict(person) for person in push.persons])
    changed = await Versions(tx, PushKind.DUTY_REQUEST).correct(
        corrected.id, vars(push), key=duty_key(corrected.id)
    )
    tx.record(f"duty_request/{earlier.id}", "duty_request.correct", changed=sorted(changed))
    tx.publish(_corrected(tx, corrected, push, changed), tenant=corrected.agency_org_id)
    return corrected


async def _require_valid(tx: Transaction, push: DutyPush) -> None:
    organizations = Organizations(tx)
    if tx.actor.org_id not in (push.organ_org_id, push.agency_org_id):
        raise OrganNotYours(org=push.organ_org_id)
    agency = await organizations.get(push.agency_org_id, pointer="/agency_org_id")
    require_agency(agency, pointer="/agency_org_id")
    for code, pointer in (
        (push.organ_org_id, "/organ_org_id"),
        (push.site_org_id, "/site_org_id"),
    ):
        organ = await organizations.get(code, pointer=pointer)
        require_organ(organ, pointer=pointer)
        require_one_world(agency, organ, pointer=pointer)


def _request(tx: Transaction, push: DutyPush, digest: str) -> DutyRequest:
    return DutyRequest(
        id=tx.new_id(),
        agency_org_id=push.agency_org_id,
        organ_org_id=push.organ_org_id,
        site_org_id=push.site_org_id,
        reference=push.reference,
        content_digest=digest,
        stage=push.stage,
        purpose_code=push.purpose_code,
        person_count=len(push.persons),
        needed_on=push.needed_on,
        urgent=push.urgent,
        received_at=tx.now,
        filed_by=tx.actor.person_id,
        outside_article_14=push.outside_article_14,
    )


def _received(tx: Transaction, fresh: DutyRequest, push: DutyPush) -> DutyRequestReceived:
    return DutyRequestReceived(
        **_told(tx, fresh, push),
        received_at=fresh.received_at,
        asked_at=push.asked_at,
        outside_article_14=fresh.outside_article_14,
    )


def _corrected(
    tx: Transaction, corrected: DutyRequest, push: DutyPush, changed: frozenset[str]
) -> DutyRequestCorrected:
    return DutyRequestCorrected(
        **_told(tx, corrected, push), changed_fields=tuple(sorted(changed)), corrected_at=tx.now
    )


def _told(tx: Transaction, request: DutyRequest, push: DutyPush) -> dict[str, Any]:
    return {
        "duty_request_id": request.id,
        "agency_org_id": request.agency_org_id,
        "organ_org_id": request.organ_org_id,
        "site_org_id": request.site_org_id,
        "stage": request.stage,
        "purpose": request.purpose_code,
        "person_tokens": tuple(_token(tx, push, person) for person in push.persons),
        "person_count": request.person_count,
        "needed_on": request.needed_on,
        "urgent": request.urgent,
    }


def _token(tx: Transaction, push: DutyPush, person: Mapping[str, Any]) -> str:
    if person.get("document_number"):
        return tx.vault.city_token("person", person["document_number"])
    if person.get("custody_no"):
        return custody_token(tx, push.site_org_id, person["custody_no"])
    return tx.vault.city_token("name", person["name"])
