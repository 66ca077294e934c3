"""HTTP: the W3C trace context of a request. Taken from the caller when it is well formed."""

import os
import re
from dataclasses import dataclass

_TRACEPARENT = re.compile(r"00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})")
_TRACE_BYTES = 16
_SPAN_BYTES = 8


@dataclass(frozen=True)
class Trace:
    """``traceparent`` names this service's own span under the caller's trace."""

    trace_id: str
    traceparent: str


def trace_of(header: str | None) -> Trace:
    """Continue the caller's trace or begin a new one."""
    match = _TRACEPARENT.fullmatch(header) if header else None
    trace_id = match.group(1) if match else os.urandom(_TRACE_BYTES).hex()
    flags = match.group(2) if match else "00"
    return Trace(trace_id, f"00-{trace_id}-{os.urandom(_SPAN_BYTES).hex()}-{flags}")
