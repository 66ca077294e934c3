"""Security: who is asking, what is sealed, and the record of who did and saw what."""
