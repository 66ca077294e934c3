"""API: bodies of the channels to partners."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field, HttpUrl

from services.intake.api.examples import shown
from services.intake.domain.partner_channel import DeliveryWay, PartnerChannel
from services.intake.usecases.replay_messages import Replay
from services.intake.usecases.set_partner_channel import ChannelSetting
from shared.http.bodies import Answer, Body

URL_CHARS_MAX = 500
REPLAYED_IDS_MAX = 100


class PartnerChannelIn(Body):
    """How messages leave. ``url`` only with ``webhook``; ``public_key`` verifies incoming packages."""

    model_config = shown({"way": "webhook", "url": "https://court.example/legalaid"})

    way: DeliveryWay
    url: HttpUrl | None = Field(None, max_length=URL_CHARS_MAX)
    public_key: str | None = Field(None, max_length=60, description="Ed25519, base64")

    def setting(self) -> ChannelSetting:
        return ChannelSetting(
            way=self.way,
            url=str(self.url) if self.url else None,
            host=self.url.host if self.url else None,
            public_key=self.public_key,
        )


class PartnerChannelOut(Answer):
    """``suspended_for``: gone, address_refused or too_many_failures. Secrets are never shown again."""

    id: UUID
    agency_org_id: str
    partner_org_id: str
    way: DeliveryWay
    url: str | None
    public_key: str | None
    failures_in_row: int
    suspended_at: datetime | None
    suspended_for: str | None
    previous_secret_until: datetime | None
    version: int

    @classmethod
    def of(cls, channel: PartnerChannel) -> "PartnerChannelOut":
        return cls(**{name: getattr(channel, name) for name in cls.model_fields})


class ChannelSecretIn(Body):
    """Nothing to say: the house makes the secret."""


class ChannelSecretOut(Answer):
    """Shown this once. Until ``previous_until`` every call carries the old signature as well."""

    secret: str
    previous_until: datetime


class ResumptionIn(Body):
    """Nothing to say: the mending happened elsewhere."""


class ReplayIn(Body):
    """Either ``message_ids``, or a span of creation (its begin included, its end not)."""

    model_config = shown(
        {
            "created_from": "2026-11-02T00:00:00+08:00",
            "created_until": "2026-11-03T00:00:00+08:00",
        }
    )

    message_ids: Annotated[list[UUID], Field(min_length=1, max_length=REPLAYED_IDS_MAX)] | None = (
        None
    )
    created_from: AwareDatetime | None = None
    created_until: AwareDatetime | None = None
    partner_org_id: str | None = Field(None, max_length=40)

    def replay(self) -> Replay:
        return Replay(**{name: getattr(self, name) for name in type(self).model_fields})


class ReplayOut(Answer):
    messages: int
