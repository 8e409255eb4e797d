"""The mails of who waits: what the outbox says, and what came to the other end."""

from __future__ import annotations

from collections import Counter
from email import message_from_bytes
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

import psycopg
from aiosmtpd.controller import Controller

from counsellors.chat.domain.waiting import READ_WITHIN
from jobcenter.local.ports import free_port

if TYPE_CHECKING:
    from tests.soak.house import House

# Talks in which somebody waits, and what they have written; see threads.py.
WAITING, ASKED = 30, "Er der nogen?"
# Whatever was due when the writing ended, however busy the machine.
PATIENCE = 120


class PostOffice:
    """Takes every mail and counts it by its Message-ID, that of its notice. Outlives all kills."""

    def __init__(self) -> None:
        self.came: Counter[str] = Counter()
        self.port = free_port()
        self._server = Controller(self, hostname="127.0.0.1", port=self.port)
        self._server.start()

    # The name is aiosmtpd's.
    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.came[str(message_from_bytes(envelope.content)["Message-ID"])] += 1
        return "250 kept"

    def close(self) -> None:
        self._server.stop()


# One talk after the other becomes due for a mail while the others are written in.
BECOME_DUE = """
    UPDATE counsellors_event said SET at = now() - %s + waits.nr * interval '0.3 seconds'
    FROM (
        SELECT thread_id, row_number() OVER (ORDER BY thread_id) AS nr
        FROM counsellors_event WHERE words = %s
    ) waits
    WHERE said.thread_id = waits.thread_id AND said.words = %s
"""
RULE = "ALTER TABLE counsellors_event {} TRIGGER events_stay_what_they_are"
TOLD = """
    SELECT p.thread_id, p.told_seq, array_remove(array_agg(n.effect_key), NULL)
    FROM counsellors_participant p
    JOIN counsellors_event e ON e.thread_id = p.thread_id AND e.words = %s
    LEFT JOIN outbox_notice n ON n.kind = 'somebody_waits'
        AND n.effect_key LIKE 'chat:' || p.thread_id || ':%%'
    WHERE p.counsellor_id IS NOT NULL GROUP BY p.id
"""
UNDER_WAY = "SELECT count(*) FROM outbox_notice WHERE state = 'queued' AND leased_until IS NULL"
SENT = "SELECT count(*) FROM outbox_notice WHERE state = 'sent'"


def let_them_wait(address: str) -> None:
    with psycopg.connect(address) as direct:
        # What was said is not changed, only when: nobody in the house could do that.
        direct.execute(RULE.format("DISABLE"))
        direct.execute(BECOME_DUE, [READ_WITHIN, ASKED, ASKED])
        direct.execute(RULE.format("ENABLE"))


def compare_mails(house: House, *, kills: int) -> tuple[int, int]:
    """Lost and double, of the talks in which somebody waits: each is told once, under the number it
    waits with, and what was sent has come. A mail that was on its way in a kill may come again
    under its own Message-ID, once a kill.
    """
    office = house.post_office
    with psycopg.connect(house.postgres.url(), autocommit=True) as direct:
        until = monotonic() + PATIENCE
        while monotonic() < until:
            told = direct.execute(TOLD, [ASKED]).fetchall()
            if all(keys for _thread, _seq, keys in told) and not _one(direct, UNDER_WAY):
                break
            house.look_after()
            sleep(0.5)
        sent = _one(direct, SENT)
    right = sum(any(key.endswith(f":{seq}") for key in keys) for _thread, seq, keys in told)
    lost = WAITING - right + max(0, sent - len(office.came))
    double = sum(max(0, len(keys) - 1) for _thread, _seq, keys in told)
    copies = office.came.total() - len(office.came)
    return lost, double + max(0, copies - kills)


def _one(direct: Any, question: str) -> int:
    return int(direct.execute(question).fetchone()[0])
