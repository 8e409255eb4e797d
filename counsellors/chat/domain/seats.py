"""Who sits at a thread: what `access` hands out and every function of the domain asks for."""

from __future__ import annotations

from dataclasses import dataclass

from counsellors.chat.enums import Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """Somebody at the thread `public_id`, as citizen, or as the counsellor `counsellor_id`.

    `address_hash` is that of the address a citizen writes from, keyed. `is_stopped` says whether a
    block keeps them from writing, where the door has asked that together with the thread; None:
    nobody has asked yet.
    """

    thread_id: int
    public_id: str
    side: Side
    counsellor_id: int | None = None
    is_stopped: bool | None = None
    address_hash: bytes | None = None
