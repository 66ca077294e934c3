"""Demo: moments as people read them."""

from datetime import datetime

from shared.kernel.clock import LAW_ZONE


def moment_text(moment: datetime) -> str:
    """``2026-09-01 09:00`` where the law is."""
    return moment.astimezone(LAW_ZONE).strftime("%Y-%m-%d %H:%M")


def written_moment(text: str) -> str:
    """The same from RFC 3339 text."""
    return moment_text(datetime.fromisoformat(text))
