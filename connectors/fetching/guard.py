"""Refuse to connect to addresses that are not on the public internet."""

import ipaddress
import re
import socket
from collections.abc import Iterable
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from aiohttp.abc import AbstractResolver, ResolveResult

from connectors.fetching.lookup import Lookup
from connectors.trouble import FetchError
from schemas.errors import ConfigurationError

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
AddressInfo: TypeAlias = tuple[Any, Any, int, str, Any]

_NEVER = tuple(
    ipaddress.ip_network(network)
    for network in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24"),
        *("203.0.113.0/24", "224.0.0.0/3", "::/127", "64:ff9b:1::/48", "100::/63", "2001:2::/48", "2001:db8::/32"),
        *("3fff::/20", "5f00::/16", "fc00::/7", "fe80::/9", "ff00::/8"),
        # A metadata service on a public address: https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16
        "168.63.129.16/32",
    )
)
"""Special-purpose networks of the IANA registries for IPv4 and IPv6, multicast, and one metadata service."""

_TRANSLATED = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("::ffff:0:0:0/96"))
"""NAT64 (RFC 6052), and its predecessor SIIT (RFC 2765)."""

_NUMERIC = re.compile(r"(?:0[xX][0-9a-fA-F]*|[0-9]+)(?:\.(?:0[xX][0-9a-fA-F]*|[0-9]*))*\.?")


class RefusedAddress(OSError):
    """An address that must not be connected to; an OSError, as connecting raises."""


class AddressGuard:
    """Knows which addresses may be connected to: public ones, and those of `allow_networks`.

    `check_url` looks at what a URL says, `resolver` at what its host resolves to, `open_socket` at the very
    address that a connection goes to; the last holds whatever the others were told.
    """

    def __init__(self, allow_networks: Iterable[str] = ()) -> None:
        try:
            self._allowed = tuple(ipaddress.ip_network(network) for network in allow_networks)
        except ValueError as error:
            raise ConfigurationError(f"allow_networks: {error}; write networks like 10.1.0.0/16") from error

    def check_url(self, url: str) -> None:
        """Raise FetchError `refused` for a URL that is not http(s), or whose host is a refused address."""
        try:
            parts = urlsplit(url)
            host = parts.hostname or ""
            valid = parts.scheme in ("http", "https") and bool(host) and parts.port != 0
        except ValueError:
            valid, host = False, ""
        if not valid:
            raise FetchError("refused", f"{_told(url)!r} is no http or https address")
        address = _literal(host)
        if address is not None and not self.allows(address):
            raise FetchError("refused", f"{host} is not on the public internet; allow_networks can allow it")
        if address is None and _NUMERIC.fullmatch(host):
            raise FetchError("refused", f"{host} is an address in an odd form")

    def allows(self, address: Address) -> bool:
        """Say whether an address may be connected to."""
        if any(address in network for network in self._allowed):
            return True
        inner = _embedded(address)
        if inner is not None:
            return self.allows(inner)
        return not any(address in network for network in _NEVER) and not address.is_multicast

    def resolver(self) -> AbstractResolver:
        """Return a resolver that gives refused addresses to nobody."""
        return _GuardedResolver(self)

    def open_socket(self, info: AddressInfo) -> socket.socket:
        """Return a socket for one address, or raise RefusedAddress."""
        family, kind, protocol, _, target = info
        address = _literal(str(target[0]))
        if address is None or not self.allows(address):
            raise RefusedAddress(f"{target[0]} is not on the public internet; allow_networks can allow it")
        return socket.socket(family, kind, protocol)


class _GuardedResolver(AbstractResolver):
    def __init__(self, guard: AddressGuard) -> None:
        self._guard = guard
        self._resolver = Lookup()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._resolver.resolve(host, port, family)
        allowed = [one for one in found if self._allows(one["host"])]
        if found and not allowed:
            raise RefusedAddress(f"{host} is {found[0]['host']}, which is not on the public internet")
        return allowed

    async def close(self) -> None:
        await self._resolver.close()

    def _allows(self, host: str) -> bool:
        address = _literal(host)
        return address is not None and self._guard.allows(address)


def _told(url: str) -> str:
    """Return an address without user, password and query, whatever is wrong with it."""
    return re.sub(r"(?<=//)[^/]*@", "", url.partition("?")[0])[:200]


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return None


def _embedded(address: Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address that an IPv6 address leads to: mapped, compatible, 6to4, Teredo, translated."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    teredo = address.teredo
    if any(address in network for network in _TRANSLATED) or (int(address) >> 32 == 0 and int(address) > 1):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None)
