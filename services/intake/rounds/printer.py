"""Rounds: the printer prints every letter once, soon after its issue, so that its digest can be verified."""

from uuid import UUID

import structlog

from services.intake.domain.document import Document
from services.intake.store.documents import unprinted
from services.intake.usecases.print_document import print_document
from shared.db.transaction import Scope, TransactionFactory
from shared.kernel.actor import system
from shared.messaging.failures import told

LETTERS_PER_ROUND = 20

log = structlog.get_logger()


class Printer:
    """A letter that cannot be printed is set aside until the process starts anew, and is logged."""

    def __init__(self, transactions: TransactionFactory) -> None:
        self._transactions = transactions
        self._actor = system(transactions.service)
        self._set_aside: frozenset[UUID] = frozenset()

    async def round(self) -> int:
        """Returns how many letters were taken in hand."""
        everything = Scope(everything=True)
        async with self._transactions.begin(actor=self._actor, scope=everything, write=False) as tx:
            waiting = await unprinted(tx, limit=LETTERS_PER_ROUND, besides=self._set_aside)
        for document in waiting:
            await self._print(document)
        return len(waiting)

    async def _print(self, document: Document) -> None:
        scope = Scope(orgs=frozenset({document.agency_org_id}))
        try:
            async with self._transactions.begin(actor=self._actor, scope=scope, write=False) as tx:
                await print_document(tx, document=document)
        except Exception as error:  # one letter must not keep the others waiting
            self._set_aside |= {document.id}
            log.warning("letter not printed", document_id=str(document.id), cause=told(error))
