"""Files: uploads that nobody went on with or attached are removed; a timer asks for it."""

from sqlalchemy import delete, select, update

from shared.db.file_tables import file_hold, stored_file
from shared.db.transaction import Transaction
from shared.files.files import Files
from shared.files.store import store_of
from shared.files.uploads import upload_scope

EXPIRED_PER_ROUND = 20


async def expire_uploads(tx: Transaction) -> int:
    """Remove what is past its time, oldest first. Returns how many uploads ended.

    A file that a matter holds stays, but its uploader's way in is closed. The bytes go before the
    rows: a break in between is made good by the next round. A round is bounded, so that the few
    removals inside its transaction stay short.
    """
    due = (
        select(stored_file.c.id)
        .where(stored_file.c.expires_at <= tx.now)
        .order_by(stored_file.c.expires_at)
        .limit(EXPIRED_PER_ROUND)
    )
    expired = (await tx.execute(due)).scalars().all()
    for file_id in expired:
        await tx.execute(
            delete(file_hold).where(
                file_hold.c.file_id == file_id, file_hold.c.scope == upload_scope(file_id)
            )
        )
        others = select(file_hold.c.scope).where(file_hold.c.file_id == file_id).limit(1)
        if (await tx.execute(others)).first() is None:
            await store_of(tx.transactions).remove([file_id])
            await Files(tx).forget(file_id)
        else:
            await tx.vault.destroy(tx, upload_scope(file_id))
            await tx.execute(
                update(stored_file).where(stored_file.c.id == file_id).values(expires_at=None)
            )
        tx.record(f"file/{file_id}", "file.expire")
    return len(expired)
