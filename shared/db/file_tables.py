"""Database: the chassis' tables of kept files. The bytes lie in the file store, sealed; here is the rest.

Neither is a tenant table: an upload is found by its owner only, a kept file by a hold on it only.
"""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, LargeBinary, Table, Text

from shared.db.tables import chassis
from shared.db.types import Id, Instant, Json

stored_file = Table(
    "stored_file",
    chassis,
    Column("id", Id, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("name_sealed", LargeBinary, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("declared_bytes", BigInteger, nullable=False),
    Column("declared_sha256", Text),
    Column("received_bytes", BigInteger, nullable=False),
    Column("parts", Json, nullable=False),
    Column("writer", Text),
    Column("writer_until", Instant),
    Column("sha256", Text),  # as it was sent: the name by which its owner attaches it
    Column("stored_sha256", Text),  # as it is kept, which differs where a location was removed
    Column("scanned", Boolean, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("ready_at", Instant),
    Column("expires_at", Instant),
    Index("stored_file_digest", "owner", "sha256"),
    Index("stored_file_expiry", "expires_at"),
)

# The file's key, sealed under the data key of a scope: erase the scope, and this way in is gone.
file_hold = Table(
    "file_hold",
    chassis,
    Column("file_id", Id, ForeignKey("stored_file.id"), primary_key=True),
    Column("scope", Text, primary_key=True),
    Column("key_sealed", LargeBinary, nullable=False),
    Column("created_at", Instant, nullable=False),
)
