"""Use case: settle a notice - accept it, which numbers the case, or return it with reasons."""

from uuid import UUID

from services.intake.domain.events import NoticeAccepted, NoticeReturned
from services.intake.domain.notice import Notice
from services.intake.domain.partner_message import MessageSubject
from services.intake.policy import NOTICE_GROUNDS
from services.intake.store.matters import Matters, tokens
from services.intake.store.notices import Notices
from services.intake.usecases.number_case import number_case
from services.intake.usecases.send_to_partner import send_to_partner
from shared.db.transaction import Transaction


async def accept_notice(tx: Transaction, *, notice_id: UUID) -> Notice:
    """Nobody's income is asked (法律援助法 25, 28). Raises PersonHasCounsel, ActNotAllowedNow."""
    notices = Notices(tx)
    notice = await notices.get(notice_id)
    tx.expect_version(notice.version)
    saved = await notices.save(notice.accept())
    case_no = await number_case(tx, await Matters(tx).get(saved.matter_id))
    await Matters(tx).move_stage(saved.matter_id, saved.stage)
    tx.record(f"matter/{saved.matter_id}", "notice.accept", notice_id=saved.id, case_no=case_no)
    tx.publish(await _accepted(tx, saved, case_no), tenant=saved.agency_org_id)
    await _tell(tx, saved, "notice.accepted", case_no=case_no, accepted_at=tx.now)
    return saved


async def return_notice(
    tx: Transaction, *, notice_id: UUID, reason_codes: tuple[str, ...]
) -> Notice:
    """Hired counsel is never pushed aside (法律援助法 27). Raises ActNotAllowedNow."""
    notices = Notices(tx)
    notice = await notices.get(notice_id)
    tx.expect_version(notice.version)
    saved = await notices.save(notice.send_back(reason_codes))
    tx.record(f"matter/{saved.matter_id}", "notice.return", reason_codes=list(reason_codes))
    tx.publish(
        NoticeReturned(
            matter_id=saved.matter_id,
            agency_org_id=saved.agency_org_id,
            organ_org_id=saved.organ_org_id,
            notice_id=saved.id,
            reason_codes=reason_codes,
            returned_at=tx.now,
        ),
        tenant=saved.agency_org_id,
    )
    await _tell(tx, saved, "notice.returned", reason_codes=reason_codes, returned_at=tx.now)
    return saved


async def _tell(tx: Transaction, notice: Notice, kind: str, **facts: object) -> None:
    await send_to_partner(
        tx,
        agency_org_id=notice.agency_org_id,
        partner_org_id=notice.organ_org_id,
        kind=kind,
        subject=MessageSubject(matter_id=notice.matter_id, reference=notice.reference),
        facts={"notice_id": notice.id, **facts},
    )


async def _accepted(tx: Transaction, notice: Notice, case_no: str) -> NoticeAccepted:
    matters = Matters(tx)
    matter, people = await matters.get(notice.matter_id), await matters.people(notice.matter_id)
    paper, ground = await Notices(tx).paper(notice), NOTICE_GROUNDS[notice.ground_code]
    return NoticeAccepted(
        matter_id=matter.id,
        case_no=case_no,
        agency_org_id=notice.agency_org_id,
        organ_org_id=notice.organ_org_id,
        notice_id=notice.id,
        kind=matter.kind,
        service=matter.service,
        stage=notice.stage,
        ground_code=notice.ground_code,
        cause_code=notice.cause_code,
        received_at=notice.received_at,
        criminal_defense_years_min=ground.criminal_defense_years_min,
        minor=ground.minor,
        co_accused_token=_linked_case(tx, paper),
        party_tokens=tokens(tx, people, ours=True),
        opponent_tokens=tokens(tx, people, ours=False),
        language=paper.get("language", "zh"),
        sign_language=paper.get("sign_language") == "yes",
    )


def _linked_case(tx: Transaction, paper: dict[str, str]) -> str | None:
    """One token for all co-accused of one criminal case: the organ's own number of the case."""
    case_no = paper.get("organ_case_no")
    return tx.vault.city_token("organ_case", case_no) if case_no else None
