"""Use cases: one verb per file; load, decide, save, publish. None commits."""
