"""What holds everywhere. Production, demo and tests each add a short file."""

from __future__ import annotations

from email.utils import parseaddr
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from .env import VARIABLES, env

BASE_DIR = Path(__file__).resolve().parents[2]

SECRET_KEY = env.required("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
DEBUG = False
DEMO = False
SITE_NAME = "Fremtidens Jobcenter"
SITE_URL = env.str("SITE_URL", default="http://localhost:8000").rstrip("/")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", default=urlsplit(SITE_URL).hostname or "")
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "jobcenter.accounts",
    "jobcenter.audit",
    "jobcenter.outbox",
    "jobcenter.submissions",
    "jobcenter.limits",
    "jobcenter.centres",
    "citizens",
    "counsellors",
    "events",
    "jobcenter.journeys",
    "jobcenter.ui",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    # Its pages are collected where they have an address: the bell has none of them.
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.humanize",
    # The back office's widgets include Django's own, which the house's form renderer must find.
    "django.forms",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "jobcenter.ui.middleware.RequestsAreReadable",
    "jobcenter.ui.middleware.PersonalPagesAreNotStored",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "jobcenter.ui.middleware.RefusedMethodsHaveAPage",
]

ROOT_URLCONF = "jobcenter.urls"
WSGI_APPLICATION = "jobcenter.wsgi.application"
FORM_RENDERER = "jobcenter.ui.forms.HouseRenderer"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "jobcenter.ui.templatetags.ui",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "jobcenter.ui.contexts.house",
            ],
        },
    }
]

# --- PostgreSQL is the only truth -------------------------------------------------------------
DATABASES = {
    "default": env.db_url("DATABASE_URL", default="postgres://jobcenter@localhost/jobcenter")
}
if DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
    raise ImproperlyConfigured(
        f"DATABASE_URL={env.str('DATABASE_URL')!r} is not PostgreSQL. {VARIABLES['DATABASE_URL']}"
    )
DATABASES["default"] |= {
    "CONN_MAX_AGE": 60,
    "CONN_HEALTH_CHECKS": True,
    "OPTIONS": {
        "connect_timeout": 5,
        # A queue at one row must end in a friendly page, never in a hanging browser.
        "options": (
            "-c lock_timeout=3s -c statement_timeout=10s -c idle_in_transaction_session_timeout=30s"
        ),
    },
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Redis rings bells and throttles; it may vanish at any moment -----------------------------
REDIS_URL = env.str("REDIS_URL", default="redis://localhost:6379/0")
# A channel belongs to the whole Redis, whatever the database number.
BELL_CHANNEL = "bell"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        # The limits count here. Beyond MAX_ENTRIES (300 by default) Django throws away a third of
        # what still lives, so a flood of addresses would wipe the counters.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    # The parts of every page that differ by language alone, in each process. Nothing personal.
    "frame": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "frame"},
    # The last feeds each process has written, under the fingerprint of what they say: up to 700 kB
    # each. Many calendars ask for the same few, all day long. Nothing personal.
    "feeds": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "feeds",
        "TIMEOUT": 3600,
        "OPTIONS": {"MAX_ENTRIES": 24},
    },
}

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 240
CELERY_VISIBILITY_TIMEOUT = 600
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": CELERY_VISIBILITY_TIMEOUT}
CELERY_RESULT_BACKEND_TRANSPORT_OPTIONS = {"visibility_timeout": CELERY_VISIBILITY_TIMEOUT}
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 20
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# For ever: with a number, worker and beat give up for good when Redis is away for long.
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TIMEZONE = "Europe/Copenhagen"

# --- People -----------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "conversations:mine"

# The secret of a browser that chats without an account; only its hash is stored.
CHAT_COOKIE_NAME = "chat"
CHAT_COOKIE_SECURE = False

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "jobcenter.ui.views.csrf_failure"
CSRF_COOKIE_SAMESITE = "Lax"

