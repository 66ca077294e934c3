"""Policy: the bounds of delivery to partners and the sandbox's samples, from ``delivery.toml``."""

import tomllib
from pathlib import Path
from typing import Any

from services.intake.domain.partner_channel import DeliveryPolicy

_ROWS = tomllib.loads((Path(__file__).parent / "delivery.toml").read_text(encoding="utf-8"))
SAMPLES: dict[str, dict[str, Any]] = _ROWS.pop("samples")
DELIVERY = DeliveryPolicy(**{**_ROWS, "retry_seconds": tuple(_ROWS["retry_seconds"])})
