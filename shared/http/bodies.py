"""HTTP: the two base classes of everything that crosses the edge as JSON."""

from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict

from shared.kernel.transitions import AllowedAction


class Body(BaseModel):
    """What a client sends: unknown fields are refused, values are never echoed in errors.

    Numbers are not read from strings nor strings from numbers; text is trimmed.
    """

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        str_strip_whitespace=True,
        hide_input_in_errors=True,
        coerce_numbers_to_str=False,
        ser_json_inf_nan="null",
        allow_inf_nan=False,
    )


class Answer(BaseModel):
    """What a client receives; built from our own values, so nothing is checked twice.

    Its serializer is built when it is first needed: a service has hundreds, a process uses few.
    """

    model_config = ConfigDict(
        frozen=True, from_attributes=True, hide_input_in_errors=True, defer_build=True
    )


class AllowedActionOut(Answer):
    """One act of the resource, with the reason that bars it now: ``state`` or ``role``."""

    act: str
    allowed: bool
    reason: str | None = None


def allowed_actions_out(actions: Iterable[AllowedAction]) -> list[AllowedActionOut]:
    """Render ``table.allowed_actions(state, roles)`` for the reader of a resource."""
    return [
        AllowedActionOut(act=one.act, allowed=one.allowed, reason=one.reason) for one in actions
    ]
