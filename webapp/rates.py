"""How often may one address ask? A bucket of tokens for each: an answer takes one, and time puts them back."""

from __future__ import annotations

import threading
from collections import OrderedDict
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

MOST_CLIENTS: Final = 10_000  # buckets kept; whoever has not asked for the longest time is forgotten first
HOUSEHOLD: Final = 64  # bits of an IPv6 address that one subscriber has


class Rate:
    """``per_minute`` answers to each client in the long run, and as many as ``burst`` at once. Safe in threads."""

    def __init__(self, per_minute: int, burst: int, most_clients: int = MOST_CLIENTS) -> None:
        self._per_second, self._burst, self._most = per_minute / 60, float(burst), most_clients
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()  # tokens, and when they were counted
        self._lock = threading.Lock()

    def wait(self, client: str, now: float) -> float:
        """Take a token: 0 when there was one, else the seconds until there is. ``now``: seconds of a steady clock."""
        with self._lock:
            left, counted = self._buckets.pop(client, (self._burst, now))
            tokens = min(self._burst, left + (now - counted) * self._per_second)
            taken = tokens >= 1
            self._buckets[client] = (tokens - 1 if taken else tokens, now)
            if len(self._buckets) > self._most:
                self._buckets.popitem(last=False)
        return 0.0 if taken else (1 - tokens) / self._per_second

    def __len__(self) -> int:
        """How many clients are remembered."""
        return len(self._buckets)


def client_of(address: str | None) -> str | None:
    """Whom an address stands for; None for this machine itself, and where there is no address (a Unix socket).

    All addresses of an IPv6 household are one client: it has 2^64 of them.
    """
    try:
        known = ip_address(address or "")
    except ValueError:
        return None
    if isinstance(known, IPv6Address):
        known = known.ipv4_mapped or known
    if known.is_loopback:
        return None
    if isinstance(known, IPv6Address):
        return str(ip_network((int(known), HOUSEHOLD), strict=False))
    return str(known)
