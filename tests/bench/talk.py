"""The pages of a talk, from the request to the answer: saying something, what is new, the whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import perf_counter
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.bench.database import fresh_database
from tests.bench.pages import first_load
from tests.bench.results import Row, percentile

# As one may write in an hour.
ROUNDS = 100
MESSAGES = 500


def measure_talk() -> Iterator[Row]:
    # Knows the models, which are there only when the measurements have begun.
    from counsellors.chat.domain.writing import FORM
    from jobcenter.submissions.domain import mint_form_key
    from tests.counsellors.chat.story import begin

    with fresh_database():
        talk = begin()
        for number in range(MESSAGES):
            talk.write(f"Besked {number}", seat=talk.at_work)
        amal = Client(HTTP_HOST="localhost")
        amal.cookies[settings.CHAT_COOKIE_NAME] = talk.secret

        def address(act: str) -> str:
            return reverse(f"chat:{act}_as_citizen", args=[talk.thread.public_id])

        def say(**live: str) -> Any:
            form = {"words": "Er du der?", "key": mint_form_key(form=FORM)}
            return amal.post(address("say"), form, headers=live)

        yield from _rows("saying something", lambda: say(**{"HX-Request": "true"}), 40, queries=8)
        after = talk.fresh().last_seq - 3
        new = lambda: amal.get(address("events"), {"after": after})  # noqa: E731
        yield from _rows("what is new", new, 40, queries=3)
        yield from _rows(f"page of {MESSAGES} messages", lambda: amal.get(address("talk")), 100)
        html = amal.get(address("talk")).content
        yield Row("talk: page of a long talk, first load", first_load(html) / 1000, "kB")
        short = begin(words="Hej")
        amal.cookies[settings.CHAT_COOKIE_NAME] = short.secret
        html = amal.get(reverse("chat:talk_as_citizen", args=[short.thread.public_id])).content
        yield Row("talk: page of a new talk, first load", first_load(html) / 1000, "kB", 60)
        waiting = begin(taken=False)
        amal.cookies[settings.CHAT_COOKIE_NAME] = waiting.secret
        html = amal.get(reverse("chat:talk_as_citizen", args=[waiting.thread.public_id])).content
        yield Row("talk: page of a talk that waits, first load", first_load(html) / 1000, "kB", 60)


def _rows(
    name: str, ask: Callable[[], Any], target: float, *, queries: int | None = None
) -> Iterator[Row]:
    ask()
    with CaptureQueriesContext(connection) as asked:
        answer = ask()
    if answer.status_code != 200:
        raise RuntimeError(f"{name} answered {answer.status_code}")
    cost = len(asked)
    taken = []
    for _ in range(ROUNDS):
        started = perf_counter()
        ask()
        taken.append((perf_counter() - started) * 1000)
    yield Row(f"talk: {name}, p95", percentile(taken, 95), "ms", target)
    yield Row(f"talk: {name}", cost, "queries", queries)
