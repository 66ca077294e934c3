"""Security: the two cipher suites, and a cipher bound to one scope whose cells cannot be swapped."""

import hashlib
import hmac
import os
from dataclasses import dataclass
from enum import StrEnum

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher as BlockCipher
from cryptography.hazmat.primitives.ciphers import modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.hmac import HMAC

NONCE_BYTES = 12
TAG_BYTES = 16
VERSION = 1
HEADER_BYTES = 2


class Suite(StrEnum):
    """The deployment's choice; every sealed value names its own, so both stay readable."""

    INTERNATIONAL = "aes_256_gcm"  # AES-256-GCM, HMAC-SHA256
    NATIONAL = "sm4_gcm"  # 商用密码: SM4-GCM, HMAC-SM3


_MARKS = {Suite.INTERNATIONAL: 1, Suite.NATIONAL: 2}
_SUITES = {mark: suite for suite, mark in _MARKS.items()}
_KEY_BYTES = {Suite.INTERNATIONAL: 32, Suite.NATIONAL: 16}


class SealBroken(Exception):
    """The sealed value was altered, moved to another cell, or made under another key."""


def seal(suite: Suite, key: bytes, plain: bytes, bound_to: bytes) -> bytes:
    """``version | suite | nonce | ciphertext and tag``; ``bound_to`` must be repeated to open it."""
    nonce = os.urandom(NONCE_BYTES)
    header = bytes((VERSION, _MARKS[suite]))
    sized = key[: _KEY_BYTES[suite]]
    if suite is Suite.INTERNATIONAL:
        return header + nonce + AESGCM(sized).encrypt(nonce, plain, header + bound_to)
    encryptor = BlockCipher(SM4(sized), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(header + bound_to)
    body = encryptor.update(plain) + encryptor.finalize()
    return header + nonce + body + encryptor.tag


def unseal(key: bytes, sealed: bytes, bound_to: bytes) -> bytes:
    """Raises SealBroken."""
    header, rest = sealed[:HEADER_BYTES], sealed[HEADER_BYTES:]
    if len(rest) < NONCE_BYTES + TAG_BYTES or header[0] != VERSION or header[1] not in _SUITES:
        raise SealBroken("not a sealed value of a known form")
    suite = _SUITES[header[1]]
    nonce, body = rest[:NONCE_BYTES], rest[NONCE_BYTES:]
    sized = key[: _KEY_BYTES[suite]]
    try:
        if suite is Suite.INTERNATIONAL:
            return AESGCM(sized).decrypt(nonce, body, header + bound_to)
        return _unseal_sm4(sized, nonce, body, header + bound_to)
    except InvalidTag as error:
        raise SealBroken("the seal does not verify") from error


def _unseal_sm4(key: bytes, nonce: bytes, body: bytes, bound_to: bytes) -> bytes:
    mode = modes.GCM(nonce, tag=body[-TAG_BYTES:])
    decryptor = BlockCipher(SM4(key), mode).decryptor()
    decryptor.authenticate_additional_data(bound_to)
    return decryptor.update(body[:-TAG_BYTES]) + decryptor.finalize()


def keyed_digest(suite: Suite, key: bytes, value: bytes) -> bytes:
    """HMAC of ``value``: SHA-256, or SM3 in the national suite. 32 bytes."""
    if suite is Suite.INTERNATIONAL:
        return hmac.digest(key, value, hashlib.sha256)
    mac = HMAC(key, hashes.SM3())
    mac.update(value)
    return mac.finalize()


@dataclass(frozen=True, repr=False)
class ScopeCipher:
    """Seals the cells of one scope. The column and the scope are bound in: a moved cell fails."""

    scope: str
    suite: Suite
    key: bytes

    def seal(self, column: str, text: str) -> bytes:
        return seal(self.suite, self.key, text.encode(), self._cell(column))

    def open(self, column: str, sealed: bytes) -> str:
        """Raises SealBroken."""
        return unseal(self.key, sealed, self._cell(column)).decode()

    def _cell(self, column: str) -> bytes:
        return f"{column}|{self.scope}".encode()
