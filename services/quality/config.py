"""Config: what quality is told by its environment (``QUALITY_...``), read once at start-up."""

from pydantic_settings import SettingsConfigDict

from shared.service import ServiceSettings

PORT = 8004


class QualitySettings(ServiceSettings):
    model_config = SettingsConfigDict(
        env_prefix="QUALITY_", env_nested_delimiter="__", extra="ignore", frozen=True
    )

    port: int = PORT
