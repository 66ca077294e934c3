"""Kernel: the ways in which a rule may say no.

A refusal is defined beside the rule that raises it and named as the sentence of refusal
(``ApplicationAlreadyDecided``). It knows no HTTP status and no wording: the edge maps its kind
to a status, the catalogue (``problems.toml``) gives its text in zh-CN and en.
"""

import re
from typing import Any, ClassVar

_WORD_START = re.compile(r"(?<!^)(?=[A-Z])")


class Refusal(Exception):
    """A rule said no. ``facts`` are coded values for the text: never personal data.

    ``code`` is stable and public: the class name in snake case.
    """

    code: ClassVar[str] = "refusal"

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.code = _WORD_START.sub("_", cls.__name__).lower()

    def __init__(self, **facts: Any) -> None:
        super().__init__(self.code)
        self.facts = facts

    def __str__(self) -> str:
        return f"{self.code} {self.facts}" if self.facts else self.code


class Unauthenticated(Refusal):
    """Nobody has proved who is asking (401)."""


class Conflict(Refusal):
    """The state of things does not allow it now (409)."""


class Forbidden(Refusal):
    """This person may not do this, whatever the state (403)."""


class NotFound(Refusal):
    """There is no such thing, or it is not yours to see (404): the two are never told apart."""


class NotUnderstood(Refusal):
    """A code, a reference or a value in the payload has no meaning here (422).

    Pass ``pointer="/field"`` (a JSON pointer) to say where.
    """


class Unavailable(Refusal):
    """Something this answer needs does not reply now; asking again later helps (503)."""


class PolicyRowMissing(Conflict):
    """No dated row answers the question, so the system refuses instead of guessing.

    Facts: ``table``, ``key`` and ``day`` of the row that somebody must load.
    """
