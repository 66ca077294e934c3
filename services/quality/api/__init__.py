"""API: the HTTP edge of quality."""
