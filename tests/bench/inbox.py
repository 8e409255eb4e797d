"""A desk of fifty chats, the line of its house, and two thousand talks of others around it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from time import perf_counter

import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from counsellors.chat.domain.seats import Seat
from counsellors.chat.domain.starting import FORM as START
from counsellors.chat.domain.starting import Beginning, start_thread, take_thread
from counsellors.chat.domain.writing import FORM, post_message
from counsellors.chat.enums import Side
from counsellors.models import Counsellor, Thread
from jobcenter.audit.domain.keeping import make_months
from jobcenter.shared.secrets import hash_of_link, new_link_secret
from jobcenter.submissions.domain import mint_form_key
from tests.bench.database import fresh_database
from tests.bench.results import Row, percentile
from tests.bench.times import NOW
from tests.doors import enter_as_staff
from tests.factories.accounts import RoleFactory, UserFactory
from tests.factories.centres import CentreFactory
from tests.factories.counsellors import CounsellorFactory

MINE, WAITING, OTHERS, WORDS_EACH = 40, 10, 2_000, 10
ROUNDS, QUERIES, MILLISECONDS = 60, 14, 100.0
_addresses = (f"203.0.{n // 250 % 250}.{n % 250}" for n in count())


def measure_inbox() -> Iterator[Row]:
    with fresh_database(), time_machine.travel(NOW):
        make_months(now=NOW)
        house = CentreFactory()
        bent, dorte = (CounsellorFactory(centres=[house]) for _ in range(2))
        for number in range(OTHERS):
            other = dorte if number % 2 else CounsellorFactory(centres=[CentreFactory()])
            _talk(other, words=1)
        for _ in range(MINE):
            _talk(bent, words=WORDS_EACH)
        for _ in range(WAITING):
            _talk(bent, words=3, is_taken=False)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        browser = _browser_of(bent)
        open_one = Thread.objects.filter(counsellor=bent).earliest("pk").public_id
        yield from _page("desk of 50 chats", browser, "/vejleder/indbakke/", QUERIES)
        yield from _page("its list at a ring", browser, "/vejleder/indbakke/liste/", QUERIES)
        address = f"/vejleder/indbakke/{open_one}/"
        yield from _page("with a chat open", browser, address, 2 * QUERIES)


def _talk(counsellor: Counsellor, *, words: int, is_taken: bool = True) -> None:
    thread = start_thread(
        beginning=Beginning(
            centre=counsellor.centres.get(),
            words="Jeg vil gerne tale om mit arbejde.",
            token_hash=hash_of_link(new_link_secret()),
            nickname="Gæst",
        ),
        form_key=mint_form_key(form=START),
        address=next(_addresses),
        now=NOW,
    )
    if is_taken:
        take_thread(thread=thread, counsellor=counsellor, now=NOW)
    seat = Seat(thread_id=thread.pk, public_id=thread.public_id, side=Side.CITIZEN)
    for number in range(words - 1):
        post_message(seat=seat, words=f"Ord {number}", form_key=mint_form_key(form=FORM), now=NOW)


def _browser_of(counsellor: Counsellor) -> Client:
    counsellor.user = UserFactory()
    counsellor.save()
    house = counsellor.centres.get()
    RoleFactory(user=counsellor.user, kind="counsellor", centre_id=house.pk)
    client = Client(HTTP_HOST="localhost")
    enter_as_staff(client, counsellor.user)
    return client


def _page(name: str, browser: Client, address: str, queries: int) -> Iterator[Row]:
    browser.get(address)
    with CaptureQueriesContext(connection) as asked:
        response = browser.get(address)
    needed = len(asked)
    if response.content.count(b'id="t-') != MINE + WAITING:
        raise RuntimeError(f"{address} answered {response.status_code} without its chats")
    taken = []
    for _ in range(ROUNDS):
        started = perf_counter()
        browser.get(address)
        taken.append((perf_counter() - started) * 1000)
    yield Row(f"{name}: median", percentile(taken, 50), "ms")
    yield Row(f"{name}: p95", percentile(taken, 95), "ms", MILLISECONDS)
    yield Row(f"{name}: queries", needed, "queries", queries)
