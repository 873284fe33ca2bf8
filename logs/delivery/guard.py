"""Which addresses a webhook may reach: public ones, and the networks that the operator allows by setting.

Whoever may write a webhook's address could otherwise have the worker ask what only it can reach: our own servers, the
neighbours', or a cloud's metadata.
"""

import socket
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

from logs.errors import NotDelivered, Refused

# Forms of IPv6 address that carry an IPv4 one: a translator on the way may unpack it. RFC 6052; RFC 3056; RFC 4380.
_NAT64: Final = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))


def resolve(host: str, port: int, *, allowed: Sequence[str]) -> str:
    """Return an address of ``host`` to connect to; every one that the name stands for is looked at.

    The caller connects to what is returned and asks no resolver again, so a name can't become another host in between.

    Raises:
        NotDelivered: the name isn't known.
        Refused: one of the addresses is neither public nor in one of the ``allowed`` networks.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotDelivered(f"{host} isn't known: {error}") from error
    addresses = [str(entry[4][0]).partition("%")[0] for entry in found]
    for address in addresses:
        if not is_allowed(address, allowed=allowed):
            raise Refused(
                f"{host} is {address}, which isn't public; ALERTS_WEBHOOK_NETWORKS names networks that may be asked"
            )
    return addresses[0]


def is_allowed(address: str, *, allowed: Sequence[str]) -> bool:
    """Whether ``address`` is public, or in one of the ``allowed`` networks (``10.1.0.0/16``)."""
    for candidate in _meanings(ip_address(address)):
        named = any(candidate in ip_network(network, strict=False) for network in allowed)
        if not named and not _is_public(candidate):
            return False
    return True


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    return address.is_global and not address.is_multicast and not address.is_reserved


def _meanings(address: IPv4Address | IPv6Address) -> list[IPv4Address | IPv6Address]:
    """Return what must be allowed for ``address`` to be: the IPv4 addresses inside of it, else itself."""
    if isinstance(address, IPv4Address):
        return [address]
    if address.ipv4_mapped:
        return [address.ipv4_mapped]
    if address.sixtofour:
        return [address.sixtofour]
    if address.teredo:
        return [address, *address.teredo]
    if any(address in network for network in _NAT64):
        return [IPv4Address(int(address) & 0xFFFFFFFF)]
    return [address]
