"""Settings of intake, read once at start-up from the environment (prefix ``INTAKE_``)."""

from pydantic_settings import SettingsConfigDict

from shared.security.outbound import OutboundSettings
from shared.service import ServiceSettings


class IntakeSettings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="INTAKE_")

    outbound: OutboundSettings = OutboundSettings()
