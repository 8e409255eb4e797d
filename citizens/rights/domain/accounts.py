"""Opening the account of a citizen in the back office: by its whole address, and told at once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from citizens.people.domain import meet_citizen
from jobcenter.accounts.models import Role, User
from jobcenter.audit.domain import NewReading, Reader, record_reading
from jobcenter.audit.enums import Kind, Way, Why
from jobcenter.limits.domain import Limit, spend
from jobcenter.outbox.domain import queue_notice
from jobcenter.outbox.models import Notice
from jobcenter.shared.languages import LANGUAGE_OF_THE_HOUSE
from jobcenter.shared.secrets import new_public_id
from jobcenter.shared.transactions import in_one_transaction

if TYPE_CHECKING:
    from django.db.models import QuerySet

SEARCHED_PER_ADMINISTRATOR = Limit("account.searched", 20, timedelta(hours=1))
SHOWN = frozenset({Kind.NAME, Kind.CONTACT})


def accounts_of_citizens() -> QuerySet[User]:
    """Of those who do not work here: in no list, and opened only through `find_account`."""
    return User.objects.filter(~Exists(Role.objects.filter(user=OuterRef("pk"))))


def find_account(*, email: str, words: str, by: User, reader: Reader, now: datetime) -> User | None:
    """The account this address opens, if its owner does not work here; they are told by mail.

    That there is one is told as well, so the search stands in the read log with its words, whether
    it finds anybody or not. Raises TooManyAttempts.
    """
    return in_one_transaction(lambda: _find(email, words, by=by, reader=reader, now=now))


def seen_of_account(account: User, *, words: str) -> NewReading:
    """Its page in the back office, with the reason that was given."""
    return _seen(account, words, way=Way.PAGE)


def _find(email: str, words: str, *, by: User, reader: Reader, now: datetime) -> User | None:
    spend(SEARCHED_PER_ADMINISTRATOR, subject=f"user:{by.pk}", now=now)
    account = accounts_of_citizens().filter(email=email.lower()).first()
    if account is not None:
        _tell(account, words, reader=reader, now=now)
    reading = _seen(account, words, way=Way.SEARCH, searched_for=email)
    record_reading(reader=reader, reading=reading, now=now)
    return account


def _seen(account: User | None, words: str, *, way: Way, searched_for: str = "") -> NewReading:
    return NewReading(
        citizen=meet_citizen(user=account).public_id if account else "",
        way=way,
        kinds=SHOWN if account else frozenset(),
        why=Why.ASKED,
        words=words,
        searched_for=searched_for,
    )


def _tell(account: User, words: str, *, reader: Reader, now: datetime) -> None:
    with override(LANGUAGE_OF_THE_HOUSE):
        kinds = _("your name and your mail address")
    queue_notice(
        "account_opened",
        channel=Notice.Channel.MAIL,
        recipient=account.email or "",
        language=LANGUAGE_OF_THE_HOUSE,
        payload={
            "name": account.name,
            "reader": reader.name,
            "starts_at": now.isoformat(),
            "kinds": kinds,
            "words": words,
            "link": str(settings.SITE_URL) + reverse("rights:who_has_seen"),
        },
        effect_key=f"account_opened:{new_public_id()}",
        subject=f"user:{account.public_id}",
        due_at=now,
    )
