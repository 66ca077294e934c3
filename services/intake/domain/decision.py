"""Domain: the decision 给予/不予法律援助决定 - a named approver, reasons, and where to object."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from services.intake.domain.assessment import Assessment, Recommendation
from shared.kernel.policy import digest
from shared.kernel.refusals import Conflict, Forbidden, NotFound


class DecisionNotFound(NotFound):
    """No decision was made, or it is not yours to see."""


class AgencyCannotDecide(Forbidden):
    """This organization takes applications in but decides none (law.md A23). Facts: ``org``."""


class DecisionContradictsFindings(Conflict):
    """The rules say otherwise: the agency head must decide and say why (法律援助法 61(1)).

    Facts: ``recommendation``, ``outcome``.
    """


class GrantNeedsExplanation(Conflict):
    """A grant on other reasons, or as a special case, is explained by who approves it (law.md A6)."""


class RefusalNeedsReason(Conflict):
    """A refusal states its reasons (法律援助法 43)."""


class DecisionOutcome(StrEnum):
    GRANT = "grant"
    REFUSE = "refuse"


@dataclass(frozen=True, kw_only=True)
class Decision:
    """One decision of one matter; never changed, only followed by another after an objection."""

    id: UUID
    matter_id: UUID
    application_id: UUID
    agency_org_id: str
    outcome: DecisionOutcome
    reason_codes: tuple[str, ...]
    articles: tuple[str, ...]
    approver_person_id: str
    decided_at: datetime
    packet_digest: str
    deviates: bool
    objection_org_id: str | None = None
    objection_until_on: date | None = None
    acting_for_person_id: str | None = None  # the head in whose stead the approver decided


def require_consistent(
    outcome: DecisionOutcome, assessment: Assessment, *, approver_is_head: bool, explained: bool
) -> bool:
    """Whether the decision deviates from the findings.

    Raises DecisionContradictsFindings when it does without the agency head's own explanation, and
    GrantNeedsExplanation; a matter left to a person may be decided either way by any approver.
    """
    recommended = assessment.recommendation
    left_to_person = recommended is Recommendation.HUMAN
    if left_to_person and outcome is DecisionOutcome.GRANT and not explained:
        if assessment.rests_on_discretion:
            raise GrantNeedsExplanation()
    if recommended is Recommendation.HUMAN or str(recommended) == str(outcome):
        return False
    if not (approver_is_head and explained):
        raise DecisionContradictsFindings(recommendation=str(recommended), outcome=str(outcome))
    return True


def reasons_of(
    outcome: DecisionOutcome, assessment: Assessment, stated: tuple[str, ...]
) -> tuple[str, ...]:
    """The reasons as decided: stated ones, else what the rules found. Raises RefusalNeedsReason."""
    if stated:
        return stated
    if outcome is DecisionOutcome.GRANT:
        return assessment.grounds
    if assessment.recommendation is not Recommendation.REFUSE:
        raise RefusalNeedsReason()
    return assessment.reasons


def articles_of(
    assessment: Assessment, reason_codes: tuple[str, ...], sources: Mapping[str, str]
) -> tuple[str, ...]:
    """The articles that carried the finding, in the order applied, then those of the reasons.

    ``sources``: the article of each reason; the ground of a grant has its own among the findings.
    """
    scope = (assessment.decisive.article,) if assessment.decisive else ()
    steps = assessment.hardship.trace if assessment.hardship else ()
    carried = tuple(step.article for step in steps if step.hit)
    stated = tuple(sources[code] for code in reason_codes if code in sources)
    return tuple(dict.fromkeys((*scope, *carried, *stated)))


def same_packet(stored: dict[str, object], recomputed: Assessment) -> bool:
    """Whether the rules, applied again to the stored facts, give the very same packet."""
    return digest(stored) == recomputed.packet_digest
