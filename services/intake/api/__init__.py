"""API: translate in, translate out; one module per resource."""
