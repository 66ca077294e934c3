"""API: the HTTP edge of payment, one module per resource."""
