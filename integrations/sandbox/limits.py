"""How many calls a second a shop may make. Real seconds: pacing is about real load."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

RATE = 10.0
BURST = 20.0


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


class Limiter:
    """A token bucket per shop, kept in memory: a restart starts with full buckets."""

    def __init__(self, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        """Start with every bucket full."""
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._buckets: dict[int, _Bucket] = {}
        self._rates: dict[int, tuple[float, float]] = {}

    def configure(self, *, rate: float, burst: float, shop_id: int = 0) -> None:
        """Set calls per second and burst for one shop, or for all others with 0. Rate 0: none."""
        with self._lock:
            self._rates[shop_id] = (rate, burst)
            self._buckets.clear()

    def reset(self) -> None:
        """Full buckets and default rates."""
        with self._lock:
            self._buckets.clear()
            self._rates.clear()

    def allows(self, *, shop_id: int) -> bool:
        """Spend one call of this shop, if there is one."""
        with self._lock:
            rate, burst = self._rates.get(shop_id, self._rates.get(0, (RATE, BURST)))
            if rate <= 0:
                return True
            now = self._monotonic()
            bucket = self._buckets.setdefault(shop_id, _Bucket(burst, now))
            bucket.tokens = min(burst, bucket.tokens + (now - bucket.at) * rate)
            bucket.at = now
            if bucket.tokens < 1:
                return False
            bucket.tokens -= 1
            return True
