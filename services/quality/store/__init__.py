"""Store: quality's own database."""
