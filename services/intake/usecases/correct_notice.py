"""Use case: put a corrected notice in the place of the earlier one; both versions are kept."""

from collections.abc import Mapping, Sequence

from services.intake.domain.events import NoticeCorrected
from services.intake.domain.matter import Person
from services.intake.domain.notice import Notice, NoticeState
from services.intake.store.matters import Matters, tokens
from services.intake.store.notices import Notices
from shared.db.transaction import Transaction


async def correct_notice(
    tx: Transaction,
    earlier: Notice,
    by: Notice,
    *,
    changed: frozenset[str],
    fields: Mapping[str, str],
    people: Sequence[Person],
) -> Notice:
    """Also after acceptance, except for what makes it another case.

    Raises CorrectionChangesTheCase, ActNotAllowedNow.
    """
    corrected = earlier.correct(by, changed=changed)
    saved = await Notices(tx).replace(corrected, fields)
    matters = Matters(tx)
    await matters.replace_people(await matters.get(saved.matter_id), people)
    tx.record(
        f"matter/{saved.matter_id}", "notice.correct", notice_id=saved.id, changed=sorted(changed)
    )
    tx.publish(
        NoticeCorrected(
            matter_id=saved.matter_id,
            agency_org_id=saved.agency_org_id,
            organ_org_id=saved.organ_org_id,
            notice_id=saved.id,
            changed_fields=tuple(sorted(changed)),
            accepted=saved.state is NoticeState.ACCEPTED,
            party_tokens=tokens(tx, people, ours=True),
            opponent_tokens=tokens(tx, people, ours=False),
            corrected_at=tx.now,
        ),
        tenant=saved.agency_org_id,
    )
    return saved
