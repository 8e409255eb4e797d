"""allauth: a mailed code or a passkey for everybody, a second factor for staff, MitID."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from .env import VARIABLES, env

# Every mail leaves through the outbox, a room above accounts: hence the adapter up there.
ACCOUNT_ADAPTER = "jobcenter.journeys.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "jobcenter.accounts.adapters.MitIdAdapter"
MFA_ADAPTER = "jobcenter.accounts.adapters.FactorAdapter"

ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# The mailed code proves the address at every login; there is nothing left to verify afterwards.
ACCOUNT_EMAIL_VERIFICATION = "none"
# "A passkey was added to your account": tells the owner when somebody else did it.
ACCOUNT_EMAIL_NOTIFICATIONS = True

# Long enough for a slow mail server and slow fingers. Eight digits, five tries and at most three
# codes leave a guesser one chance in seven million per login.
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = 2
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 8, "dashed": False}
ACCOUNT_LOGIN_TIMEOUT = 30 * 60
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60

# Counted in PostgreSQL (CACHES), so they hold when Redis is gone.
ACCOUNT_RATE_LIMITS = {
    # The key is the mailbox together with the address on the net that asks: a stranger can neither
    # ask for codes until one fits nor use up those of the owner.
    "request_login_code": "20/m/ip,5/10m/key,10/h/key",
    # The key is the mailbox: nobody with many addresses fills it.
    "fill_mailbox": "40/h/key",
    # The key is the code itself. allauth counts wrong tries in the session, where a hundred guesses
    # sent at once all read "none so far"; and nobody can use up somebody else's tries.
    "enter_login_code": "30/m/ip,5/15m/key",
    # Codes from an app. The key is the person, who has passed the first step by then.
    "login_failed": "10/m/ip,5/5m/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.whole_number("TRUSTED_PROXY_COUNT", default=0)

MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# A passkey always asks for the finger, the face or the PIN: it is two factors in one.
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Fremtidens Jobcenter"

# --- MitID through any OpenID Connect broker; empty issuer: no button, no way in ----------------
SOCIALACCOUNT_EMAIL_REQUIRED = False
MITID_ISSUER = env.str("MITID_ISSUER", default="")
MITID_CLIENT_ID = env.str("MITID_CLIENT_ID", default="")
MITID_CLIENT_SECRET = env.str("MITID_CLIENT_SECRET", default="")
MITID_ACR_VALUES = env.words("MITID_ACR_VALUES")

if MITID_ISSUER:
    for name in ("MITID_CLIENT_ID", "MITID_CLIENT_SECRET", "MITID_ACR_VALUES"):
        env.required(name)
    if urlsplit(MITID_ISSUER).scheme != "https":
        raise ImproperlyConfigured(
            f"MITID_ISSUER={MITID_ISSUER!r} must begin with https://. {VARIABLES['MITID_ISSUER']}"
        )
