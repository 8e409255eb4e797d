"""Somebody who writes: python -m tests.bench.talkers FILE reads lines of "RATE SECONDS" and writes
that many messages a second, each in the next thread of the list; says one line of JSON for each.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from time import monotonic, sleep

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")
django.setup()

from django.utils import timezone  # noqa: E402

from counsellors.chat.domain.seats import Seat  # noqa: E402
from counsellors.chat.domain.writing import FORM, post_message  # noqa: E402
from counsellors.chat.enums import Side  # noqa: E402
from jobcenter.submissions.domain import mint_form_key  # noqa: E402


def main(path: str) -> None:
    threads = json.loads(Path(path).read_text())
    turn = 0
    say({"ready": True})
    for line in sys.stdin:
        rate, seconds = map(float, line.split())
        begun = monotonic()
        for number in range(int(rate * seconds)):
            sleep(max(0, begun + number / rate - monotonic()))
            turn += 7
            thread = threads[turn % len(threads)]
            seat = Seat(
                thread_id=thread["pk"], public_id=thread["public_id"], side=Side.COUNSELLOR,
                counsellor_id=thread["counsellor"],
            )  # fmt: skip
            # Before the work begins: what is measured holds the writing, too.
            moment = monotonic()
            seq = post_message(
                seat=seat, words="Hej igen", form_key=mint_form_key(form=FORM), now=timezone.now()
            )
            say({"of": turn % len(threads), "seq": seq, "at": moment, "took": monotonic() - moment})
        say({"done": True})


def say(what: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
