"""Ports of this machine that servers of ours take."""

from __future__ import annotations

import socket

import pytest

from jobcenter.local import ports
from jobcenter.local.ports import LOOPBACK, free_port


def lends(tmp_path, monkeypatch, said: str) -> None:
    lent = tmp_path / "ip_local_port_range"
    lent.write_text(said)
    monkeypatch.setattr(ports, "LENT", lent)


def test_server_that_starts_again_finds_no_connection_at_its_port(tmp_path, monkeypatch):
    lends(tmp_path, monkeypatch, "20010\t60999\n")

    assert {free_port() for _ in range(40)} <= set(range(20_000, 20_010))


def test_port_that_is_taken_is_not_given_out(tmp_path, monkeypatch):
    with socket.create_server((LOOPBACK, free_port())) as server:
        taken = server.getsockname()[1]
        monkeypatch.setattr(ports, "LOWEST", taken)
        lends(tmp_path, monkeypatch, f"{taken + 1}\t60999\n")

        assert free_port() != taken


@pytest.mark.parametrize("said", ["1024\t60999\n", None])
def test_where_every_port_is_lent_or_nobody_says_which_one_is_found_all_the_same(
    tmp_path, monkeypatch, said
):
    if said:
        lends(tmp_path, monkeypatch, said)
    else:
        monkeypatch.setattr(ports, "LENT", tmp_path / "not there")

    with socket.create_server((LOOPBACK, free_port())):
        pass
