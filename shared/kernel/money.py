"""Kernel: money is a whole number of fen (分), everywhere and always."""

from typing import NewType

Fen = NewType("Fen", int)

FEN_PER_YUAN = 100


def yuan(amount: int) -> str:
    """Render fen as yuan with two decimals, e.g. ``1200.50``; for people, never for arithmetic."""
    sign, fen = ("-", -amount) if amount < 0 else ("", amount)
    return f"{sign}{fen // FEN_PER_YUAN}.{fen % FEN_PER_YUAN:02d}"
