"""Use cases: one verb per file - the table of contents of intake."""
