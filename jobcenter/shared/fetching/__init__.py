"""Asking foreign servers for files, without trusting them in anything (decision 0042).

`addresses` says whom we ask at all, `client` asks, `sealing` keeps addresses and passwords
encrypted. Rooms that read calendars or programmes of others share these.
"""
