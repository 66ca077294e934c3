"""Support: a business clock that a test sets and moves."""

from datetime import datetime, timedelta


class SetClock:
    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment

    def advance(self, **span: float) -> None:
        """``days=3``, ``hours=8``: as a timedelta is spelled."""
        self.moment += timedelta(**span)
