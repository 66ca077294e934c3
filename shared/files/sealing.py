"""Files: the key of one file, and the seal on each of its parts."""

import os
from dataclasses import dataclass
from uuid import UUID

from shared.security.ciphers import ScopeCipher, Suite, seal, unseal
from shared.security.settings import KEY_BYTES

KEY_CELL = "file.key"


@dataclass(frozen=True, repr=False)
class FileCipher:
    """Seals parts and name. File and part number are bound in: a moved or swapped part fails."""

    file_id: UUID
    suite: Suite
    key: bytes

    @classmethod
    def fresh(cls, file_id: UUID, suite: Suite) -> "FileCipher":
        return cls(file_id, suite, os.urandom(KEY_BYTES))

    @classmethod
    def held_by(cls, scope: ScopeCipher, file_id: UUID, key_sealed: bytes) -> "FileCipher":
        """The cipher by the key that ``scope`` holds. Raises SealBroken."""
        return cls(file_id, scope.suite, bytes.fromhex(scope.open(_cell(file_id), key_sealed)))

    def key_for(self, scope: ScopeCipher) -> bytes:
        """This file's key, sealed for another scope to hold."""
        return scope.seal(_cell(self.file_id), self.key.hex())

    def seal_part(self, number: int, plain: bytes) -> bytes:
        return seal(self.suite, self.key, plain, f"{self.file_id}|{number}".encode())

    def open_part(self, number: int, sealed: bytes) -> bytes:
        """Raises SealBroken."""
        return unseal(self.key, sealed, f"{self.file_id}|{number}".encode())

    def seal_name(self, name: str) -> bytes:
        return seal(self.suite, self.key, name.encode(), f"{self.file_id}|name".encode())

    def open_name(self, sealed: bytes) -> str:
        """Raises SealBroken."""
        return unseal(self.key, sealed, f"{self.file_id}|name".encode()).decode()


def _cell(file_id: UUID) -> str:
    return f"{KEY_CELL}|{file_id}"
