"""Use case: record a pushed duty-lawyer request and announce it; dispatch is assignment's work."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.intake.domain.duty_request import DutyReferenceReused, DutyRequest
from services.intake.domain.events import DutyRequestReceived
from services.intake.domain.facts import plain
from services.intake.domain.notice import OrganNotYours
from services.intake.domain.organization import require_agency, require_organ
from services.intake.store.duty_requests import DutyRequests
from services.intake.store.organizations import Organizations
from shared.db.grants import open_grant
from shared.db.transaction import Transaction
from shared.kernel.policy import canonical

REQUESTER = "requester"


@dataclass(frozen=True, kw_only=True)
class DutyPush:
    """What the organ's machine sends: one purpose, one day, one or more persons.

    ``persons`` hold ``name`` and, where known, ``document_number`` or ``custody_no``.
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


async def receive_duty_request(tx: Transaction, *, push: DutyPush) -> DutyRequest:
    """Key (organ, reference): the same push again is the same request (法律援助法 14, 37).

    Raises OrganizationUnknown, OrganNotYours, DutyReferenceReused.
    """
    await _require_valid(tx, push)
    digest = tx.vault.blind_index("duty_content", canonical(plain(push)).decode())
    requests = DutyRequests(tx)
    earlier = await requests.under(organ=push.organ_org_id, reference=push.reference)
    if earlier is not None:
        if earlier.content_digest != digest:
            raise DutyReferenceReused(reference=push.reference)
        return earlier
    await tx.write_into(push.agency_org_id)
    fresh = _request(tx, push, digest)
    await requests.add(fresh, [dict(person) for person in push.persons])
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
        require_organ(await organizations.get(code, pointer=pointer), pointer=pointer)


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
    )


def _received(tx: Transaction, fresh: DutyRequest, push: DutyPush) -> DutyRequestReceived:
    return DutyRequestReceived(
        duty_request_id=fresh.id,
        agency_org_id=fresh.agency_org_id,
        organ_org_id=fresh.organ_org_id,
        site_org_id=fresh.site_org_id,
        stage=fresh.stage,
        purpose=fresh.purpose_code,
        person_tokens=tuple(_token(tx, push, person) for person in push.persons),
        person_count=fresh.person_count,
        needed_on=fresh.needed_on,
        urgent=fresh.urgent,
        received_at=fresh.received_at,
    )


def _token(tx: Transaction, push: DutyPush, person: Mapping[str, Any]) -> str:
    if person.get("document_number"):
        return tx.vault.city_token("person", person["document_number"])
    if person.get("custody_no"):
        return tx.vault.city_token(f"custody/{push.organ_org_id}", person["custody_no"])
    return tx.vault.city_token("name", person["name"])
