"""API: the scorecards by which files are judged (Q-03), for anybody: who is judged may know by what."""

from services.quality.api.scorecard_bodies import ScorecardOut
from services.quality.domain.scorecards import ScorecardUnknown
from services.quality.policy import CARDS, card_named
from shared.http.routing import ServiceRouter, gate

router = ServiceRouter(prefix="/quality/v1", tags=["scorecards"])


@router.get("/scorecards")
@gate(roles={"public"}, reads=True)
async def list_scorecards() -> list[ScorecardOut]:
    """List every version of every scorecard."""
    return [ScorecardOut.model_validate(card) for card in CARDS]


@router.get("/scorecards/{scorecard_id}")
@gate(roles={"public"}, reads=True, refuses=(ScorecardUnknown,))
async def read_scorecard(scorecard_id: str) -> ScorecardOut:
    """Read one version: indicators with their weights, what fails a file, the bands."""
    return ScorecardOut.model_validate(card_named(scorecard_id))
