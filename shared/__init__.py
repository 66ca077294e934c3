"""Boring machinery that the four services stand on; no business noun and no service import in here."""
