"""Trace context: continued when well formed, begun anew otherwise."""

import pytest

from shared.http.tracing import trace_of

TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736"


def test_the_callers_trace_goes_on_under_a_span_of_our_own() -> None:
    trace = trace_of(f"00-{TRACE_ID}-00f067aa0ba902b7-01")
    assert trace.trace_id == TRACE_ID
    assert trace.traceparent.startswith(f"00-{TRACE_ID}-")
    assert trace.traceparent.endswith("-01")
    assert "00f067aa0ba902b7" not in trace.traceparent


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "nonsense",
        f"00-{'0' * 32}-00f067aa0ba902b7-01",
        f"00-{TRACE_ID}-{'0' * 16}-01",
        f"00-{TRACE_ID.upper()}-00f067aa0ba902b7-01",
        f"00-{TRACE_ID}-00f067aa0ba902b7-01-extra",
    ],
)
def test_a_malformed_trace_is_replaced(header: str | None) -> None:
    trace = trace_of(header)
    assert trace.trace_id != TRACE_ID
    assert len(trace.trace_id) == 32
