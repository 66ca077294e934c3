"""Queries: the read lane, SQL in and rows out."""
