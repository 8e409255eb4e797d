"""The square that a telephone reads."""

from __future__ import annotations

from typing import Any

from qrcode.constants import ERROR_CORRECT_Q
from qrcode.main import QRCode

# What the standard asks for; with less, telephones do not find the code on a coloured sheet.
QUIET = 4
INK = "#1C2526"


def square_of(address: str) -> list[list[bool]]:
    """The dots of the code, dark ones true, without the quiet margin.

    A quarter of it may be torn, wet or written on: level Q.
    """
    code: Any = QRCode(error_correction=ERROR_CORRECT_Q, border=0)
    code.add_data(address)
    code.make(fit=True)
    dots = code.get_matrix()
    return [[bool(dot) for dot in row] for row in dots]


def square_svg(address: str) -> bytes:
    """Dark on white with its quiet margin, one unit a dot; neighbours in a row are one bar."""
    dots = square_of(address)
    size = len(dots) + 2 * QUIET
    bars = "".join(
        f"M{first + QUIET},{y + QUIET}h{last - first}v1h{first - last}z"
        for y, row in enumerate(dots)
        for first, last in _runs(row)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">'
        f'<rect width="{size}" height="{size}" fill="#fff"/><path d="{bars}" fill="{INK}"/></svg>'
    ).encode()


def _runs(row: list[bool]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for x, dark in enumerate(row):
        if dark and found and found[-1][1] == x:
            found[-1] = (found[-1][0], x + 1)
        elif dark:
            found.append((x, x + 1))
    return found
