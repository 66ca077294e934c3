"""Store: rows to domain values and back, one module per aggregate."""
