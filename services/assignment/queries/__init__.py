"""Queries: the read lane - SQL in, rows out."""
