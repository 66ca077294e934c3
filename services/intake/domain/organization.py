"""Domain: organizations 机构 - agencies, bureaus, stations, organs and custody places."""

from dataclasses import dataclass

from shared.kernel.refusals import NotUnderstood
from shared.kernel.tenants import in_sandbox

AGENCY = "legal_aid_agency"
STATION = "legal_aid_station"
SANDBOX_AGENCY = (
    "sandbox_agency"  # takes pushes of the sandbox's partners, and nobody's application
)
CONTACT_POINT = "contact_point"
COURTS = frozenset({"court_basic", "court_intermediate", "court_high", "tribunal"})
SOCIAL_KINDS = frozenset({"union", "youth", "women", "disabled", "veterans", "university"})
DOORS = SOCIAL_KINDS | {STATION, CONTACT_POINT}  # take in, and hand to the agency behind them
ORGAN_KINDS = COURTS | {"procuratorate", "police", "detention_center"}


class OrganizationUnknown(NotUnderstood):
    """The code names no organization that we know. Facts: ``org``, ``pointer``."""


class OrganizationWrongKind(NotUnderstood):
    """The organization cannot play this part. Facts: ``org``, ``kind``, ``pointer``."""


@dataclass(frozen=True, kw_only=True)
class Organization:
    """One row of the network. ``parent_code``: an agency's bureau; the agency behind a door."""

    code: str
    name: str
    kind: str
    area_code: str
    parent_code: str | None
    can_decide: bool
    address: str
    phone: str
    confidence: str
    source: str


def decider_of(org: Organization, *, pointer: str) -> str:
    """The code of the agency that decides what comes in at ``org``: the agency behind a door.

    Stations, contact points and social organizations take in and decide nothing (法律援助法 13;
    law.md A23). Raises OrganizationWrongKind.
    """
    if org.kind == AGENCY and org.can_decide:
        return org.code
    if org.kind in DOORS and org.parent_code is not None:
        return org.parent_code
    raise OrganizationWrongKind(org=org.code, kind=org.kind, pointer=pointer)


def require_agency(org: Organization, *, pointer: str) -> None:
    """Raises OrganizationWrongKind for anything but an agency that decides."""
    if org.kind not in (AGENCY, SANDBOX_AGENCY) or not org.can_decide:
        raise OrganizationWrongKind(org=org.code, kind=org.kind, pointer=pointer)


def require_organ(org: Organization, *, pointer: str) -> None:
    """Raises OrganizationWrongKind for anything but a court, procuratorate, police or custody."""
    if org.kind not in ORGAN_KINDS:
        raise OrganizationWrongKind(org=org.code, kind=org.kind, pointer=pointer)


def organ_family(kind: str) -> str:
    """The kind of organ in the sense of the law: every level of court is a court."""
    return "court" if kind in COURTS else kind


def require_one_world(agency: Organization, organ: Organization, *, pointer: str) -> None:
    """A rehearsal never reaches a real agency, nor a real person's paper the sandbox.

    Raises OrganizationWrongKind.
    """
    if in_sandbox(agency.code) != in_sandbox(organ.code):
        raise OrganizationWrongKind(org=agency.code, kind=agency.kind, pointer=pointer)
