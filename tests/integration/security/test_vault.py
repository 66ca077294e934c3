"""The vault on a database: keys per scope, erasure, and what a rollback must not leave behind."""

import base64
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import select, update

from shared.db.tables import data_key
from shared.db.transaction import Transaction, TransactionFactory
from shared.security.audit_report import verify
from shared.security.ciphers import SealBroken, Suite
from shared.security.settings import SettingsUnsafe, VaultSettings
from shared.security.vault import PersonalDataErased, Vault
from tests.support.vaults import CLERK, NOTHING, bare_service, fresh_vault

NAME = "application.applicant_name"


@pytest.fixture(params=list(Suite))
async def service(
    tmp_path: Path, request: pytest.FixtureRequest
) -> AsyncIterator[TransactionFactory]:
    vault = fresh_vault(VaultSettings(suite=request.param))
    async with bare_service(tmp_path, vault) as transactions:
        yield transactions


async def _sealed(service: TransactionFactory, scope: str, text: str) -> bytes:
    async with service.begin(actor=CLERK, scope=NOTHING) as tx:
        return (await tx.vault.cipher(tx, scope)).seal(NAME, text)


async def _opened(service: TransactionFactory, scope: str, sealed: bytes) -> str:
    async with service.begin(actor=CLERK, scope=NOTHING, write=False) as tx:
        return (await tx.vault.cipher(tx, scope)).open(NAME, sealed)


async def test_what_one_transaction_seals_another_opens(service: TransactionFactory) -> None:
    sealed = await _sealed(service, "matter/1", "张三")
    assert await _opened(service, "matter/1", sealed) == "张三"


async def test_another_process_with_the_same_settings_opens_it(service: TransactionFactory) -> None:
    sealed = await _sealed(service, "matter/1", "张三")
    service.vault = fresh_vault()
    assert await _opened(service, "matter/1", sealed) == "张三"


async def test_every_scope_has_a_key_of_its_own(service: TransactionFactory) -> None:
    sealed = await _sealed(service, "matter/1", "张三")
    await _sealed(service, "matter/2", "李四")
    with pytest.raises(SealBroken):
        await _opened(service, "matter/2", sealed)


async def test_a_wrapped_key_moved_to_another_scope_does_not_open(
    service: TransactionFactory,
) -> None:
    await _sealed(service, "matter/1", "张三")
    await _sealed(service, "matter/2", "李四")
    async with service.begin(actor=CLERK, scope=NOTHING) as tx:
        stolen = select(data_key.c.wrapped).where(data_key.c.scope == "matter/1").scalar_subquery()
        await tx.execute(
            update(data_key).where(data_key.c.scope == "matter/2").values(wrapped=stolen)
        )
    service.vault = fresh_vault()
    with pytest.raises(SealBroken):
        await _opened(service, "matter/2", b"")


async def test_erasure_leaves_nothing_to_open_and_the_chain_whole(
    service: TransactionFactory,
) -> None:
    sealed = await _sealed(service, "matter/1", "张三")
    async with service.begin(actor=CLERK, scope=NOTHING) as tx:
        await tx.vault.destroy(tx, "matter/1")
        tx.record("matter/1", "matter.erase")
    with pytest.raises(PersonalDataErased):
        await _opened(service, "matter/1", sealed)
    async with service.begin(actor=CLERK, scope=NOTHING, write=False) as tx:
        assert await tx.vault.ciphers(tx, ["matter/1"]) == {}
        assert (await verify(tx.connection)).whole


async def test_an_erased_scope_never_gets_a_new_key(service: TransactionFactory) -> None:
    async with service.begin(actor=CLERK, scope=NOTHING) as tx:
        await tx.vault.destroy(tx, "matter/1")
    with pytest.raises(PersonalDataErased):
        await _sealed(service, "matter/1", "张三")


async def test_a_rolled_back_key_is_forgotten(service: TransactionFactory) -> None:
    with pytest.raises(ZeroDivisionError):
        async with service.begin(actor=CLERK, scope=NOTHING) as tx:
            await tx.vault.cipher(tx, "matter/1")
            await tx.vault.cipher(tx, "matter/1")
            raise ZeroDivisionError
    sealed = await _sealed(service, "matter/1", "张三")
    service.vault = fresh_vault()
    assert await _opened(service, "matter/1", sealed) == "张三"


