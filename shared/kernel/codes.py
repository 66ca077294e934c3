"""Kernel: code lists. Everything that is not a state is a code with a zh-CN and an en label."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from shared.kernel.refusals import NotUnderstood


class CodeUnknown(NotUnderstood):
    """The value is not in its code list. Facts: ``list``, ``code``, ``pointer``."""


@dataclass(frozen=True)
class Code:
    code: str
    label_zh: str
    label_en: str
    source: str = ""
    national_code: str | None = None
    valid_from: date | None = None


@dataclass(frozen=True)
class CodeList:
    name: str
    codes: tuple[Code, ...]

    def require(self, code: str, *, pointer: str) -> Code:
        """The entry for ``code``. Raises CodeUnknown."""
        for entry in self.codes:
            if entry.code == code:
                return entry
        raise CodeUnknown(list=self.name, code=code, pointer=pointer)


def code_list(name: str, rows: Sequence[dict[str, str]]) -> CodeList:
    """Build from TOML rows with the keys of Code."""
    return CodeList(name, tuple(Code(**row) for row in rows))  # type: ignore[arg-type]
