"""allauth: a mailed code for citizens, a passkey if they like, a second factor for staff."""

from __future__ import annotations
