"""Use case: take the notifications that are due, and keep what became of each."""

from dataclasses import dataclass
from uuid import UUID

from services.intake.domain.matter import Form, Matter, Needs, Part, Person
from services.intake.domain.notification import (
    Hours,
    Notification,
    NotificationChannel,
    NotificationState,
    Reach,
    channels_of,
    hours_of,
)
from services.intake.gateways.messages import OutgoingMessage, Sent
from services.intake.policy import LIMITS
from services.intake.policy.notifications import (
    CODE_ORDER,
    RULES,
    STATUS_CODE,
    worded,
    worded_code,
)
from services.intake.store.applications import Applications
from services.intake.store.files import file_of
from services.intake.store.matters import Matters
from services.intake.store.notifications import Notifications
from services.intake.usecases.issue_status_code import issue_status_code
from shared.db.transaction import Transaction
from shared.security.vault import PersonalDataErased

MESSAGES_PER_ROUND = 20
BY_HAND, NO_CHANNEL, ERASED = "CONTACT_BY_HAND", "NO_CHANNEL_LEFT", "PERSON_ERASED"
_WISHES = {"SMS": NotificationChannel.SMS, "MINI_APP": NotificationChannel.MINI_APP}


@dataclass(frozen=True)
class DueMessage:
    notification: Notification
    message: OutgoingMessage


async def claim_notifications(tx: Transaction) -> tuple[int, list[DueMessage]]:
    """How many were taken, and what is to be sent of them; the rest is settled here and now."""
    notifications = Notifications(tx)
    claimed = await notifications.claim_due(limit=MESSAGES_PER_ROUND)
    due = []
    for one in claimed:
        message = await _message(tx, one)
        if isinstance(message, Notification):
            await notifications.settle(message)
            _note(tx, message)
        else:
            due.append(DueMessage(one, message))
    return len(claimed), due


async def keep_outcome(tx: Transaction, *, due: DueMessage, sent: Sent) -> None:
    """Delivered, or once more, or the next channel."""
    one = due.notification
    if sent.failure_code is None:
        after = one.delivered(due.message.channel, now=tx.now)
    else:
        after = one.not_sent(sent.failure_code, again=sent.again, rules=RULES, now=tx.now)
    await Notifications(tx).settle(after)
    _note(tx, after)


async def _message(tx: Transaction, one: Notification) -> OutgoingMessage | Notification:
    """What to send now, or the notification as it is where nothing is sent."""
    try:
        reach = await _reach(tx, one.matter_id)
    except PersonalDataErased:
        return one.failed(ERASED, now=tx.now)
    order = CODE_ORDER if one.template == STATUS_CODE else RULES.order
    channels = channels_of(reach, order)
    if one.place >= len(channels):
        code = BY_HAND if reach.by_hand else one.failure_code or NO_CHANNEL
        return one.failed(code, now=tx.now)
    channel = channels[one.place]
    hours = hours_of(reach, channel, RULES)
    if hours is not None and (opening := hours.next_open(tx.now)) > tx.now:
        return one.postponed(opening)
    if channel is NotificationChannel.INBOX:
        return one.delivered(channel, now=tx.now)
    address = reach.address(channel)
    assert address is not None, "channels without an address are left out"
    text = await _text(tx, one, reach)
    return OutgoingMessage(id=one.id, channel=channel, address=address, text=text)


async def _text(tx: Transaction, one: Notification, reach: Reach) -> str:
    """A code is drawn at the last moment; another try draws another, which ends the one before."""
    if one.template != STATUS_CODE:
        return worded(one.template, one.number, reach.language, neutral=reach.neutral)
    application = await Applications(tx).of_matter(one.matter_id)
    secret, _ = await issue_status_code(tx, application=application, receipt_no=one.number)
    return worded_code(secret, reach.language, minutes=LIMITS.status_code_minutes)


async def _reach(tx: Transaction, matter_id: UUID) -> Reach:
    matter = await Matters(tx).get(matter_id)
    people, form, _ = await file_of(tx, matter_id)
    person = next(one for one in people if one.part in (Part.APPLICANT, Part.ACCUSED))
    return _reach_of(matter, person, form)


def _reach_of(matter: Matter, person: Person, form: Form | None) -> Reach:
    """A safe contact takes the place of the ordinary one, and makes every message neutral."""
    needs = form.needs if form else Needs()
    wish = needs.contact_channel
    return Reach(
        account=matter.owner_subject,
        phone=needs.safe_contact or person.phone,
        language=needs.language,
        hours=_hours(needs),
        wish=_WISHES.get(wish or ""),
        by_hand=wish is not None and wish not in _WISHES,
        neutral=needs.neutral_sms or needs.safe_contact is not None,
    )


def _hours(needs: Needs) -> Hours | None:
    if needs.contact_from_hour is None or needs.contact_until_hour is None:
        return None
    return Hours(since=needs.contact_from_hour, until=needs.contact_until_hour)


def _note(tx: Transaction, after: Notification) -> None:
    """What became of it stands on the matter's chain; a try that goes on does not."""
    if after.state is NotificationState.QUEUED:
        return
    tx.record(
        f"matter/{after.matter_id}",
        f"notification.{after.state.value}",
        notification_id=after.id,
        channel=after.channel.value if after.channel else None,
        failure_code=after.failure_code,
    )
