"""Database: engines, types, the transaction and its tenant rule, migrations. SQLAlchemy Core only."""
