"""Domain: every fact that intake publishes, by subject. Ids, codes and dates; never personal data."""

from services.intake.domain.events.aid_first import (
    AidFirstCompleted,
    AidFirstGranted,
    AidFirstLapsed,
)
from services.intake.domain.events.application import (
    ApplicationAttached,
    ApplicationFiled,
    ApplicationGranted,
    ApplicationRefused,
    ApplicationSupplemented,
    ApplicationTransferred,
    ApplicationWithdrawn,
    SupplementExtended,
    SupplementRequested,
)
from services.intake.domain.events.consultation import (
    ConsultationAnswered,
    ConsultationOpened,
)
from services.intake.domain.events.cooperation import (
    CooperationAnswered,
    CooperationRequested,
)
from services.intake.domain.events.document import (
    DocumentFailed,
    DocumentIssued,
    DocumentServed,
)
from services.intake.domain.events.duty_request import (
    DutyRequestCanceled,
    DutyRequestCorrected,
    DutyRequestReceived,
)
from services.intake.domain.events.matter import (
    MatterErased,
    MatterJurisdictionChanged,
    MatterPartiesChanged,
    MatterReinstated,
    MatterTerminated,
)
from services.intake.domain.events.mediation import (
    MediationConcluded,
    MediationReferred,
)
from services.intake.domain.events.notice import (
    DefenseRefused,
    NoticeAccepted,
    NoticeCorrected,
    NoticeRenewed,
    NoticeReturned,
    NoticeWithdrawn,
    OrganUpdateReceived,
)
from services.intake.domain.events.objection import (
    ObjectionDecided,
    ObjectionFiled,
)
from services.intake.domain.events.partner_message import (
    DutyMessageDelivered,
    DutyMessageFailed,
    PartnerMessageDelivered,
    PartnerMessageFailed,
)

__all__ = [
    "AidFirstCompleted",
    "AidFirstGranted",
    "AidFirstLapsed",
    "ApplicationAttached",
    "ApplicationFiled",
    "ApplicationGranted",
    "ApplicationRefused",
    "ApplicationSupplemented",
    "ApplicationTransferred",
    "ApplicationWithdrawn",
    "ConsultationAnswered",
    "ConsultationOpened",
    "CooperationAnswered",
    "CooperationRequested",
    "DefenseRefused",
    "DocumentFailed",
    "DocumentIssued",
    "DocumentServed",
    "DutyMessageDelivered",
    "DutyMessageFailed",
    "DutyRequestCanceled",
    "DutyRequestCorrected",
    "DutyRequestReceived",
    "MatterErased",
    "MatterJurisdictionChanged",
    "MatterPartiesChanged",
    "MatterReinstated",
    "MatterTerminated",
    "MediationConcluded",
    "MediationReferred",
    "NoticeAccepted",
    "NoticeCorrected",
    "NoticeRenewed",
    "NoticeReturned",
    "NoticeWithdrawn",
    "ObjectionDecided",
    "ObjectionFiled",
    "OrganUpdateReceived",
    "PartnerMessageDelivered",
    "PartnerMessageFailed",
    "SupplementExtended",
    "SupplementRequested",
]
