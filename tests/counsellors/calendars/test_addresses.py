"""Doors we never knock at, however their address is written."""

from __future__ import annotations

import socket

import pytest

from jobcenter.shared.fetching.addresses import (
    AddressNotUsable,
    NotPublic,
    is_public,
    read_address,
    resolve,
)

REFUSED_AS_TYPED = [
    # not https
    "http://calendar.example.org/a.ics", "ftp://calendar.example.org/a.ics",
    "file:///etc/passwd", "gopher://calendar.example.org/", "dict://calendar.example.org:11211/",
    "ldap://calendar.example.org/", "data:text/calendar,BEGIN:VCALENDAR", "javascript:alert(1)",
    "//calendar.example.org/a.ics", "calendar.example.org/a.ics", "", "https://", "https:///a.ics",
    # this machine and its neighbours by name
    "https://localhost/a.ics", "https://localhost:8443/a.ics", "https://LOCALHOST/",
    "https://localhost./a.ics", "https://app.localhost/", "https://db/", "https://postgres:5432/",
    "https://printer.local/", "https://metadata.google.internal/computeMetadata/v1/",
    "https://intranet/", "https://nas.lan/", "https://router.home.arpa/", "https://files.corp/",
    "https://hidden.onion/", "https://a.example/", "https://a.invalid/", "https://a.test/",
    # IPv4 in every spelling
    "https://127.0.0.1/", "https://127.1/", "https://127.0.1/", "https://2130706433/",
    "https://0x7f000001/", "https://0x7f.0x0.0x0.0x1/", "https://0177.0.0.1/",
    "https://017700000001/", "https://0/", "https://0.0.0.0/", "https://127.0.0.1.:443/",
    "https://10.0.0.1/", "https://192.168.1.1/", "https://172.16.0.1/",
    "https://169.254.169.254/latest/meta-data/", "https://0xa9fea9fe/", "https://2852039166/",
    "https://0251.0376.0251.0376/", "https://8.8.8.8/", "https://calendar.0x7f000001/",
    "https://①②⑦.⓪.⓪.①/", "https://１２７.0.0.1/", "https://127。0。0。1/",
    # IPv6
    "https://[::1]/", "https://[::]/", "https://[0:0:0:0:0:0:0:1]/", "https://[fe80::1]/",
    "https://[fe80::1%25eth0]/", "https://[fd00::1]/", "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/", "https://[64:ff9b::7f00:1]/", "https://[2002:7f00:1::]/",
    "https://[2606:4700::1111]/", "https://[::1", "https://::1/",
    # tricks with who one is
    "https://bent@calendar.example.org/", "https://bent:secret@calendar.example.org/",
    "https://calendar.example.org@127.0.0.1/", "https://calendar.example.org%40127.0.0.1/",
    "https://@calendar.example.org/", "https://127.0.0.1#@calendar.example.org/",
    "https://calendar.example.org\\@127.0.0.1/", "https:\\\\127.0.0.1/",
    # signs that programs read differently
    "https://calendar.example.org\r\nHost: localhost/", "https://calendar.example.org/a b",
    "https://calendar.example.org/\x00", "https://calendar\t.example.org/",
    "https://calendar.example.org/\x7f", "https://-calendar.example.org/",
    # ports of other services, and none at all
    "https://calendar.example.org:22/", "https://calendar.example.org:25/",
    "https://calendar.example.org:0/", "https://calendar.example.org:99999/",
    "https://calendar.example.org:abc/", "https://calendar.example.org:-1/",
    "https://" + "a" * 64 + ".example.org/", "https://calendar.example.org/" + "a" * 2000,
]  # fmt: skip

NOT_PUBLIC = [
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.100.100.200",
    "127.0.0.1", "127.255.255.254", "168.63.129.16", "169.254.169.254", "172.16.0.1",
    "172.31.255.255", "192.0.0.1", "192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.0.1",
    "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1",
    "255.255.255.255",
    "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:8.8.8.8",
    "64:ff9b::a00:1", "64:ff9b::808:808", "64:ff9b:1::1", "100::1", "2001::1", "2001:0:4136:e378::",
    "2001:10::1", "2001:20::1", "2001:db8::1", "2002:7f00:1::", "2002:a00:1::1", "2002:808:808::1",
    "3fff::1", "5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1",
    "ff02::1", "2606:4700::5efe:10.0.0.1", "2606:4700::200:5efe:a00:1", "calendar.example.org", "",
]  # fmt: skip


@pytest.mark.parametrize("url", REFUSED_AS_TYPED)
def test_address_is_refused_as_it_is_typed(url):
    with pytest.raises(AddressNotUsable):
        read_address(url)


def test_table_of_refused_addresses_is_as_long_as_promised():
    assert len(set(REFUSED_AS_TYPED)) >= 80
    assert len(set(NOT_PUBLIC)) >= 50


@pytest.mark.parametrize("number", NOT_PUBLIC)
def test_name_that_leads_inside_is_not_asked(number):
    address = read_address("https://calendar.example.org/a.ics")

    assert not is_public(number)
    with pytest.raises(NotPublic):
        resolve(address, lookup=answering(number))


@pytest.mark.parametrize("number", ["8.8.8.8", "93.184.215.14", "2606:4700::1111", "2a01:4f8::1"])
def test_name_that_leads_to_the_internet_is_asked(number):
    address = read_address("https://calendar.example.org/a.ics")

    assert resolve(address, lookup=answering(number)) == [number]


def test_one_inner_address_among_public_ones_condemns_the_name():
    address = read_address("https://calendar.example.org/a.ics")

    with pytest.raises(NotPublic):
        resolve(address, lookup=answering("8.8.8.8", "127.0.0.1"))


def test_name_nobody_knows_looks_like_one_that_leads_inside():
    def nobody(*_asked, **_more):
        raise socket.gaierror

    with pytest.raises(NotPublic):
        resolve(read_address("https://calendar.example.org/a.ics"), lookup=nobody)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("https://calendar.google.com/ical/x/basic.ics", "calendar.google.com"),
        ("webcal://p01-caldav.icloud.com/published/2/abc", "p01-caldav.icloud.com"),
        ("  https://sky.example.org:8443/remote.php/dav/?a=1&b=å ", "sky.example.org"),
        ("https://kalender.høring.dk/a.ics", "kalender.xn--hring-vua.dk"),
    ],
)
def test_usual_addresses_are_understood(typed, meant):
    address = read_address(typed)

    assert (address.scheme, address.host) == ("https", meant)
    assert address.target.isascii()


def test_this_machine_is_only_asked_where_the_settings_say_so(settings):
    settings.CALENDARS_ON_THIS_MACHINE = True

    assert resolve(read_address("http://127.0.0.1:5232/a.ics")) == ["127.0.0.1"]
    for other in ("http://127.0.0.2/", "http://10.0.0.1/", "http://calendar.example.org/"):
        with pytest.raises(AddressNotUsable):
            read_address(other)
    # A name that leads here is still a trick.
    with pytest.raises(NotPublic):
        resolve(read_address("https://calendar.example.org/"), lookup=answering("127.0.0.1"))


def answering(*numbers):
    """A name server that always says this."""
    return lambda _host, port, **_more: [(None, None, 6, "", (each, port)) for each in numbers]
