"""Queries: the read lane of quality."""
