"""HTTP: the numbers of one service, in a registry of its own so that four fit into one process."""

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.exposition import generate_latest

DURATION_BUCKETS_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class RequestMetrics:
    """Requests by method, route and status; durations by method and route."""

    def __init__(self, registry: CollectorRegistry, service: str) -> None:
        self.registry = registry
        self._requests = Counter(
            "http_server_requests",
            "Requests answered.",
            ("service", "method", "route", "status"),
            registry=registry,
        )
        self._durations = Histogram(
            "http_server_request_duration_seconds",
            "Seconds from the first byte of a request to the last of its answer.",
            ("service", "method", "route"),
            registry=registry,
            buckets=DURATION_BUCKETS_SECONDS,
        )
        self._service = service
        # Label lookup costs more than the increment, and routes x statuses are few.
        self._counters: dict[tuple[str, str, int], Counter] = {}
        self._histograms: dict[tuple[str, str], Histogram] = {}

    def observe(self, method: str, route: str, status: int, seconds: float) -> None:
        key = (method, route, status)
        counter = self._counters.get(key)
        if counter is None:
            counter = self._requests.labels(self._service, method, route, str(status))
            self._counters[key] = counter
        counter.inc()
        timer = self._histograms.get(key[:2])
        if timer is None:
            timer = self._durations.labels(self._service, method, route)
            self._histograms[key[:2]] = timer
        timer.observe(seconds)

    def rendered(self) -> bytes:
        """The registry in Prometheus' text format."""
        return generate_latest(self.registry)
