"""The doorbell: streams that say "thread T is now at number N", and nothing else.

PostgreSQL is the only truth. A browser that hears a number fetches what happened from an ordinary
page; one that hears nothing loses nothing. docs/decisions/0050-the-doorbell.md has the numbered
rules this package keeps; comments here name them as [4].
"""
