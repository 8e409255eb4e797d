"""A small OpenID Connect provider that runs in the tests, on a port of its own.

It does what a MitID broker does: discovery, authorization code with proof key (PKCE), signed ID
tokens, userinfo. `misbehave` changes one thing at a time.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CLIENT_ID, CLIENT_SECRET = "the-house", "a-secret-between-house-and-broker"


def new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@cache
def key_of_the_provider() -> rsa.RSAPrivateKey:
    return new_key()


@dataclass
class Provider:
    """What the provider knows, and what it does wrong."""

    issuer: str = ""
    key: rsa.RSAPrivateKey = field(default_factory=key_of_the_provider)
    claims: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=dict)
    # Overrides of single claims of the ID token; None leaves the claim out.
    misbehave: dict[str, Any] = field(default_factory=dict)
    sign_with: rsa.RSAPrivateKey | None = None
    algorithm: str = "RS256"
    broken: set[str] = field(default_factory=set)
    asked: list[dict[str, str]] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    def discovery(self) -> dict[str, Any]:
        endpoints = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
        return {
            "issuer": self.misbehave.get("discovered_issuer", self.issuer),
            "jwks_uri": f"{self.issuer}/jwks",
            **{f"{name}_endpoint": f"{self.issuer}/{path}" for name, path in endpoints.items()},
        }

    def jwks(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [public | {"kid": "one", "use": "sig", "alg": "RS256"}]}

    def authorize(self, asked: dict[str, str]) -> str:
        """Where the browser is sent: everybody here has logged in and said yes."""
        self.asked.append(asked)
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        answer = {"code": code, "state": asked["state"]}
        return f"{asked['redirect_uri']}?{urlencode(answer)}"

    def exchange(self, sent: dict[str, str]) -> dict[str, Any] | None:
        asked = self.codes.pop(sent.get("code", ""), None)
        if asked is None or sent.get("client_secret") != CLIENT_SECRET:
            return None
        if sent.get("redirect_uri") != asked["redirect_uri"] or not proves(sent, asked):
            return None
        access_token = secrets.token_urlsafe(16)
        self.tokens[access_token] = asked["nonce"]
        return {
            "access_token": access_token,
            "token_type": "Bearer",
            "expires_in": 300,
            "refresh_token": f"refresh-{access_token}",
            "id_token": self.id_token(asked),
        }

    def id_token(self, asked: dict[str, str]) -> str:
        now = int(time.time())
        facts = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            "acr": asked["acr_values"].split()[0],
        }
        facts |= self.claims | self.misbehave
        facts = {name: fact for name, fact in facts.items() if fact is not None}
        key: Any = self.sign_with or self.key
        if self.algorithm == "none":
            return jwt.encode(facts, None, algorithm="none", headers={"kid": "one"})
        if self.algorithm == "HS256":
            return forged_with_public_key(facts, self.key)
        return jwt.encode(facts, key, algorithm=self.algorithm, headers={"kid": "one"})


def proves(sent: dict[str, str], asked: dict[str, str]) -> bool:
    """PKCE with S256: the verifier hashes to the challenge."""
    digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
    challenge = without_padding(digest).decode()
    return asked.get("code_challenge_method") == "S256" and asked["code_challenge"] == challenge


def forged_with_public_key(facts: dict[str, Any], key: rsa.RSAPrivateKey) -> str:
    """The old trick: the published key as if it were a shared secret. PyJWT refuses to write it."""
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    parts = [{"alg": "HS256", "typ": "JWT", "kid": "one"}, facts]
    signed = b".".join(without_padding(json.dumps(part).encode()) for part in parts)
    signature = hmac.digest(public, signed, "sha256")
    return b".".join([signed, without_padding(signature)]).decode()


def without_padding(raw: bytes) -> bytes:
    return base64.urlsafe_b64encode(raw).rstrip(b"=")


class Handler(BaseHTTPRequestHandler):
    provider: Provider

    def do_GET(self) -> None:
        path = urlsplit(self.path).path.strip("/")
        if self.provider.broken & {path, "everything"}:
            self.reply(503, "out of order")
        elif path == "authorize":
            asked = dict(parse_qsl(urlsplit(self.path).query))
            self.reply(302, "", location=self.provider.authorize(asked))
        else:
            answer = self.published(path)
            self.reply(200 if answer else 404, answer or "nothing here")

    def published(self, path: str) -> dict[str, Any] | None:
        token = str(self.headers.get("authorization", "")).removeprefix("Bearer ")
        if path == "userinfo" and token in self.provider.tokens:
            return self.provider.userinfo
        if path == "jwks":
            return self.provider.jwks()
        return self.provider.discovery() if path.startswith(".well-known/") else None

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
        answer = self.provider.exchange(dict(parse_qsl(body)))
        self.reply(200 if answer else 400, answer or {"error": "invalid_grant"})

    def reply(self, status: int, body: dict[str, Any] | str, location: str = "") -> None:
        is_words = isinstance(body, str)
        self.send_response(status)
        self.send_header("Content-Type", "text/html" if is_words else "application/json")
        if location:
            self.send_header("Location", location)
        self.end_headers()
        self.wfile.write((body if is_words else json.dumps(body)).encode())

    def log_message(self, *args: Any) -> None:
        """Quiet: what was asked is in `provider.asked`."""


@contextmanager
def running_provider(**facts: Any) -> Iterator[Provider]:
    provider = Provider(**facts)
    handler = type("HandlerOfThisProvider", (Handler,), {"provider": provider})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, args=[0.05], daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
