"""The audit chain on a database: whole by itself, and every kind of tampering is found."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import delete, select, update

from shared.db.tables import audit_anchor, audit_entry, audit_head
from shared.db.transaction import TransactionFactory
from shared.security.anchors import anchor_heads
from shared.security.audit import GENESIS
from shared.security.audit_report import AuditReport, Break, Damage, verify
from shared.security.reads import (
    UnmaskingNotAllowed,
    UnmaskingReasonMissing,
    record_read,
    record_refusal,
    record_unmasking,
)
from tests.support.vaults import CLERK, NOTHING, bare_service


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[TransactionFactory]:
    async with bare_service(tmp_path) as transactions:
        yield transactions


async def _record(service: TransactionFactory, *acts: tuple[str, str]) -> None:
    async with service.begin(actor=CLERK, scope=NOTHING) as tx:
        for stream, act in acts:
            tx.record(
                stream, act, claim_id=uuid4(), on=date(2026, 9, 1), amount_fen=100, tags=["a"]
            )


async def _report(service: TransactionFactory) -> AuditReport:
    async with service.begin(actor=CLERK, scope=NOTHING, write=False) as tx:
        return await verify(tx.connection)


async def _tamper(service: TransactionFactory, *statements: object) -> AuditReport:
    async with service.begin(actor=CLERK, scope=NOTHING) as tx:
        for statement in statements:
            await tx.execute(statement)
    return await _report(service)


async def _three_acts(service: TransactionFactory) -> None:
    await _record(service, ("claim/1", "claim.open"), ("claim/2", "claim.open"))
    await _record(service, ("claim/1", "claim.price"), ("claim/1", "claim.approve"))


def _entry(seq: int, stream: str = "claim/1"):  # type: ignore[no-untyped-def]
    return (audit_entry.c.stream == stream) & (audit_entry.c.seq == seq)


async def test_an_untouched_chain_is_whole(service: TransactionFactory) -> None:
    await _three_acts(service)
    assert await _report(service) == AuditReport(streams=2, entries=4, first_break=None)


async def test_an_empty_chain_is_whole(service: TransactionFactory) -> None:
    assert (await _report(service)).whole


async def test_acts_carry_who_and_when(service: TransactionFactory) -> None:
    await _record(service, ("claim/1", "claim.open"))
    async with service.begin(actor=CLERK, scope=NOTHING, write=False) as tx:
        row = (await tx.execute(select(audit_entry))).one()
    assert (row.actor, row.person_id, row.org_id) == ("acc-1", "person-1", "LA-150203")
    assert (row.seq, row.prev_hash, row.facts["on"]) == (1, GENESIS, "2026-09-01")


async def test_a_rolled_back_act_is_not_on_the_chain(service: TransactionFactory) -> None:
    with pytest.raises(ZeroDivisionError):
        async with service.begin(actor=CLERK, scope=NOTHING) as tx:
            tx.record("claim/1", "claim.open")
            raise ZeroDivisionError
    assert (await _report(service)).entries == 0


async def test_floating_point_facts_are_refused(service: TransactionFactory) -> None:
    with pytest.raises(TypeError):
        async with service.begin(actor=CLERK, scope=NOTHING) as tx:
            tx.record("claim/1", "claim.open", rate=0.5)


@pytest.mark.parametrize(
    "values",
    [
        {"facts": {"amount_fen": 999}},
        {"act": "claim.reject"},
        {"person_id": "person-2"},
        {"actor": "acc-2"},
        {"org_id": None},
        {"client_id": "machine"},
        {"hash": "f" * 64},
    ],
)
async def test_an_edited_entry_is_found(
    service: TransactionFactory, values: dict[str, object]
) -> None:
    await _three_acts(service)
    report = await _tamper(service, update(audit_entry).where(_entry(2)).values(**values))
    assert report.first_break == Break("claim/1", 2, Damage.ALTERED)


async def test_a_backdated_entry_is_found(service: TransactionFactory) -> None:
    await _three_acts(service)
    earlier = select(audit_entry.c.at).where(_entry(1)).scalar_subquery()
    report = await _tamper(service, update(audit_entry).where(_entry(2)).values(at=earlier))
    assert report.first_break == Break("claim/1", 2, Damage.ALTERED)


async def test_a_deleted_entry_is_found(service: TransactionFactory) -> None:
    await _three_acts(service)
    report = await _tamper(service, delete(audit_entry).where(_entry(2)))
    assert report.first_break == Break("claim/1", 2, Damage.MISSING)


async def test_a_deleted_entry_whose_place_is_closed_up_is_found(
    service: TransactionFactory,
) -> None:
    await _three_acts(service)
    report = await _tamper(
        service,
        delete(audit_entry).where(_entry(2)),
        update(audit_entry).where(_entry(3)).values(seq=2),
    )
    assert report.first_break == Break("claim/1", 2, Damage.RELINKED)


async def test_two_entries_that_changed_places_are_found(service: TransactionFactory) -> None:
    await _three_acts(service)
    report = await _tamper(
        service,
        update(audit_entry).where(_entry(2)).values(seq=20),
        update(audit_entry).where(_entry(3)).values(seq=2),
        update(audit_entry).where(_entry(20)).values(seq=3),
    )
    assert report.first_break == Break("claim/1", 2, Damage.RELINKED)


async def test_an_entry_moved_to_another_stream_is_found(service: TransactionFactory) -> None:
    await _three_acts(service)
    report = await _tamper(
        service, update(audit_entry).where(_entry(1, "claim/2")).values(stream="claim/3")
    )
    assert report.first_break == Break("claim/3", 1, Damage.ALTERED)


async def test_a_tail_cut_off_is_found(service: TransactionFactory) -> None:
    await _three_acts(service)
    report = await _tamper(service, delete(audit_entry).where(_entry(3)))
    assert report.first_break == Break("claim/1", 3, Damage.CUT)


async def test_a_stream_emptied_whole_is_found(service: TransactionFactory) -> None:
    await _three_acts(service)
    emptied = delete(audit_entry).where(audit_entry.c.stream == "claim/2")
    assert (await _tamper(service, emptied)).first_break == Break("claim/2", 1, Damage.CUT)


async def test_a_stream_without_its_head_is_found(service: TransactionFactory) -> None:
    await _three_acts(service)
    report = await _tamper(service, delete(audit_head).where(audit_head.c.stream == "claim/2"))
    assert report.first_break == Break("claim/2", 1, Damage.HEADLESS)


async def test_a_tail_cut_with_its_head_set_back_is_found_by_its_anchor(
    service: TransactionFactory,
) -> None:
    await _three_acts(service)
    async with service.begin(actor=CLERK, scope=NOTHING) as tx:
        await anchor_heads(tx)
    before = select(audit_entry.c.hash).where(_entry(2)).scalar_subquery()
    report = await _tamper(
        service,
        delete(audit_entry).where(_entry(3)),
        update(audit_head).where(audit_head.c.stream == "claim/1").values(seq=2, hash=before),
    )
    assert report.first_break == Break("claim/1", 3, Damage.CUT)


async def test_anchors_take_what_moved_and_chain_to_each_other(service: TransactionFactory) -> None:
    await _three_acts(service)
    async with service.begin(actor=CLERK, scope=NOTHING) as tx:
        first = await anchor_heads(tx)
        assert await anchor_heads(tx) is None
    await _record(service, ("claim/1", "claim.pay"))
    async with service.begin(actor=CLERK, scope=NOTHING) as tx:
        second = await anchor_heads(tx)
    assert first is not None
    assert second is not None
    assert (first.streams, first.previous_root) == (2, GENESIS)
    assert (second.streams, second.previous_root) == (1, first.root)
    assert (await _report(service)).whole
    lost = delete(audit_anchor).where(audit_anchor.c.seq == 1)
    assert (await _tamper(service, lost)).first_break == Break("anchor/bare", 1, Damage.MISSING)


async def test_a_sensitive_read_is_committed_before_the_answer_leaves(
    service: TransactionFactory,
) -> None:
    async with service.begin(actor=CLERK, scope=NOTHING, write=False) as tx:
        await record_read(tx, "matter.read", matter_id="m-1")
        assert (await _report(service)).entries == 1
        row = (await tx.execute(select(audit_head.c.stream))).one_or_none()
    assert row is None or row.stream.startswith("reader/person-1/")


async def test_a_refused_access_is_recorded(service: TransactionFactory) -> None:
    await record_refusal(service, CLERK, operation="read_matter", code="matter_not_found")
    async with service.begin(actor=CLERK, scope=NOTHING, write=False) as tx:
        row = (await tx.execute(select(audit_entry))).one()
    assert row.act == "access.refused"
    assert row.facts == {"operation": "read_matter", "code": "matter_not_found"}


async def test_unmasking_needs_a_role_and_a_reason_and_is_recorded(
    service: TransactionFactory,
) -> None:
    asked: Any = {"object_id": "m-1", "columns": ("applicant_name",)}
    clerks = frozenset({"intake_clerk"})
    async with service.begin(actor=CLERK, scope=NOTHING, write=False) as tx:
        with pytest.raises(UnmaskingNotAllowed):
            await record_unmasking(tx, roles=frozenset({"auditor"}), reason="核对身份证件", **asked)
        for reason in (None, "  看看 "):
            with pytest.raises(UnmaskingReasonMissing):
                await record_unmasking(tx, roles=clerks, reason=reason, **asked)
        await record_unmasking(tx, roles=clerks, reason="核对身份证件", **asked)
    assert (await _report(service)).entries == 1
