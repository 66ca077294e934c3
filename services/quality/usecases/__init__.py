"""Use cases: what quality does, a verb per file."""
