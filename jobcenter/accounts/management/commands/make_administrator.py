"""manage.py make_administrator anna@example.dk"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from jobcenter.accounts.domain import make_administrator


class Command(BaseCommand):
    help = "Give somebody the role of administrator. They log in with a code sent to that address."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"{email!r} is not a mail address.") from error
        user = make_administrator(email=email)
        self.stdout.write(f"{user.email} is an administrator. They set up a second step at login.")
