"""Health check of beat: has it rung within two minutes, and a worker heard it?"""

from __future__ import annotations

import os
import sys

import psycopg

TICKED_LATELY = """
SELECT EXISTS (
    SELECT FROM outbox_heartbeat WHERE name = 'beat' AND beat_at > now() - interval '2 minutes'
)
"""

with psycopg.connect(os.environ["DATABASE_URL"], connect_timeout=4) as connection:
    row = connection.execute(TICKED_LATELY).fetchone()
sys.exit(row != (True,))
