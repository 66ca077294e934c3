"""Config: what payment is told by its environment (``PAYMENT_...``), read once at start-up."""

from pydantic_settings import SettingsConfigDict

from shared.service import ServiceSettings

PORT = 8003


class PaymentSettings(ServiceSettings):
    model_config = SettingsConfigDict(
        env_prefix="PAYMENT_", env_nested_delimiter="__", extra="ignore", frozen=True
    )

    port: int = PORT
