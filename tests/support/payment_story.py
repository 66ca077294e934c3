"""Support: the steps of payment's thread, for tests that begin in the middle of it."""

from typing import Any

from tests.support.payment import an_id
from tests.support.payment_house import AGENCY, PaymentHouse

RATE = {
    "kind": "civil",
    "amount_fen": 150_000,
    "document_no": "DEMO-2026-1",
    "basis": {
        "direct_cost_fen": 30_000,
        "service_days": 4,
        "daily_wage_fen": 30_000,
        "wage_source": "演示数据",
    },
    "valid_from": "2026-01-01",
}
MONEY = {
    "fiscal_year": 2026,
    "fund_source": "county",
    "use_line": "case",
    "amount_fen": 1_000_000,
    "document_no": "DEMO-2026-B1",
}
RECEIPT_HEADINGS = "支付令号,金额(元),结果,银行流水号,支付日期,原因\n"


def assigned(case: str = "1", lawyer: str = "lawyer-zhao", **changes: Any) -> dict[str, Any]:
    """The data of assignment.lawyer.assigned.v1."""
    return {
        **_stage(case, lawyer),
        "provider_name": "赵示例",
        "license_no": "11502199900000001",
        "firm_name": "示例律师事务所",
        "work_phone": None,
        "assigned_at": "2026-01-05T03:00:00Z",
        **changes,
    }


def passed(case: str = "1", lawyer: str = "lawyer-zhao", **changes: Any) -> dict[str, Any]:
    """The data of assignment.closing_file.passed.v1."""
    return {
        **_stage(case, lawyer),
        "assigned_on": "2026-01-05",
        "closed_on": "2026-03-10",
        "passed_at": "2026-03-16T01:00:00Z",
        "passed_by": "person-reviewer-of-files",
        **changes,
    }


def attended(
    day: str = "2026-03-12", lawyer: str = "lawyer-zhao", **changes: Any
) -> dict[str, Any]:
    """The data of assignment.attendance.confirmed.v1."""
    return {
        "attendance_id": an_id(f"attendance {day} {lawyer}"),
        "shift_id": an_id(f"shift {day}"),
        "provider_id": an_id(lawyer),
        "provider_subject": lawyer,
        "firm_id": an_id("firm"),
        "agency_org_id": AGENCY,
        "site_org_id": "DC-DEMO-A",
        "duty_on": day,
        "planned_from": f"{day}T01:00:00Z",
        "planned_to": f"{day}T09:00:00Z",
        "public_post": False,
        "confirmed_by": "person-coordinator",
        "confirmed_at": f"{day}T10:00:00Z",
        **changes,
    }


def _stage(case: str, lawyer: str) -> dict[str, Any]:
    return {
        "stage_assignment_id": an_id(f"stage {case}"),
        "matter_id": an_id(f"matter {case}"),
        "agency_org_id": AGENCY,
        "provider_id": an_id(lawyer),
        "provider_subject": lawyer,
        "firm_id": an_id("firm"),
        "kind": "civil",
        "service": "LIT",
        "stage": "FIRST",
        "public_post": False,
        "assigned_by": "person-assigner",
    }


async def tell_registered(house: PaymentHouse, lawyer: str = "lawyer-zhao") -> None:
    data = {
        "provider_id": an_id(lawyer),
        "provider_subject": lawyer,
        "name": "赵示例",
        "license_no": "11502199900000001",
        "standing": "active",
    }
    stream = f"provider/{data['provider_id']}"
    await house.hear("assignment.provider.registered.v1", stream, data)


async def tell_assigned(house: PaymentHouse, case: str = "1", **changes: Any) -> None:
    data = assigned(case, **changes)
    stream = f"matter/{data['matter_id']}"
    await house.hear("assignment.lawyer.assigned.v1", stream, data)


async def tell_passed(house: PaymentHouse, case: str = "1", **changes: Any) -> None:
    data = passed(case, **changes)
    stream = f"matter/{data['matter_id']}"
    await house.hear("assignment.closing_file.passed.v1", stream, data)


async def tell_attended(house: PaymentHouse, day: str = "2026-03-12", **changes: Any) -> None:
    data = attended(day, **changes)
    stream = f"provider/{data['provider_id']}"
    await house.hear("assignment.attendance.confirmed.v1", stream, data)


async def rate_in_force(house: PaymentHouse, **changes: Any) -> dict[str, Any]:
    """A rate row, proposed by one and approved by another, with the waiting claims priced."""
    row = await house.post("preparer", "/rate-rows", {**RATE, **changes}, status=201)
    path = f"/rate-rows/{row['id']}/approval"
    approved = await house.post("approver", path, version=row["version"])
    await house.perform_tasks()
    return dict(approved)


async def money_given(house: PaymentHouse, **changes: Any) -> dict[str, Any]:
    """An approved appropriation, with the commitments that waited for it covered."""
    given = await house.post("preparer", "/appropriations", {**MONEY, **changes}, status=201)
    path = f"/appropriations/{given['id']}/approval"
    approved = await house.post("approver", path, version=given["version"])
    await house.perform_tasks()
    return dict(approved)


async def account_verified(house: PaymentHouse, lawyer: str = "lawyer-zhao") -> dict[str, Any]:
    """The lawyer's own account, registered by the lawyer and verified by finance."""
    await tell_registered(house, lawyer)
    body = {"holder": "赵示例", "bank": "示例银行", "account_number": "6200000000000001"}
    payee = await house.post(lawyer, "/payees", body, status=201)
    path = f"/payees/{payee['id']}/verification"
    return dict(await house.post("reviewer", path, {"verified": True}, version=payee["version"]))


async def claim_of_case(house: PaymentHouse, case: str = "1") -> dict[str, Any]:
    found = await house.get("reviewer", f"/claims?matter_id={an_id(f'matter {case}')}")
    (claim,) = found["items"]
    return dict(claim)


async def claim_approved(house: PaymentHouse, case: str = "1") -> dict[str, Any]:
    """The whole way of one case to an approved claim; rate and money must be there."""
    await tell_assigned(house, case)
    await tell_passed(house, case)
    claim = await claim_of_case(house, case)
    path = f"/claims/{claim['id']}/approval"
    return dict(await house.post("reviewer", path, version=claim["version"]))


async def batch_released(house: PaymentHouse) -> dict[str, Any]:
    """A batch through four hands."""
    batch = await house.post("preparer", "/batches", status=201)
    for person, act in (("reviewer", "review"), ("approver", "approval"), ("cashier", "release")):
        path = f"/batches/{batch['id']}/{act}"
        batch = await house.post(person, path, version=batch["version"])
    return dict(batch)


def receipt(*rows: str, paid_fen: int) -> dict[str, Any]:
    return {
        "content": RECEIPT_HEADINGS + "".join(f"{row}\n" for row in rows),
        "stated_count": len(rows),
        "stated_paid_fen": paid_fen,
    }


def bank_line(
    order_no: str, outcome: str = "成功", *, yuan: str = "1500.00", reference: str = "B1"
) -> str:
    return f"{order_no},{yuan},{outcome},{reference},2026-03-16,"
