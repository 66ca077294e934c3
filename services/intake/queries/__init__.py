"""Queries: the read lane - one SQL statement per question, rows out."""
