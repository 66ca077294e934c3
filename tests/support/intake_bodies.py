"""Support: request bodies of the thread, with fictional people and ordinary values."""

from typing import Any

ELDER_NUMBER = "11010519491231002X"
DISTRICT_LINE_FEN = 227_000


def elder_application(**changes: Any) -> dict[str, Any]:
    """Support of an elder: means-tested, the opponent is a son who lives in."""
    return {
        "org_id": "LA-150203",
        "channel": "WALK_IN",
        "case": {
            "kind": "civil",
            "service": "LIT",
            "stage": "FIRST",
            "cause_code": "elder_support",
            "standing": "party",
        },
        "applicant": {
            "name": "演示包奶奶",
            "document_kind": "citizen_id",
            "document_number": ELDER_NUMBER,
            "phone": "13800001001",
            "address": "内蒙古自治区包头市昆都仑区演示街1号",
        },
        "household": household(self_fen=DISTRICT_LINE_FEN),
        "opponents": [{"name": "演示包大", "document_kind": "unknown"}],
        "materials": ["application_form", "identity_copy", "means_statement", "case_papers"],
        "statement": "长子一直不给赡养费，今年起连药费也不肯出。",
        "signature": {"method": "fingerprint", "signed_on": "2026-11-02"},
        "owner_subject": "elder",
        **changes,
    }


def household(
    *, self_fen: int, others_fen: tuple[int, ...] = (), opponent_fen: int | None = None
) -> dict[str, Any]:
    members: list[dict[str, Any]] = [
        {"relation": "self", "incomes_fen": {"pension": self_fen}},
        *({"relation": "spouse", "incomes_fen": {"wage": fen}} for fen in others_fen),
    ]
    if opponent_fen is not None:
        members.append(
            {"relation": "child", "incomes_fen": {"wage": opponent_fen}, "is_opponent": True}
        )
    return {"population": "urban", "members": members}


def workers_group(**changes: Any) -> dict[str, Any]:
    """Three migrant workers' unpaid wages: exempt from the income check (法律援助法 42(3))."""
    return {
        "org_id": "LA-150203",
        "channel": "WALK_IN",
        "case": {
            "kind": "civil",
            "service": "LABOUR",
            "stage": "ARBITRATION",
            "cause_code": "labor_remuneration",
            "standing": "party",
        },
        "members": [worker("演示田一", "worker-one"), worker("演示何二"), worker("演示卢三")],
        "opponents": [{"name": "演示宏达建筑有限公司", "is_person": False}],
        "materials": ["application_form", "identity_copy", "integrity_pledge", "wage_record"],
        "statement": "三人同在一处工地，项目完工后四个月工资未付。",
        "signature": {"method": "paper", "signed_on": "2026-11-02"},
        **changes,
    }


def worker(name: str, owner_subject: str | None = None) -> dict[str, Any]:
    return {
        "applicant": {"name": name, "phone": "13800002001"},
        "tags": ["MIGRANT_WORKER"],
        "household": {
            "population": "rural_pastoral",
            "members": [{"relation": "self", "incomes_fen": {"wage": 900_000}}],
            "claimed_classes": ["MIGRANT_WORKER"],
        },
        "owner_subject": owner_subject,
    }


def minor_notice(**changes: Any) -> dict[str, Any]:
    """A minor suspect at the procuratorate: the agency must be notified (法律援助法 25(1)(1))."""
    return {
        "agency_org_id": "LA-150203",
        "organ_org_id": "PR-150203",
        "reference": "DEMO-PR-2026-001",
        "ground_code": "N1",
        "stage": "PROSECUTION",
        "cause_code": "theft",
        "accused": {"name": "演示小林", "custody_no": "DEMO-K-17"},
        "reason": "犯罪嫌疑人系未成年人，没有委托辩护人",
        "officer": {"name": "演示检察官", "phone": "13800003001"},
        "organ_case_no": "DEMO-昆检刑-2026-88",
        **changes,
    }


def duty_request(**changes: Any) -> dict[str, Any]:
    return {
        "agency_org_id": "LA-150203",
        "organ_org_id": "DC-DEMO-A",
        "site_org_id": "DC-DEMO-A",
        "reference": "DEMO-DC-2026-03",
        "stage": "INVESTIGATION",
        "purpose_code": "legal_help",
        "needed_on": "2026-11-03",
        "urgent": False,
        "persons": [{"name": "演示甲某", "custody_no": "DEMO-1"}, {"custody_no": "DEMO-2"}],
        **changes,
    }


def notice_list(**changes: Any) -> dict[str, Any]:
    """One notice of the procuratorate about two persons, the second without a name."""
    shared = {name: value for name, value in minor_notice().items() if name != "accused"}
    return {
        **shared,
        "reference": "DEMO-PR-2026-002",
        "persons": [
            {"name": "演示小林", "custody_no": "DEMO-K-17"},
            {"custody_no": "DEMO-K-18", "custody_org_id": "DC-DEMO-A"},
        ],
        **changes,
    }


def organ_update(**changes: Any) -> dict[str, Any]:
    return {
        "organ_org_id": "PR-150203",
        "reference": "DEMO-PR-2026-001-U1",
        "notice_reference": "DEMO-PR-2026-001",
        "kind": "coercive_measure",
        "occurred_on": "2026-11-02",
        "measure_code": "bail",
        **changes,
    }
