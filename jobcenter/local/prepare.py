"""python -m jobcenter.local.prepare: bring the database up to date and fill it when it is empty.

One program for both steps, because loading the whole house takes longer than either of them.
"""

from __future__ import annotations

import sys

import django
from django.core.management import call_command


def main() -> None:
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("seed_demo", "--if-empty")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        # Ctrl-C is no fault; each migration is a transaction, and the next start goes on.
        sys.exit(130)
