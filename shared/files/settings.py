"""Files: where a deployment keeps them, and who looks for viruses."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, SecretStr


class FilesSettings(BaseModel):
    """A folder by default; ``store = "s3"`` keeps them in a bucket of any S3-compatible server."""

    store: Literal["local", "s3"] = "local"
    folder: Path = Path("var/files")
    s3_bucket: str = "legalaid"
    s3_endpoint: str | None = None
    s3_region: str = "us-east-1"
    s3_access_key_id: str | None = None
    s3_secret_access_key: SecretStr | None = None
    clamd: str | None = None  # host:port of a clamd; none: files are kept as not scanned
