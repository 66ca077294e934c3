"""Domain: the draft 草稿 - an application before it is filed; its writer's only."""

from dataclasses import dataclass, replace
from uuid import UUID

from services.intake.domain.application import APPLICATION_TABLE, ApplicationState
from shared.kernel.refusals import Conflict, NotFound


class DraftNotFound(NotFound):
    """No such draft, or not yours."""


class DraftIncomplete(Conflict):
    """A filing needs more than the draft holds. Facts: ``missing``."""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """Once filed, what it held lives in the application and is erased here."""

    id: UUID
    application_id: UUID | None = None
    version: int = 1

    @property
    def state(self) -> ApplicationState:
        return ApplicationState.DRAFT if self.application_id is None else ApplicationState.RECEIVED

    def require_editable(self) -> None:
        """Raises ActNotAllowedNow once it is filed."""
        APPLICATION_TABLE.after(self.state, "file")

    def file(self, application_id: UUID) -> "Draft":
        """Raises ActNotAllowedNow once it is filed."""
        self.require_editable()
        return replace(self, application_id=application_id)
