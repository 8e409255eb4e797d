"""PostgreSQL and Valkey for one machine, started from wheels and stopped again.

`python -m jobcenter.local COMMAND…` is the door; see `__main__.py`. The demo, the tests and the
benchmarks all come through it, so they meet the same engine as production. Nothing here imports
Django: the servers have to be up before the settings can be read.
"""
