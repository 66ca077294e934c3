"""Messaging: what is counted. One set per service, in that service's own registry."""

from prometheus_client import CollectorRegistry, Counter, Gauge


class Meters:
    def __init__(self, registry: CollectorRegistry) -> None:
        self.published = Counter(
            "publish", "Messages handed to the wire, by outcome.", ["result"], registry=registry
        )
        self.stored = Counter("inbox_stored", "Messages stored in the inbox.", registry=registry)
        self.duplicates = Counter(
            "inbox_duplicates", "Deliveries of a message that was there already.", registry=registry
        )
        self.mismatches = Counter(
            "inbox_hash_mismatch",
            "Same id or place, other bytes: a security event.",
            registry=registry,
        )
        self.effects = Counter(
            "effects", "Messages dealt with, by result.", ["consumer", "result"], registry=registry
        )
        self.unsent_streams = Gauge(
            "outbox_unsent_streams", "Streams with messages to send.", registry=registry
        )
        self.parked_streams = Gauge(
            "parked_streams", "Streams that wait for a person.", ["side"], registry=registry
        )
        self.quarantined = Gauge(
            "inbox_quarantined", "Messages that wait for a person.", registry=registry
        )
        self.oldest_unsent_seconds = Gauge(
            "outbox_oldest_unsent_seconds", "Age of the oldest unsent message.", registry=registry
        )
        self.flow_missing = Gauge(
            "flow_missing", "Messages stored with a gap before them.", registry=registry
        )
        self.amqp_connected = Gauge(
            "amqp_connected", "1 while the link to the broker is up.", ["role"], registry=registry
        )
        self.amqp_reconnects = Counter(
            "amqp_reconnects", "Links lost and made again.", ["role"], registry=registry
        )
