"""Gateways: third parties of intake behind a Protocol, each with a fake for tests."""
