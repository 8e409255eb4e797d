"""The same job on Django Channels with channels_redis, and on django-eventstream: "thread T has a
message" from one process to the browsers that hold its stream. Runs in an environment of its own.

    python -m uvicorn tests.bench.peers:application     the server; PEER=channels or eventstream
    python tests/bench/peers.py migrate                 its tables, where it keeps what it sends
    python tests/bench/peers.py THREADS                 the writer, told "RATE SECONDS" on stdin

With DATABASE_URL django-eventstream keeps its events (DjangoModelStorage), and whoever comes back
with a Last-Event-ID gets what they missed. Without, it is the comparison without a database.
"""

from __future__ import annotations

import json
import os
import sys
from time import monotonic, sleep
from urllib.parse import urlsplit

import django
from django.conf import settings

REDIS_URL = os.environ["REDIS_URL"]
_redis = urlsplit(REDIS_URL)
_database = urlsplit(os.environ.get("DATABASE_URL", ""))
KEEPS = {
    "EVENTSTREAM_STORAGE_CLASS": "django_eventstream.storage.DjangoModelStorage",
    "DATABASES": {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": _database.path.lstrip("/"),
            "USER": _database.username,
            "PASSWORD": _database.password,
            "HOST": _database.hostname,
            "PORT": _database.port,
        }
    },
}
settings.configure(
    SECRET_KEY="bench",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__ if __name__ != "__main__" else "peers",
    INSTALLED_APPS=["channels", "django_eventstream"],
    CHANNEL_LAYERS={
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [REDIS_URL]},
        }
    },
    EVENTSTREAM_REDIS={
        "host": _redis.hostname, "port": _redis.port, "db": 0, "password": _redis.password or "",
    },
    **(KEEPS if _database.path else {}),
)  # fmt: skip
django.setup()

import django_eventstream  # noqa: E402
from asgiref.sync import async_to_sync  # noqa: E402
from channels.generic.websocket import AsyncWebsocketConsumer  # noqa: E402
from channels.layers import get_channel_layer  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.core.asgi import get_asgi_application  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.urls import include, path  # noqa: E402

urlpatterns = [
    path("events/<thread>/", include(django_eventstream.urls), {"format-channels": ["{thread}"]})
]


class Talk(AsyncWebsocketConsumer):
    async def connect(self) -> None:
        self.thread = self.scope["url_route"]["kwargs"]["thread"]
        await self.channel_layer.group_add(self.thread, self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        await self.channel_layer.group_discard(self.thread, self.channel_name)

    async def said(self, event: dict[str, str]) -> None:
        await self.send(event["text"])


application = ProtocolTypeRouter(
    {
        "http": get_asgi_application(),
        "websocket": URLRouter([path("talk/<thread>/", Talk.as_asgi())]),
    }
)


def main(threads: int) -> None:
    layer = get_channel_layer()
    turn = 0
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        rate, seconds = map(float, line.split())
        begun = monotonic()
        for number in range(int(rate * seconds)):
            sleep(max(0, begun + number / rate - monotonic()))
            turn += 1
            of = turn * 7 % threads
            said = {"of": of, "seq": turn, "at": monotonic()}
            try:
                if os.environ["PEER"] == "channels":
                    text = json.dumps(said)
                    async_to_sync(layer.group_send)(f"t{of}", {"type": "said", "text": text})
                else:
                    django_eventstream.send_event(f"t{of}", "message", said)
            except Exception as error:
                said["error"] = type(error).__name__
            print(json.dumps(said), flush=True)
        print(json.dumps({"done": True}), flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "migrate":
        call_command("migrate", verbosity=0)
    else:
        main(int(sys.argv[1]))
