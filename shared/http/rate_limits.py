"""HTTP: how often one client address may call what needs no login. In memory, bounded, per process.

The address is the one the server sees: behind a proxy, uvicorn takes it from X-Forwarded-For where
FORWARDED_ALLOW_IPS names that proxy. The proxy's own limit comes first; this is the second lock.
"""

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from ipaddress import IPv6Address, IPv6Network, ip_address

from limits import RateLimitItemPerMinute
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter

from shared.kernel.refusals import Refusal

PER_MINUTE = 120
ADDRESSES_MAX = 10_000
UNKNOWN_ADDRESS = "unknown"
_IPV6_PREFIX = 64  # one subscriber holds a whole /64


class TooManyRequests(Refusal):
    """This address has called too often in the last minute (429). Facts: ``retry_after_seconds``."""


class BoundedMemory(Storage):
    """Counters of the current windows. The oldest window gives way when there are too many."""

    def __init__(self, keys_max: int = ADDRESSES_MAX, now: Callable[[], float] = time.time) -> None:
        super().__init__(None)
        self._keys_max, self.now = keys_max, now
        self._windows: OrderedDict[str, tuple[int, float]] = OrderedDict()  # count, end

    @property
    def base_exceptions(self) -> type[Exception]:
        return ValueError

    def __len__(self) -> int:
        return len(self._windows)

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count into the key's window, which begins with its first call."""
        count, ends_at = self._windows.get(key, (0, 0.0))
        if ends_at <= self.now():
            self._windows.pop(key, None)
            count, ends_at = 0, self.now() + expiry
        self._windows[key] = (count + amount, ends_at)
        if len(self._windows) > self._keys_max:
            self._windows.popitem(last=False)
        return count + amount

    def get(self, key: str) -> int:
        count, ends_at = self._windows.get(key, (0, 0.0))
        return count if ends_at > self.now() else 0

    def get_expiry(self, key: str) -> float:
        return self._windows.get(key, (0, self.now()))[1]

    def check(self) -> bool:
        return True

    def reset(self) -> int:
        count = len(self._windows)
        self._windows.clear()
        return count

    def clear(self, key: str) -> None:
        self._windows.pop(key, None)


class ClientLimiter:
    """Admits an address ``per_minute`` times in each window of its own."""

    def __init__(self, per_minute: int = PER_MINUTE, storage: BoundedMemory | None = None) -> None:
        self._item = RateLimitItemPerMinute(per_minute)
        self._storage = BoundedMemory() if storage is None else storage
        self._limiter = FixedWindowRateLimiter(self._storage)

    def admit(self, address: str | None) -> None:
        """Count one call. Raises TooManyRequests."""
        key = subscriber_of(address)
        if not self._limiter.hit(self._item, key):
            ends_at = self._storage.get_expiry(self._item.key_for(key))
            seconds = max(1, math.ceil(ends_at - self._storage.now()))
            raise TooManyRequests(retry_after_seconds=seconds)


def subscriber_of(address: str | None) -> str:
    """The address, or the /64 of an IPv6 address, within which a subscriber may move freely."""
    try:
        parsed = ip_address(address or "")
    except ValueError:
        return UNKNOWN_ADDRESS
    if isinstance(parsed, IPv6Address):
        return str(IPv6Network((parsed, _IPV6_PREFIX), strict=False))
    return str(parsed)
