"""Fen and yuan: amounts are whole fen, and people write yuan."""

from __future__ import annotations

from decimal import Decimal

FEN = 100
MOST = 10**14
"""No amount of the ledger is larger, in fen."""


def yuan(fen: int) -> str:
    """Fen as people write yuan.

    >>> yuan(123456789), yuan(-5), yuan(0)
    ('1,234,567.89', '-0.05', '0.00')
    """
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // FEN:,}.{abs(fen) % FEN:02d}"


def in_yuan(fen: int | None) -> Decimal | None:
    """Fen as an exact number of yuan, for tables and workbooks.

    >>> in_yuan(12345)
    Decimal('123.45')
    """
    return None if fen is None else Decimal(fen) / FEN


def fen_of(amount: Decimal) -> int:
    """Yuan with at most two places as fen.

    >>> fen_of(Decimal("12.5"))
    1250
    """
    return int(amount * FEN)
