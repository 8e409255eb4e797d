"""The pages of a citizen's chat, each as a browser without an account gets it."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from counsellors.files.domain.checking import check_due_files
from counsellors.letters.domain.writing import write_letter
from counsellors.people.models import Counsellor
from tests.counsellors.chat.story import NOW, Talk, begin
from tests.counsellors.files.story import PLAIN_PDF, give, picture
from tests.journeys.public_pages import furnish

MANY = 100


def chat_pages() -> dict[str, str]:
    """name → HTML, in a furnished house where Bent has one talk, a long one, and one that waits."""
    furnish()
    bent = Counsellor.objects.get(slug="bent")
    short = begin(bent=bent, words="Hej")
    give(short, picture(), "pas.jpg")
    give(short, PLAIN_PDF, "brev.pdf")
    check_due_files(now=NOW)
    long = begin(bent=bent)
    for number in range(MANY):
        long.answer(f"Svar nummer {number}")
    waiting = begin(bent=bent, taken=False)
    later = begin(bent=bent, taken=False, words="Haster ikke")
    write_letter(thread=later.fresh(), mail="amal@example.org", now=NOW)
    over = begin(bent=bent, words="Tak")
    _browser(over).post(reverse("chat:end_as_citizen", args=[over.thread.public_id]))
    return {
        "human": _fetch(Client(), "/tal-med-et-menneske/?hus=havnehuset"),
        "start": _fetch(Client(), "/tal-med-et-menneske/chat/?hus=havnehuset"),
        "talk": _of(short, "chat:talk_as_citizen"),
        "long talk": _of(long, "chat:talk_as_citizen"),
        "waiting": _of(waiting, "chat:talk_as_citizen"),
        "ended": _of(over, "chat:talk_as_citizen"),
        "place in line": _of(waiting, "line:place"),
        "letter": _fetch(Client(), f"{reverse('letters:write')}?hus=havnehuset"),
        "answer by mail": _of(later, "letters:letter"),
        "call-back": _of(waiting, "calls:call"),
        "files": _of(short, "files:files_as_citizen"),
        "end": _of(short, "chat:end_as_citizen"),
        "delete": _of(short, "chat:delete_as_citizen"),
        "take back": _of(short, "chat:take_back_as_citizen", 2),
        "shared computer": _fetch(Client(), "/tal-med-et-menneske/glem-mig/"),
    }


def _browser(talk: Talk) -> Client:
    client = Client()
    client.cookies["chat"] = talk.secret
    return client


def _of(talk: Talk, name: str, *more: int) -> str:
    return _fetch(_browser(talk), reverse(name, args=[talk.thread.public_id, *more]))


def _fetch(client: Client, address: str) -> str:
    answer = client.get(address, follow=True)
    assert answer.status_code == 200, f"{address} answered {answer.status_code}"
    return answer.content.decode()
