"""Reading what stands behind the question mark of an address."""

from __future__ import annotations

from django.http import HttpRequest

# No list of ours is longer; Python refuses to read numbers of thousands of digits.
MOST_DIGITS = 4


def asked_number(request: HttpRequest, name: str, *, usual: int, most: int) -> int:
    """How many somebody wants to see: at least one, at most `most`; `usual` for anything else."""
    said = request.GET.get(name, "")
    is_number = said.isascii() and said.isdecimal() and len(said) <= MOST_DIGITS
    return min(int(said), most) if is_number and int(said) else usual
