"""API: fields that hold codes of a code list; an unknown code is refused at its own place."""

from collections.abc import Callable
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from services.intake.policy import CODE_LISTS

CODE_CHARS_MAX = 40


def _in_list(name: str) -> Callable[[str], str]:
    codes = frozenset(entry.code for entry in CODE_LISTS[name].codes)
    place = f"/intake/v1/code-lists/{name}"

    def check(value: str) -> str:
        if value not in codes:
            raise PydanticCustomError("enum", "not in the code list", {"expected": place})
        return value

    return check


Kind = Annotated[str, AfterValidator(_in_list("kinds")), Field(examples=["civil"])]
ServiceForm = Annotated[str, AfterValidator(_in_list("services")), Field(examples=["LIT"])]
Stage = Annotated[str, AfterValidator(_in_list("stages")), Field(examples=["FIRST"])]
Cause = Annotated[str, AfterValidator(_in_list("causes")), Field(examples=["elder_support"])]
Standing = Annotated[str, AfterValidator(_in_list("standings")), Field(examples=["party"])]
Channel = Annotated[str, AfterValidator(_in_list("channels")), Field(examples=["WALK_IN"])]
Tag = Annotated[str, AfterValidator(_in_list("recipient_tags")), Field(examples=["MINOR"])]
Circumstance = Annotated[
    str, AfterValidator(_in_list("circumstances")), Field(examples=["domestic_violence"])
]
Material = Annotated[
    str, AfterValidator(_in_list("materials")), Field(examples=["application_form"])
]
Reason = Annotated[str, AfterValidator(_in_list("reasons")), Field(examples=["OUT_OF_SCOPE"])]
ReturnReason = Annotated[
    str, AfterValidator(_in_list("return_reasons")), Field(examples=["HAS_COUNSEL"])
]
DocumentKind = Annotated[
    str, AfterValidator(_in_list("document_kinds")), Field(examples=["citizen_id"])
]
IncomeKind = Annotated[str, AfterValidator(_in_list("income_kinds")), Field(examples=["wage"])]
Relation = Annotated[str, AfterValidator(_in_list("relations")), Field(examples=["self"])]
Asset = Annotated[str, AfterValidator(_in_list("assets")), Field(examples=["second_home"])]
Language = Annotated[str, AfterValidator(_in_list("languages")), Field(examples=["zh"])]
Gender = Annotated[str, AfterValidator(_in_list("genders")), Field(examples=["female"])]
SignatureMethod = Annotated[
    str, AfterValidator(_in_list("signature_methods")), Field(examples=["paper"])
]
ReadPurpose = Annotated[
    str, AfterValidator(_in_list("read_purposes")), Field(examples=["handling"])
]
DocumentWithdrawalReason = Annotated[
    str,
    AfterValidator(_in_list("document_withdrawal_reasons")),
    Field(examples=["WRONG_CONTENT"]),
]
ServiceProofKind = Annotated[
    str, AfterValidator(_in_list("service_proofs")), Field(examples=["signed_receipt"])
]
ServiceFailure = Annotated[
    str, AfterValidator(_in_list("service_failures")), Field(examples=["RETURNED"])
]
DutyPurpose = Annotated[
    str, AfterValidator(_in_list("duty_purposes")), Field(examples=["legal_help"])
]
TransferReason = Annotated[
    str, AfterValidator(_in_list("transfer_reasons")), Field(examples=["OTHER_AREA"])
]
Measure = Annotated[str, AfterValidator(_in_list("coercive_measures")), Field(examples=["arrest"])]
OutcomePaper = Annotated[
    str, AfterValidator(_in_list("outcome_papers")), Field(examples=["judgment"])
]
WithdrawalReason = Annotated[
    str, AfterValidator(_in_list("withdrawal_reasons")), Field(examples=["COUNSEL_HIRED"])
]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", examples=["9f86d081" * 8])]
ExemptClass = Annotated[str, AfterValidator(_in_list("exempt_classes")), Field(examples=["DIBAO"])]
DeemedCase = Annotated[
    str, AfterValidator(_in_list("deemed_cases")), Field(examples=["UNEMPLOYED"])
]
NoticeGroundCode = Annotated[
    str, AfterValidator(_in_list("notice_grounds")), Field(examples=["N1"])
]
ExplanationPoint = Annotated[
    str, AfterValidator(_in_list("explanation_points")), Field(examples=["INCOME_UNCLEAR"])
]
NewFact = Annotated[str, AfterValidator(_in_list("new_facts")), Field(examples=["INCOME_CHANGED"])]
AuthorityProof = Annotated[
    str, AfterValidator(_in_list("authority_proofs")), Field(examples=["POWER_OF_ATTORNEY"])
]
RepresentationEnd = Annotated[
    str, AfterValidator(_in_list("representation_ends")), Field(examples=["REVOKED"])
]
DuplicateReason = Annotated[
    str, AfterValidator(_in_list("duplicate_reasons")), Field(examples=["SAME_MATTER"])
]
ContactChannel = Annotated[
    str, AfterValidator(_in_list("contact_channels")), Field(examples=["PHONE"])
]
MobilityNeed = Annotated[
    str, AfterValidator(_in_list("mobility_needs")), Field(examples=["HOME_VISIT"])
]
LiteracyNeed = Annotated[
    str, AfterValidator(_in_list("literacy_needs")), Field(examples=["READ_ALOUD"])
]
ConsultationChannelCode = Annotated[
    str, AfterValidator(_in_list("consultation_channels")), Field(examples=["COUNTER"])
]
ActingReason = Annotated[str, AfterValidator(_in_list("acting_reasons")), Field(examples=["LEAVE"])]
ErasureBasis = Annotated[
    str, AfterValidator(_in_list("erasure_bases")), Field(examples=["person_request"])
]
OrgCode = Annotated[str, Field(min_length=1, max_length=CODE_CHARS_MAX, examples=["LA-150203"])]
AidFirstGroundCode = Annotated[
    str, AfterValidator(_in_list("aid_first_grounds")), Field(examples=["PERIOD_ENDS"])
]
TerminationGroundCode = Annotated[
    str, AfterValidator(_in_list("termination_grounds")), Field(examples=["OWN_COUNSEL"])
]
MatterChangeCode = Annotated[
    str, AfterValidator(_in_list("matter_changes")), Field(examples=["MEANS_CHANGED"])
]


def labels(name: str, code: str) -> tuple[str, str]:
    """The zh-CN and en labels of a code; the code itself where the list has dropped it."""
    found = next((entry for entry in CODE_LISTS[name].codes if entry.code == code), None)
    return (found.label_zh, found.label_en) if found else (code, code)
