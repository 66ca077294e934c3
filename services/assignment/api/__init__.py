"""API: one module per resource, with its bodies beside it."""
