"""API: example bodies for the documents; invented people, ordinary values."""

from typing import Any

from pydantic import ConfigDict

HOUSEHOLD: dict[str, Any] = {
    "population": "urban",
    "members": [
        {"relation": "self", "incomes_fen": {"pension": 180_000}},
        {"relation": "child", "incomes_fen": {"wage": 520_000}, "is_opponent": True},
    ],
    "claimed_classes": [],
    "claimed_deemed": [],
}

_ELDER_CASE = {
    "kind": "civil",
    "service": "LIT",
    "stage": "FIRST",
    "cause_code": "elder_support",
    "standing": "party",
    "circumstances": [],
}

_WAGE_CASE = {**_ELDER_CASE, "service": "LABOUR", "stage": "ARBITRATION"}
_WAGE_CASE["cause_code"] = "labor_remuneration"

_SIGNATURE = {"method": "fingerprint", "signed_on": "2026-11-24"}

APPLICATION: dict[str, Any] = {
    "org_id": "LA-150203",
    "channel": "WALK_IN",
    "case": _ELDER_CASE,
    "applicant": {
        "name": "演示包奶奶",
        "document_kind": "citizen_id",
        "document_number": "11010519491231002X",
        "phone": "13800001001",
        "address": "内蒙古自治区包头市昆都仑区演示街1号",
    },
    "tags": ["WOMAN"],
    "household": HOUSEHOLD,
    "opponents": [{"name": "演示包大"}],
    "materials": ["application_form", "identity_copy", "means_statement", "case_papers"],
    "statement": "长子一直不给赡养费，今年起连药费也不肯出。",
    "signature": _SIGNATURE,
    "needs": {"language": "zh", "sign_language": False},
    "owner_subject": "elder-bao",
}


def _worker(name: str, owner_subject: str) -> dict[str, Any]:
    return {
        "applicant": {"name": name, "phone": "13800002001"},
        "tags": ["MIGRANT_WORKER"],
        "household": {
            "population": "rural_pastoral",
            "members": [{"relation": "self", "incomes_fen": {"wage": 600_000}}],
            "claimed_classes": ["MIGRANT_WORKER"],
        },
        "owner_subject": owner_subject,
    }


GROUP: dict[str, Any] = {
    "org_id": "LA-150203",
    "channel": "WALK_IN",
    "case": _WAGE_CASE,
    "members": [
        _worker("演示田一", "worker-tian"),
        _worker("演示何二", "worker-he"),
        _worker("演示卢三", "worker-lu"),
    ],
    "opponents": [{"name": "演示宏达建筑有限公司", "is_person": False}],
    "materials": ["application_form", "identity_copy", "integrity_pledge", "wage_record"],
    "statement": "三人同在一处工地，项目完工后四个月工资未付。",
    "signature": _SIGNATURE,
}

NOTICE: dict[str, Any] = {
    "agency_org_id": "LA-150203",
    "organ_org_id": "PR-150203",
    "reference": "DEMO-PR-2026-001",
    "ground_code": "N1",
    "stage": "PROSECUTION",
    "cause_code": "theft",
    "accused": {"name": "演示小林", "custody_no": "DEMO-K-17"},
    "reason": "犯罪嫌疑人系未成年人，没有委托辩护人",
    "officer": {"name": "演示检察官", "phone": "13800003001"},
    "organ_case_no": "DEMO-PR-2026-88",
}

NOTICE_LIST: dict[str, Any] = {
    **{name: value for name, value in NOTICE.items() if name != "accused"},
    "reference": "DEMO-PR-2026-002",
    "persons": [
        {"name": "演示小林", "custody_no": "DEMO-K-17"},
        {"custody_no": "DEMO-K-18", "custody_org_id": "DC-DEMO-A"},
    ],
}

ORGAN_UPDATE: dict[str, Any] = {
    "organ_org_id": "PR-150203",
    "reference": "DEMO-PR-2026-001-U1",
    "notice_reference": "DEMO-PR-2026-001",
    "kind": "coercive_measure",
    "occurred_on": "2026-11-24",
    "measure_code": "bail",
}

DUTY_REQUEST: dict[str, Any] = {
    "agency_org_id": "LA-150203",
    "organ_org_id": "DC-DEMO-A",
    "site_org_id": "DC-DEMO-A",
    "reference": "DEMO-DC-2026-03",
    "stage": "INVESTIGATION",
    "purpose_code": "legal_help",
    "needed_on": "2026-11-24",
    "urgent": True,
    "persons": [{"name": "演示甲某", "custody_no": "DEMO-1"}],
}


MATERIAL: dict[str, Any] = {
    "item_code": "wage_record",
    "upload_id": "0190f3a2-7d1c-7c3e-9f67-2f1b1c0d9e11",
}


def shown(example: dict[str, Any]) -> ConfigDict:
    """The model configuration that shows ``example`` in the documents."""
    return ConfigDict(json_schema_extra={"examples": [example]})
