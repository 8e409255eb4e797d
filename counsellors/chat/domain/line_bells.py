"""Telling those who wait that their line has moved."""

from __future__ import annotations

from django.db import transaction

from counsellors.chat.models import Thread
from jobcenter.shared.bells import ring_line


def ring_line_of(centre_id: int) -> None:
    """After the commit, everybody in the line of this house is told to ask for their place."""

    def tell() -> None:
        in_line = Thread.objects.in_line().filter(centre=centre_id)
        ring_line(threads=list(in_line.order_by("pk").values_list("public_id", flat=True)))

    transaction.on_commit(tell, robust=True)