# --- What a page may load: our own files and nothing else --------------------------------------
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# A secret link must never travel to another site in a Referer header.
SECURE_REFERRER_POLICY = "same-origin"
# "www.example.org" in a text becomes a link to the encrypted page.
URLIZE_ASSUME_HTTPS = True
X_FRAME_OPTIONS = "DENY"
TRUSTED_PROXY_COUNT = env.whole_number("TRUSTED_PROXY_COUNT", default=0)

# --- Language, time ----------------------------------------------------------------------------
LANGUAGE_CODE = "da"
LANGUAGES = [("da", _("Danish")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "jobcenter" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Copenhagen"
LANGUAGE_COOKIE_HTTPONLY = True

# --- Files -------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_URL = "/media/"
MEDIA_ROOT = env.str("MEDIA_ROOT", default=str(BASE_DIR / "media"))
# Not in the database, and best on another machine's disk: see docs/decisions/0040.
AUDIT_HEAD_FILE = env.str("AUDIT_HEAD_FILE", default=str(BASE_DIR / ".data" / "audit-heads.jsonl"))
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_HANDLERS = [
    "jobcenter.ui.uploads.NotMoreThanAnyFormTakes",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
CLAMAV_ADDRESS = env.str("CLAMAV_ADDRESS", default="")
if urlsplit(CLAMAV_ADDRESS).scheme not in {"", "tcp", "unix"}:
    raise ImproperlyConfigured(
        f"CLAMAV_ADDRESS={CLAMAV_ADDRESS!r} is not understood. {VARIABLES['CLAMAV_ADDRESS']}"
    )
CALM_TALKS_PER_HOUSE = env.whole_number("CALM_TALKS_PER_HOUSE", default=5)

# --- Calendars of others ------------------------------------------------------------------------
# Lets a calendar lie at http://127.0.0.1 or localhost: for the demo and for tests.
CALENDARS_ON_THIS_MACHINE = False

# --- Letters out of the house --------------------------------------------------------------------
FROM_EMAIL = env.str("FROM_EMAIL", default="Fremtidens Jobcenter <samtale@localhost>")
if "@" not in parseaddr(FROM_EMAIL)[1]:
    raise ImproperlyConfigured(
        f"FROM_EMAIL={FROM_EMAIL!r} has no address. {VARIABLES['FROM_EMAIL']}"
    )
DEFAULT_FROM_EMAIL = SERVER_EMAIL = FROM_EMAIL


def mailers_from(url: str) -> dict[str, dict[str, object]]:
    """Django's MAILERS from one address, e.g. smtp+tls://user:password@host:587."""
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtp+tls", "smtp+ssl"} or not parts.hostname:
        raise ImproperlyConfigured(f"EMAIL_URL={url!r} is not understood. {VARIABLES['EMAIL_URL']}")
    return {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {
                "host": parts.hostname,
                # None: 587 with STARTTLS, 465 with TLS from the start, otherwise 25.
                "port": parts.port,
                "username": unquote(parts.username or ""),
                "password": unquote(parts.password or ""),
                "use_tls": parts.scheme == "smtp+tls",
                "use_ssl": parts.scheme == "smtp+ssl",
                "timeout": 20,
            },
        }
    }


MAILERS = mailers_from(env.str("EMAIL_URL", default="smtp://localhost:1025"))
SMS_BACKEND = env.str("SMS_BACKEND", default="jobcenter.outbox.sms.ConsoleSms")

HOTLINE_PHONE = env.str("HOTLINE_PHONE", default="")
HOTLINE_HOURS = env.str("HOTLINE_HOURS", default="")
ACCESSIBILITY_STATEMENT_URL = env.str("ACCESSIBILITY_STATEMENT_URL", default="")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"house": {"()": "jobcenter.shared.logs.SecretsHidden"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "house"}},
    # Django's own configuration gives this one a second handler, which would print it all again.
    "loggers": {
        "django": {"handlers": [], "level": "INFO"},
        # A refused form and an old link are everyday life, not warnings.
        "django.request": {"level": "ERROR"},
        # They name every letter they cut out of a font: what somebody wrote, for whoever counts.
        "fontTools": {"level": "WARNING"},
        "fpdf": {"level": "WARNING"},
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}

from .accounts import *
