"""API: what the look by receipt number takes and gives."""

from datetime import datetime

from pydantic import Field

from shared.http.bodies import Answer, Body


class StatusLookupIn(Body):
    """``code`` has six digits; whoever took the application gives it."""

    receipt_no: str = Field(min_length=1, max_length=60)
    code: str = Field(pattern="^[0-9]{6}$")


class StatusCodeOut(Answer):
    """``code`` is shown this once; a new one ends it."""

    receipt_no: str
    code: str
    valid_until: datetime
    looks_left: int


class StatusCodeAskIn(Body):
    """The number on the receipt; nothing else is asked."""

    receipt_no: str = Field(min_length=1, max_length=60)


class StatusCodeAskedOut(Answer):
    """The same for every number."""

    zh: str = "如该回执留有手机号，查询码将以短信发出；未收到的，请到窗口或者拨打12348。"
    en: str = (
        "If the receipt has a phone, a code is on its way; if none comes, ask the counter or 12348."
    )
