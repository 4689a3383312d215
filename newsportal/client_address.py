"""Whose request it is: the peer's address, or what a trusted proxy says it is.

The address is used for limits at once and is neither stored nor logged.
"""

import ipaddress
from datetime import UTC
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@lru_cache(maxsize=8)
def _networks(cidrs: tuple[str, ...]) -> tuple[Network, ...]:
    return tuple(ipaddress.ip_network(cidr.strip(), strict=False) for cidr in cidrs)


def parse_address(text: str) -> Address | None:
    """The address in `text`, without a port or brackets; None when there is none."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    return mapped or address


def client_address(request: HttpRequest) -> str:
    """The reader's address, for limits alone; empty when the server knows none.

    X-Forwarded-For is read from its end, and only as far as each hop is in TRUSTED_PROXIES:
    whatever a reader writes in front of it counts for nothing.
    """
    address = parse_address(request.META.get("REMOTE_ADDR", ""))
    if address is None:
        return ""
    trusted = _networks(tuple(settings.TRUSTED_PROXIES))
    for hop in reversed(request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")):
        if not any(address in network for network in trusted):
            break
        earlier = parse_address(hop)
        if earlier is None:
            break
        address = earlier
    return str(address)


def login_address(request: HttpRequest) -> str:
    """What stands for the address where logins are counted: a hash of its /24 or /64.

    Salted anew each day, and written as a local IPv6 address, since the column takes no other.
    """
    address = parse_address(client_address(request))
    if address is None:
        return ""
    bits = 24 if address.version == 4 else 64
    network = ipaddress.ip_network(f"{address}/{bits}", strict=False)
    day = timezone.now().astimezone(UTC).date()
    digest = salted_hmac(f"login {day}", str(network), algorithm="sha256").digest()
    return str(ipaddress.IPv6Address(b"\xfd" + digest[:15]))


def client_network(request: HttpRequest) -> str:
    """The reader's neighbourhood: the next address of a household counts with it.

    Of IPv4 the /24. Of IPv6 the /56, the most that a provider gives one household as a rule (RIPE
    690); whoever holds a /48 has 256 of them, which the limits per story catch.
    """
    address = parse_address(client_address(request))
    if address is None:
        return ""
    bits = 24 if address.version == 4 else 56
    return str(ipaddress.ip_network(f"{address}/{bits}", strict=False))
