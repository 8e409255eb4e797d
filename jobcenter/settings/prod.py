"""Production: everything secret comes from the environment, and demo mode cannot be switched on."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from .base import *
from .env import VARIABLES, env

for name in (
    "SECRET_KEY",
    "DATABASE_URL",
    "REDIS_URL",
    "SITE_URL",
    "EMAIL_URL",
    "FROM_EMAIL",
    "HOTLINE_PHONE",
):
    env.required(name)
if env.switch("DEMO", default=False):
    raise ImproperlyConfigured(
        "DEMO=on lets anyone in as anyone. Production refuses to start: remove it."
    )
SMS_BACKEND = env.str("SMS_BACKEND", default="") or "jobcenter.outbox.sms.NoSms"
if SMS_BACKEND.endswith("ConsoleSms"):
    raise ImproperlyConfigured(
        "SMS_BACKEND writes phone numbers and secret links to the log. Choose a sender, or none."
    )
if "demo-only" in SECRET_KEY or len(SECRET_KEY) < 50:
    raise ImproperlyConfigured(f"SECRET_KEY is not secret enough. {VARIABLES['SECRET_KEY']}")
if urlsplit(SITE_URL).scheme != "https":
    raise ImproperlyConfigured(f"SITE_URL={SITE_URL!r} must begin with https:// in production.")

SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 * 2
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
CHAT_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"
LANGUAGE_COOKIE_NAME = "__Host-language"
CHAT_COOKIE_NAME = "__Host-chat"
