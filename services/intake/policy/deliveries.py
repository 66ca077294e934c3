"""Policy: the bounds of delivery to partners, from ``delivery.toml``."""

import tomllib
from pathlib import Path

from services.intake.domain.partner_channel import DeliveryPolicy

_ROWS = tomllib.loads((Path(__file__).parent / "delivery.toml").read_text(encoding="utf-8"))
DELIVERY = DeliveryPolicy(**{**_ROWS, "retry_seconds": tuple(_ROWS["retry_seconds"])})
