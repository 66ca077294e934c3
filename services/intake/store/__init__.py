"""Store: intake's database, row to domain and back; the only room that names columns."""
