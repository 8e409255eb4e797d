"""python -m tests.soak.threads N: migrate, begin N threads, print them as one line of JSON. Beside
them stand `WAITING` in which Bent has something unread; see mails.py.
"""

from __future__ import annotations

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from counsellors.models import Counsellor  # noqa: E402
from tests.counsellors.chat.story import begin  # noqa: E402
from tests.factories.accounts import UserFactory  # noqa: E402
from tests.soak.mails import ASKED, WAITING  # noqa: E402


def main(how_many: int) -> None:
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    bent = begin().bent
    made = []
    for _ in range(how_many):
        talk = begin(bent=bent)
        thread = talk.fresh()
        made.append(
            {"pk": thread.pk, "public_id": thread.public_id, "secret": talk.secret,
             "seq": thread.last_seq}
        )  # fmt: skip
    _let_wait(bent)
    sys.stdout.write(json.dumps(made) + "\n")


def _let_wait(bent: Counsellor) -> None:
    bent.user = UserFactory(email="bent@example.org")
    bent.save(update_fields=["user"])
    for _ in range(WAITING):
        begin(bent=bent, words=ASKED, now=timezone.now())


if __name__ == "__main__":
    main(int(sys.argv[1]))
