"""How often one key and one address may ask: a bucket of tokens each, kept in this process.

No server is asked, so nothing here can be slow or down. Every web process counts for itself; what must hold across
many machines belongs to the proxy before them.
"""

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from stories.api.problems import plain

REMEMBERED = 20_000
"""Buckets at most. The one that was asked longest ago is forgotten first, and it is the fullest of them."""


@dataclass(frozen=True, slots=True)
class Rate:
    """burst: as many at once; per_second: so many come back."""

    per_second: float
    burst: int

    @property
    def window(self) -> int:
        """Seconds until an empty bucket is full."""
        return math.ceil(self.burst / self.per_second)


@dataclass(slots=True)
class Bucket:
    tokens: float
    at: float


@dataclass(frozen=True, slots=True)
class Left:
    """What one bucket said: whether the request may pass, how many more may, and when."""

    policy: str
    rate: Rate
    passes: bool
    tokens: float

    @property
    def headers(self) -> dict[str, str]:
        """As the IETF's draft of RateLimit fields has them."""
        full_in = math.ceil((self.rate.burst - self.tokens) / self.rate.per_second)
        return {
            "RateLimit-Policy": f'"{self.policy}";q={self.rate.burst};w={self.rate.window}',
            "RateLimit": f'"{self.policy}";r={int(self.tokens)};t={full_in}',
        }

    @property
    def wait(self) -> int:
        return max(1, math.ceil((1 - self.tokens) / self.rate.per_second))


class Buckets:
    """Thread-safe. now: seconds of a clock that never goes back."""

    def __init__(self) -> None:
        self._buckets: OrderedDict[tuple[str, str], Bucket] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, policy: str, whose: str, rate: Rate, now: float) -> Left:
        """One token, if there is one. A refusal costs nothing, so whoever waits gets through."""
        with self._lock:
            bucket = self._buckets.pop((policy, whose), None) or Bucket(rate.burst, now)
            bucket.tokens = min(rate.burst, bucket.tokens + (now - bucket.at) * rate.per_second)
            bucket.at = now
            passes = bucket.tokens >= 1
            if passes:
                bucket.tokens -= 1
            self._buckets[policy, whose] = bucket
            while len(self._buckets) > REMEMBERED:
                self._buckets.popitem(last=False)
            return Left(policy, rate, passes, bucket.tokens)

    def __len__(self) -> int:
        return len(self._buckets)


class Limits:
    """Middleware, after the one that knows the real address and before everything that costs.

    The address comes first, so that a thousand made-up keys are no way around it.
    """

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer
        self.buckets = Buckets()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith("/api/"):
            return self.answer(request)
        now = time.monotonic()
        left = self.buckets.take("address", request.META.get("REMOTE_ADDR", ""), Rate(*settings.API_RATE_ADDRESS), now)
        if left.passes and (given := request.META.get("HTTP_AUTHORIZATION", "")):
            named = sha256(given.encode("utf-8", "surrogateescape")).hexdigest()
            left = self.buckets.take("key", named, Rate(*settings.API_RATE_KEY), now)
        response = self.answer(request) if left.passes else _refused(request, left)
        for name, value in left.headers.items():
            response[name] = value
        return response


def _refused(request: HttpRequest, left: Left) -> HttpResponse:
    response = plain(request, 429, "rate-limited", f"Too many requests from one {left.policy}; wait {left.wait} s.")
    response["Retry-After"] = str(left.wait)
    return response
