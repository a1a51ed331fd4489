"""Manners outside: one server is asked at most so often by the whole house, and its robots.txt is kept.

The database is touched by the caller's thread alone; `visit` runs in threads and touches nothing.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from time import monotonic
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from protego import Protego

from stories.application.threads import aside
from stories.gateways.addresses import GUARD, AddressRefused, Guard
from stories.gateways.fetching import AGENT, DEADLINE_SECONDS, Conditions, Fetched, NotFetched, fetch
from stories.models import Host

ROBOTS_KEPT = timedelta(hours=24)
ROBOTS_RETRY = timedelta(minutes=10)  # after a robots.txt that could not be had
ROBOTS_LIMIT = 500 * 1024
LONGEST_DELAY = 60.0  # of a Crawl-delay: a feed that asks for an hour is asked once an hour anyway

_TURN = """
INSERT INTO stories_host AS host (name, free_at, robots, refused)
VALUES (%(name)s, %(at)s + make_interval(secs => %(pause)s), '', FALSE)
ON CONFLICT (name) DO UPDATE SET free_at = %(at)s + make_interval(secs => %(pause)s)
WHERE host.free_at <= %(at)s OR host.free_at > %(at)s + interval '2 minutes' OR %(pause)s = 0
RETURNING TRUE
"""


def house_guard() -> Guard:
    """The guard of everything that is fetched: the public internet, and what NEWSROOM_FETCH_INSIDE names."""
    return replace(GUARD, allow=frozenset(settings.NEWSROOM_FETCH_INSIDE))


@dataclass(frozen=True, slots=True)
class Robots:
    """What a server's robots.txt says. refused: it could not be had, so everything is closed for a while."""

    text: str = ""
    refused: bool = False

    def allows(self, url: str) -> bool:
        return not self.refused and bool(Protego.parse(self.text).can_fetch(url, AGENT))

    def delay(self) -> float:
        """Seconds between two requests that the server asks for; 0 where it does not."""
        found = Protego.parse(self.text).crawl_delay(AGENT) if self.text else None
        return min(float(found), LONGEST_DELAY) if found else 0.0


@dataclass(frozen=True, slots=True)
class Visit:
    """fetched or problem, one of them. robots: what was read on the way, to be kept; None where it was known.

    closed: robots.txt forbids this address.
    """

    fetched: Fetched | None
    problem: NotFetched | None
    robots: Robots | None
    milliseconds: int


def host_of(url: str) -> str:
    """The server that an address names, for taking turns: host and port, in lower case."""
    return urlsplit(url).netloc.rsplit("@", 1)[-1].lower()[:300]


def turn(url: str, at: datetime, *, pause: float) -> bool:
    """Whether this server may be asked now; if so nobody else asks it for `pause` seconds.

    A turn more than two minutes ahead was written by a clock that was wrong. Where there is no pause there are no
    turns: two processes may ask in the same instant.
    """
    name = host_of(url)
    known = Host.objects.filter(pk=name).first()
    wait = max(pause, _robots_of(known).delay()) if known else pause
    with connection.cursor() as cursor:
        cursor.execute(_TURN, {"name": name, "at": at, "pause": wait})
        return cursor.fetchone() is not None


def known_robots(url: str, at: datetime) -> Robots | None:
    """What we know of the server's robots.txt; None where it is to be asked (again)."""
    host = Host.objects.filter(pk=host_of(url)).first()
    if host is None or host.robots_at is None:
        return None
    kept = ROBOTS_RETRY if host.refused else ROBOTS_KEPT
    return _robots_of(host) if abs(at - host.robots_at) < kept else None


def keep_robots(url: str, robots: Robots, at: datetime) -> None:
    Host.objects.filter(pk=host_of(url)).update(
        robots=robots.text.replace("\0", ""), refused=robots.refused, robots_at=at
    )


def _robots_of(host: Host) -> Robots:
    return Robots(host.robots, host.refused)


@aside()  # whoever waits for the outside holds up nobody at the desk
def visit(
    url: str,
    *,
    accept: str,
    conditions: Conditions,
    robots: Robots | None,
    guard: Guard,
    at: datetime,
    seconds: float = DEADLINE_SECONDS,
) -> Visit:
    """One polite GET within `seconds`, robots.txt included. Never raises for what the other side does."""
    begun = monotonic()
    try:
        guard.named(url)
    except AddressRefused as exc:
        return Visit(None, NotFetched(exc.code, str(exc)), None, 0)
    read = _read_robots(url, guard, at, seconds) if robots is None else None
    rules = read or robots or Robots()
    fetched = problem = None
    if rules.refused:
        problem = NotFetched("robots-unreachable", "robots.txt cannot be had; nothing is asked until it can")
    elif not rules.allows(url):
        problem = NotFetched("robots-disallow", "robots.txt does not allow this address")
    else:
        try:
            left = max(begun + seconds - monotonic(), 0.01)
            fetched = fetch(url, guard=guard, at=at, accept=accept, conditions=conditions, seconds=left)
        except NotFetched as exc:
            problem = exc
    return Visit(fetched, problem, read, int((monotonic() - begun) * 1000))


def _read_robots(url: str, guard: Guard, at: datetime, seconds: float) -> Robots:
    """RFC 9309: none or a client's error means everything is open; a server's error or no answer, nothing."""
    parts = urlsplit(url)
    address = f"{parts.scheme}://{host_of(url)}/robots.txt"
    try:
        found = fetch(address, guard=guard, at=at, accept="text/plain", limit=ROBOTS_LIMIT, seconds=seconds)
    except NotFetched:
        return Robots(refused=True)
    if found.status == 200:
        return Robots(found.body.decode("utf-8", "replace"))
    return Robots(refused=found.status >= 500 or found.status == 429)
