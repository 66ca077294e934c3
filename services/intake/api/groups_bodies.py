"""API: what became of each member's notice when a group handed in at once."""

from dataclasses import replace
from uuid import UUID

from services.intake.api.partner_batches_bodies import ItemProblemOut
from services.intake.usecases.supply_group_supplement import MemberSupply, SupplyOutcome
from shared.http.bodies import Answer
from shared.http.catalogue import Catalogue
from shared.http.languages import Language


class MemberSupplyOut(Answer):
    """One member. ``problem`` says what this member's notice still lacks."""

    application_id: UUID
    outcome: SupplyOutcome
    problem: ItemProblemOut | None

    @classmethod
    def of(
        cls, supply: MemberSupply, place: int, catalogue: Catalogue, language: Language
    ) -> "MemberSupplyOut":
        problem = replace(supply.problem, faults=()) if supply.problem else None
        return cls(
            application_id=supply.application_id,
            outcome=supply.outcome,
            problem=ItemProblemOut.of(problem, place, catalogue, language) if problem else None,
        )


class GroupSupplyOut(Answer):
    group_id: UUID
    supplied_count: int
    refused_count: int
    members: list[MemberSupplyOut]

    @classmethod
    def of(
        cls,
        group_id: UUID,
        supplies: list[MemberSupply],
        catalogue: Catalogue,
        language: Language,
    ) -> "GroupSupplyOut":
        outcomes = [one.outcome for one in supplies]
        return cls(
            group_id=group_id,
            supplied_count=outcomes.count(SupplyOutcome.SUPPLIED),
            refused_count=outcomes.count(SupplyOutcome.REFUSED),
            members=[
                MemberSupplyOut.of(one, place, catalogue, language)
                for place, one in enumerate(supplies)
            ],
        )
