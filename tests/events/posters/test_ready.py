"""What the first sheet of a process waits for is loaded by web workers, and by nobody else."""

from __future__ import annotations

import runpy
import subprocess
import sys
import threading
from pathlib import Path

from events.posters.domain import press

HOUSE = Path(__file__).resolve().parents[3]
LOADED = "import sys; {what}; print('weasyprint' in sys.modules)"


def has_loaded(what: str) -> bool:
    command = [sys.executable, "-c", LOADED.format(what=what)]
    ran = subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, check=True)
    return ran.stdout.split()[-1] == "True"


def test_a_web_worker_has_the_press_ready():
    press._style.cache_clear()
    serve = runpy.run_path(str(HOUSE / ".docker" / "serve.py"))

    serve["post_worker_init"](None)
    for thread in threading.enumerate():
        if thread.name == "press":
            thread.join(60)

    assert press._style.cache_info().currsize == len(press.OFTEN)


def test_the_image_starts_its_workers_so():
    assert '"--config", ".docker/serve.py"' in (HOUSE / "Dockerfile").read_text(encoding="utf-8")


def test_no_other_process_loads_it():
    setup = "import django; from django.conf import settings; import jobcenter.wsgi"
    assert not has_loaded(f"{setup}; import events.posters.urls")
    assert has_loaded(f"{setup}; from events.posters.domain.press import get_ready; get_ready()")


def test_without_a_press_nothing_happens(monkeypatch):
    monkeypatch.setattr(press, "has_press", lambda: False)
    before = press._style.cache_info()

    press.get_ready()

    assert press._style.cache_info() == before
