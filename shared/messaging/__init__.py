"""Messaging: outbox, relay, wires, inbox and effects. Exactly-once effect over at-least-once wires."""
