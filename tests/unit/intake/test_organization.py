"""Organizations: who decides what comes in at which door, and who is no door at all."""

import csv
from pathlib import Path

import pytest

from services.intake.domain.organization import (
    DOORS,
    Organization,
    OrganizationWrongKind,
    decider_of,
)

SEED = Path(__file__).parents[3] / "deploy" / "baotou" / "organizations.csv"


def organization(kind: str, *, parent_code: str | None = "LA-150203") -> Organization:
    return Organization(
        code="X-1",
        name="演示机构",
        kind=kind,
        area_code="150203",
        parent_code=parent_code,
        can_decide=kind == "legal_aid_agency",
        address="",
        phone="",
        confidence="A",
        source="",
    )


@pytest.mark.parametrize("kind", sorted(DOORS))
def test_what_comes_in_at_a_door_is_decided_by_the_agency_behind_it(kind: str) -> None:
    """法律援助法 13; law.md A23."""
    assert decider_of(organization(kind), pointer="/org_id") == "LA-150203"
    with pytest.raises(OrganizationWrongKind):
        decider_of(organization(kind, parent_code=None), pointer="/org_id")


def test_an_agency_decides_itself_and_an_organ_takes_nothing_in() -> None:
    assert decider_of(organization("legal_aid_agency"), pointer="/org_id") == "X-1"
    for kind in ("justice_bureau", "court_basic", "police", "detention_center"):
        with pytest.raises(OrganizationWrongKind):
            decider_of(organization(kind), pointer="/org_id")


def test_every_seeded_door_has_a_deciding_agency_behind_it() -> None:
    rows = list(csv.DictReader(SEED.open(encoding="utf-8", newline="")))
    agencies = {row["code"] for row in rows if row["can_decide"] == "yes"}
    doors = [row for row in rows if row["kind"] in DOORS]
    assert {row["kind"] for row in doors} == DOORS
    assert {row["parent_code"] for row in doors} <= agencies
