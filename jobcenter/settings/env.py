"""Settings from the environment: every variable is named here once, with what it means.

`docker-compose.yml`, `.env.example` and `docs/operations.md` are compared with this table by a
test, so a variable cannot be invented or forgotten in one of them.
"""

from __future__ import annotations

import environ
from django.core.exceptions import ImproperlyConfigured

VARIABLES: dict[str, str] = {
    "SECRET_KEY": "Secret for signing, at least 50 random characters.",
    "SECRET_KEY_FALLBACKS": "Earlier secrets, comma separated, while they are being retired.",
    "DATABASE_URL": "postgres://user:password@host:port/name of PostgreSQL 18 or newer.",
    "REDIS_URL": "redis://host:port/0 of Redis or Valkey. May vanish at any moment without loss.",
    "SITE_URL": "The public address, e.g. https://fremtidensjobcenter.dk, no slash at the end.",
    "ALLOWED_HOSTS": "Host names this installation answers to, comma separated.",
    "TRUSTED_PROXY_COUNT": "How many proxies stand in front and append to X-Forwarded-For.",
    "EMAIL_URL": "smtp://host:port, smtp+tls://user:password@host:587 or smtp+ssl://…:465.",
    "FROM_EMAIL": "Sender of every mail, e.g. Fremtidens Jobcenter <samtale@example.dk>.",
    "SMS_BACKEND": "Dotted name of the SMS sender; none in production means that no SMS is sent.",
    "HOTLINE_PHONE": "The phone number in the header and footer of every page.",
    "HOTLINE_HOURS": "When the hotline answers, e.g. mon-fri 8-18; sat 10-14.",
    "ACCESSIBILITY_STATEMENT_URL": "Where /was leads; empty means the page in this portal.",
    "MITID_ISSUER": "Issuer address of the OpenID Connect broker; empty means no MitID.",
    "MITID_CLIENT_ID": "Client id at the broker.",
    "MITID_CLIENT_SECRET": "Client secret at the broker.",
    "MITID_ACR_VALUES": "Levels of assurance that are accepted, comma separated.",
    "DEMO": "on shows one-click login and the local mailbox. Never in production.",
    "MEDIA_ROOT": "Folder for uploaded portraits and for files sent in talks. No web server's.",
    "CLAMAV_ADDRESS": "clamd, tcp://host:3310 or unix:///run/clamd.sock; empty: no virus check.",
    "CALM_TALKS_PER_HOUSE": "Talks without accounts in ten minutes, per house, that are no flood.",
    "AUDIT_HEAD_FILE": "File outside the database that keeps the heads of the read log.",
    "LOG_LEVEL": "DEBUG, INFO, WARNING or ERROR.",
}


class Environment(environ.Env):
    """django-environ whose complaints name the variable, the bad value and the mend."""

    def required(self, name: str) -> str:
        value = self.str(name, default="")
        if not value:
            raise ImproperlyConfigured(f"Set the variable {name}: {VARIABLES[name]}")
        return value

    def whole_number(self, name: str, *, default: int) -> int:
        raw = self.str(name, default=str(default))
        if not raw.isdigit():
            raise ImproperlyConfigured(f"{name}={raw!r} is not a whole number. {VARIABLES[name]}")
        return int(raw)

    def switch(self, name: str, *, default: bool) -> bool:
        raw = self.str(name, default="on" if default else "off").lower()
        if raw not in {"on", "off"}:
            raise ImproperlyConfigured(f"{name}={raw!r} must be on or off. {VARIABLES[name]}")
        return raw == "on"

    def words(self, name: str, *, default: str = "") -> list[str]:
        return [word.strip() for word in self.str(name, default=default).split(",") if word.strip()]


env = Environment()  # type: ignore[no-untyped-call]
