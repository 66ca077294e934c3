"""API: bodies of materials."""

from datetime import datetime
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from services.intake.api.coded import Material as MaterialCode
from services.intake.api.coded import labels
from services.intake.api.examples import MATERIAL, shown
from services.intake.domain.material import Attachment, Material
from shared.files.uploads import StoredFile
from shared.http.bodies import Answer, Body
from shared.http.uploads import SHA256_HEX


class AttachmentIn(Body):
    """A complete upload of yours, by its id or by its digest, and the item that it answers."""

    model_config = shown(MATERIAL)

    item_code: MaterialCode
    upload_id: UUID | None = None
    sha256: str | None = Field(None, pattern=SHA256_HEX)

    @model_validator(mode="after")
    def _one_name(self) -> "AttachmentIn":
        if (self.upload_id is None) is (self.sha256 is None):
            raise PydanticCustomError("missing", "name the upload by its id or by its digest")
        return self

    def attachment(self) -> Attachment:
        return Attachment(**self.model_dump())


class MaterialOut(Answer):
    """``sha256`` is of what was sent; ``stored_sha256`` of what a download brings."""

    id: UUID
    matter_id: UUID
    item_code: str
    label_zh: str
    label_en: str
    name: str
    media_type: str
    bytes: int
    sha256: str
    stored_sha256: str | None
    scanned: bool
    handed_in_as: str
    handed_in_org_id: str | None
    handed_in_at: datetime

    @classmethod
    def of(cls, material: Material, file: StoredFile) -> "MaterialOut":
        zh, en = labels("materials", material.item_code)
        return cls(
            id=material.id,
            matter_id=material.matter_id,
            item_code=material.item_code,
            label_zh=zh,
            label_en=en,
            name=file.name,
            media_type=file.media_type,
            bytes=file.received_bytes,
            sha256=material.sha256,
            stored_sha256=file.stored_sha256,
            scanned=file.scanned,
            handed_in_as=material.handed_in_as,
            handed_in_org_id=material.handed_in_org_id,
            handed_in_at=material.handed_in_at,
        )


class MaterialsOut(Answer):
    """All materials of one matter, oldest first; there are never many."""

    items: list[MaterialOut]
