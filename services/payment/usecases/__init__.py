"""Use cases: the verbs of payment, one per file."""
