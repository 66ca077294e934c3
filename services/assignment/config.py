"""Configuration: what assignment is told by its environment, under ``ASSIGNMENT_``."""

from pydantic_settings import SettingsConfigDict

from shared.service import ServiceSettings


class AssignmentSettings(ServiceSettings):
    model_config = SettingsConfigDict(
        env_prefix="ASSIGNMENT_", env_nested_delimiter="__", extra="ignore", frozen=True
    )
    port: int = 8002