async def test_a_key_made_in_a_rolled_back_savepoint_is_forgotten(
    service: TransactionFactory,
) -> None:
    async with service.begin(actor=CLERK, scope=NOTHING) as tx:
        await _fail_in_a_savepoint(tx)
        assert tx.pending.acts == []
        sealed = (await tx.vault.cipher(tx, "matter/1")).seal(NAME, "张三")
    service.vault = fresh_vault()
    assert await _opened(service, "matter/1", sealed) == "张三"


async def test_a_new_scope_needs_no_look_up_and_keeps_the_key_that_it_may_have(
    service: TransactionFactory,
) -> None:
    sealed = await _sealed(service, "matter/1", "张三")
    async with service.begin(actor=CLERK, scope=NOTHING) as tx:
        assert (await tx.vault.new_cipher(tx, "matter/1")).open(NAME, sealed) == "张三"
        fresh = (await tx.vault.new_cipher(tx, "matter/2")).seal(NAME, "李四")
        assert (await tx.vault.cipher(tx, "matter/2")).open(NAME, fresh) == "李四"


async def test_a_key_made_and_destroyed_in_one_transaction_opens_nothing(
    service: TransactionFactory,
) -> None:
    async with service.begin(actor=CLERK, scope=NOTHING) as tx:
        await tx.vault.cipher(tx, "matter/1")
        await tx.vault.destroy(tx, "matter/1")
        with pytest.raises(PersonalDataErased):
            await tx.vault.cipher(tx, "matter/1")


async def _fail_in_a_savepoint(tx: Transaction) -> None:
    with pytest.raises(ZeroDivisionError):
        async with tx.savepoint():
            tx.record("matter/1", "never.happened")
            await tx.vault.cipher(tx, "matter/1")
            await tx.vault.cipher(tx, "matter/1")
            raise ZeroDivisionError


async def test_a_list_gets_its_ciphers_in_one_statement(service: TransactionFactory) -> None:
    sealed = {scope: await _sealed(service, scope, scope) for scope in ("matter/1", "matter/2")}
    service.vault = fresh_vault()
    async with service.begin(actor=CLERK, scope=NOTHING, write=False) as tx:
        ciphers = await tx.vault.ciphers(tx, [*sealed, "matter/3"])
    assert {scope: cipher.open(NAME, sealed[scope]) for scope, cipher in ciphers.items()} == {
        scope: scope for scope in sealed
    }


async def test_a_retired_key_encryption_key_still_opens(tmp_path: Path) -> None:
    old, new = (SecretStr(base64.b64encode(os.urandom(32)).decode()) for _ in range(2))
    async with bare_service(tmp_path, fresh_vault(VaultSettings(kek=old))) as service:
        sealed = await _sealed(service, "matter/1", "张三")
        answer = service.vault.seal_answer(b"{}", "row")
        rotated = VaultSettings(kek=new, kek_id="k2", retired_keks={"k1": old})
        service.vault = fresh_vault(rotated)
        assert await _opened(service, "matter/1", sealed) == "张三"
        assert service.vault.open_answer(answer, "row") == b"{}"
        service.vault = fresh_vault(VaultSettings(kek=new, kek_id="k2"))
        with pytest.raises(SealBroken):
            await _opened(service, "matter/1", sealed)


def test_an_answer_opens_only_in_its_own_row() -> None:
    vault = fresh_vault()
    sealed = vault.seal_answer(b'{"id": 1}', "scope|key-1")
    assert vault.open_answer(sealed, "scope|key-1") == b'{"id": 1}'
    with pytest.raises(SealBroken):
        vault.open_answer(sealed, "scope|key-2")


def test_the_blind_index_finds_the_same_number_however_it_was_typed() -> None:
    vault = fresh_vault()
    index = vault.blind_index("identity_number", "11010519491231002X")
    assert index == vault.blind_index("identity_number", " 11010519491231002x ")
    assert index == vault.blind_index("identity_number", "１１０１０５１９４９１２３１００２Ｘ")
    assert index != vault.blind_index("account_number", "11010519491231002X")


def test_the_city_token_of_a_person_is_the_same_in_every_service() -> None:
    own = [SecretStr(base64.b64encode(os.urandom(32)).decode()) for _ in range(4)]
    intake = fresh_vault(VaultSettings(kek=own[0], index_key=own[1]))
    quality = fresh_vault(VaultSettings(kek=own[2], index_key=own[3]))
    assert intake.city_token("person", "x") == quality.city_token("person", "x")
    assert intake.blind_index("person", "x") != quality.blind_index("person", "x")


def test_production_refuses_the_development_keys() -> None:
    with pytest.raises(SettingsUnsafe):
        Vault(VaultSettings(), production=True)
