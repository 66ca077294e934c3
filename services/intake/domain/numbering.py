"""Domain: the human numbers 案号, 文书号, 回执号 - gapless per agency, year and kind."""

_KIND_MARKS = {"criminal": "刑", "civil": "民", "administrative": "行"}
_LETTER_MARKS = {"grant": "给", "refuse": "不予", "termination": "终"}


def case_series(org_id: str, year: int, kind: str) -> str:
    """The series that a case number is drawn from."""
    return f"case/{org_id}/{year}/{kind}"


def case_number(org_id: str, year: int, kind: str, serial: int) -> str:
    """For example 〔2026〕150203援民00001号."""
    return f"〔{year}〕{_area(org_id)}援{_KIND_MARKS[kind]}{serial:05d}号"


def letter_series(org_id: str, year: int, outcome: str) -> str:
    return f"letter/{org_id}/{year}/{outcome}"


def letter_number(org_id: str, year: int, outcome: str, serial: int) -> str:
    """The number of a decision letter, for example 〔2026〕150203援给字00001号."""
    return f"〔{year}〕{_area(org_id)}援{_LETTER_MARKS[outcome]}字{serial:05d}号"


def document_series(org_id: str, year: int, kind: str) -> str:
    """The series of any other kind of letter."""
    return f"document/{org_id}/{year}/{kind}"


def document_number(org_id: str, year: int, mark: str, serial: int) -> str:
    """For example 〔2026〕150203援补字00001号; ``mark`` is the kind's own."""
    return f"〔{year}〕{_area(org_id)}援{mark}字{serial:05d}号"


def objection_series(bureau: str, year: int) -> str:
    return f"objection/{bureau}/{year}"


def objection_number(bureau: str, year: int, serial: int) -> str:
    """The bureau's own number, for example 〔2026〕150203援异字00001号."""
    return f"〔{year}〕{_area(bureau)}援异字{serial:05d}号"


def ruling_series(bureau: str, year: int) -> str:
    return f"ruling/{bureau}/{year}"


def ruling_number(bureau: str, year: int, serial: int) -> str:
    """The number of the written result of an objection, for example 〔2026〕150203援异决字00001号."""
    return f"〔{year}〕{_area(bureau)}援异决字{serial:05d}号"


def receipt_series(org_id: str, year: int) -> str:
    return f"receipt/{org_id}/{year}"


def receipt_number(org_id: str, year: int, serial: int) -> str:
    """Latin only, because people read it out on the phone: SJ-150203-2026-00001."""
    return f"SJ-{_area(org_id)}-{year}-{serial:05d}"


def _area(org_id: str) -> str:
    return org_id.partition("-")[2]
