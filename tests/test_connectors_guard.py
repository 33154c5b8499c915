"""Nothing but the public internet is connected to."""

from __future__ import annotations

import asyncio
import ipaddress
import socket

import pytest

from connectors.fetching.guard import AddressGuard, RefusedAddress
from connectors.trouble import FetchError
from schemas.errors import ConfigurationError

PRIVATE = [
    *("127.0.0.1", "127.1.2.3", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1"),
    *("169.254.169.254", "169.254.1.1", "100.64.0.1", "100.100.100.200", "192.0.0.192", "198.18.0.1", "224.0.0.1"),
    *("239.255.255.255", "240.0.0.1", "255.255.255.255", "168.63.129.16", "192.0.2.1", "203.0.113.9"),
    *("::1", "::2", "::", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1", "::ffff:a9fe:a9fe"),
    *("::127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:53aa:64c:0:0:80ff:fffe", "fec0::1", "2001:db8::1"),
    *("::ffff:0:7f00:1", "2001:2::1", "100::1", "100:0:0:1::1", "3fff::1", "5f00::1", "64:ff9b:1::808:808"),
]
PUBLIC = [
    "8.8.8.8",
    "1.1.1.1",
    "172.32.0.1",
    "100.128.0.1",
    "2606:4700:4700::1111",
    "64:ff9b::808:808",
    "::ffff:8.8.8.8",
    "::ffff:0:808:808",
    "2002:808:808::1",
    "2001:3::1",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_a_private_address_is_refused_at_every_door(address: str) -> None:
    guard = AddressGuard()
    assert not guard.allows(ipaddress.ip_address(address))
    literal = f"[{address}]" if ":" in address else address
    with pytest.raises(FetchError) as caught:
        guard.check_url(f"http://{literal}/")
    assert caught.value.kind == "refused"
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with pytest.raises(RefusedAddress):
        guard.open_socket((family, socket.SOCK_STREAM, 0, "", (address, 80)))


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_allowed(address: str) -> None:
    assert AddressGuard().allows(ipaddress.ip_address(address))
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with AddressGuard().open_socket((family, socket.SOCK_STREAM, 0, "", (address, 80))) as opened:
        assert opened.family == family


ODD = [
    *("http://2130706433/", "http://0x7f000001/", "http://0x7f.1/", "http://017700000001/", "http://127.1/"),
    *("http://0177.0.0.1/", "http://127.0.0.1./", "http://0/", "http://[::ffff:7f00:1]/", "http://[fe80::1%25eth0]/"),
    *("ftp://example.org/", "file:///etc/passwd", "http:///x", "http://", "gopher://x/", "http://[::1", "//x/"),
    *("http://example.org:0/", "http://example.org:99999/"),
]


@pytest.mark.parametrize("url", ODD)
def test_an_odd_address_is_refused_before_anything_is_looked_up(url: str) -> None:
    with pytest.raises(FetchError) as caught:
        AddressGuard().check_url(url)
    assert caught.value.kind == "refused"


@pytest.mark.parametrize("url", ["https://example.org/", "http://8.8.8.8/", "https://user:x@example.org:8443/a"])
def test_an_ordinary_url_passes(url: str) -> None:
    AddressGuard().check_url(url)


def test_a_network_can_be_allowed_and_only_that() -> None:
    guard = AddressGuard(("127.0.0.2/32", "fd00::/8"))
    assert guard.allows(ipaddress.ip_address("127.0.0.2"))
    assert guard.allows(ipaddress.ip_address("::ffff:127.0.0.2"))
    assert guard.allows(ipaddress.ip_address("fd00:ec2::254"))
    assert not guard.allows(ipaddress.ip_address("127.0.0.1"))


def test_a_malformed_network_is_a_configuration_error() -> None:
    with pytest.raises(ConfigurationError, match="allow_networks"):
        AddressGuard(("10.0.0.1/8",))


def test_a_name_that_resolves_to_a_private_address_is_refused() -> None:
    async def resolve(guard: AddressGuard) -> list[str]:
        return [one["host"] for one in await guard.resolver().resolve("localhost", 80, socket.AF_UNSPEC)]

    with pytest.raises(RefusedAddress, match="localhost"):
        asyncio.run(resolve(AddressGuard()))
    assert asyncio.run(resolve(AddressGuard(("127.0.0.0/8",)))) == ["127.0.0.1"]
