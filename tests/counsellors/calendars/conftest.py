from __future__ import annotations

import pytest

from .servers import running_radicale, running_server


@pytest.fixture
def server(settings):
    settings.CALENDARS_ON_THIS_MACHINE = True
    with running_server() as running:
        yield running


@pytest.fixture
def radicale(settings, tmp_path):
    settings.CALENDARS_ON_THIS_MACHINE = True
    with running_radicale(tmp_path) as running:
        yield running
