"""A real browser on a real service: Debian's chromium, driven by playwright, on `manage.py up` with its own data.

**One service for all files.** It is started, peopled and played by the first test that wants it (about half a minute)
and stopped at the end of the session. Under xdist every test of this folder goes to one worker (`tests/conftest.py`),
so there is one start whatever the number of files. The service is shared: a test that decides something makes its own
story (`stage.client().post(...)`) and leaves the demo's alone; a test that only looks may look at the demo's.

**One browser for a file.** Playwright keeps an event loop running in the thread, in which Django's ORM refuses to work;
so it is started and stopped with each file (under a second), and tests here speak to the service through the API alone.

Without a chromium the tests are skipped with the reason; SLUGLINE_REFUSE_SKIPS=1 makes that a failure. CHROMIUM names
one that lies elsewhere. SLUGLINE_SCREENSHOTS names a folder where `look` leaves its pictures.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.stage import Stage, staged
from tests.browser.watch import Watch

Scheme = Literal["light", "dark"]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PATIENCE = 30_000  # milliseconds, for a page that waits for something on a machine with much to do
expect.set_options(timeout=PATIENCE)
COLOURS = ["color-contrast", "link-in-text-block"]  # all that another colour scheme can change about a page


@dataclass(frozen=True, slots=True)
class Look:
    """How a page is looked at; `each_look` gives the three that every screen must stand."""

    scheme: Scheme
    width: int

    def __str__(self) -> str:
        return f"{self.scheme}-{self.width}"


WIDE, DARK, NARROW = Look("light", 1280), Look("dark", 1280), Look("light", 320)


class Visits:
    """Opens pages, each in a context with its own cookies; at the end of the test none may have complained."""

    def __init__(self, browser: Browser, stage: Stage, sessions: dict[str, Any]) -> None:
        self._browser = browser
        self._stage = stage
        self._sessions = sessions
        self._open: list[tuple[BrowserContext, Watch]] = []

    def __call__(self, person: str | None = None, *, look: Look = WIDE, **options: Any) -> Page:
        """A blank page whose `goto` takes paths. person: who is logged in at the desk; None: a reader.

        options go to playwright's `new_context`: locale, timezone_id, java_script_enabled, reduced_motion ...
        """
        if person is not None and person not in self._sessions:
            self._sessions[person] = self._log_in(person)
        chosen: dict[str, Any] = {
            "base_url": self._stage.address,
            "color_scheme": look.scheme,
            "viewport": {"width": look.width, "height": 900},
            "locale": "en-GB",
            "timezone_id": "Europe/Berlin",
            "storage_state": self._sessions.get(person) if person else None,
        }
        context = self._browser.new_context(**chosen | options)
        context.set_default_timeout(PATIENCE)
        self._open.append((context, Watch(context, ours={self._stage.address, self._stage.live_address})))
        return context.new_page()

    def allow(self, pattern: str) -> None:
        """For all pages open now: complaints with this pattern are what the test is about ("409", "offline")."""
        for _, watch in self._open:
            watch.allow(pattern)

    @property
    def complaints(self) -> list[str]:
        """So far."""
        return [one for _, watch in self._open for one in watch.complaints]

    def close(self) -> list[str]:
        complaints = []
        for context, watch in self._open:
            context.close()
            complaints += watch.complaints
        return complaints

    def _log_in(self, person: str) -> Any:
        with self._browser.new_context(base_url=self._stage.address) as context:
            page = context.new_page()
            page.goto("/admin/login/")
            page.fill("input[name=username]", person)
            page.fill("input[name=password]", self._stage.people[person]["password"])
            page.click("[type=submit]")
            page.wait_for_url(lambda url: "/login/" not in url, timeout=PATIENCE)
            return context.storage_state()


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the browser."""
    named = os.environ.get("CHROMIUM", "")
    found = shutil.which(named) if named else next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip(f"no browser: {named or 'chromium'} is not there; install chromium or name one in CHROMIUM")
    return found


@pytest.fixture(scope="session")
def stage(chromium: str) -> Iterator[Stage]:
    with staged(os.environ) as one:
        yield one


@pytest.fixture(scope="session")
def sessions() -> dict[str, Any]:
    """Who logged in already, with her cookies."""
    return {}


@pytest.fixture(scope="module")
def browser(chromium: str, stage: Stage) -> Iterator[Browser]:
    options = ["--disable-dev-shm-usage"]  # a container's /dev/shm is small
    if os.geteuid() == 0:
        options.append("--no-sandbox")  # chromium refuses to be root otherwise
    with sync_playwright() as playwright:
        one = playwright.chromium.launch(executable_path=chromium, args=options)
        yield one
        one.close()


@pytest.fixture
def visit(browser: Browser, stage: Stage, sessions: dict[str, Any]) -> Iterator[Visits]:
    """`visit("editor", look=DARK).goto("/admin/")`; the test fails if any page of it complained."""
    visits = Visits(browser, stage, sessions)
    yield visits
    complaints = visits.close()
    assert not complaints, "\n".join(complaints)


@pytest.fixture
def page(visit: Visits) -> Page:
    """A reader's page, wide and light."""
    return visit()


@pytest.fixture(params=[WIDE, DARK, NARROW], ids=str)
def each_look(request: pytest.FixtureRequest) -> Look:
    """Light, dark, and 320 pixels wide: `visit("editor", look=each_look)`."""
    look: Look = request.param
    return look


@pytest.fixture(scope="session")
def accessible() -> Callable[[Page], None]:
    """`accessible(page)`: axe finds nothing, by WCAG 2.2 AA and best practice, and nothing scrolls sideways.

    Of a dark page the colours are looked at: in everything else it is the light one."""
    axe = Axe()

    def check(page: Page) -> None:
        dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
        rules = {"type": "rule", "values": COLOURS} if dark else {"type": "tag", "values": RULES}
        options = {"runOnly": rules, "resultTypes": ["violations"]}
        found = axe.run(page, options=options).response["violations"]
        told = [
            f"{one['id']} ({one['impact']}): {one['help']}\n"
            + "\n".join(f"    {node['html'][:160]}\n    {node['failureSummary']}" for node in one["nodes"][:5])
            for one in found
        ]
        assert not told, f"{page.url}\n" + "\n".join(told)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{page.url} is {wide} px wider than its window"

    return check


@pytest.fixture(scope="session")
def look() -> Callable[[Page, str], None]:
    """`look(page, "desk-dark-1280")`: a picture of the whole page for people to look at, where a folder is named."""
    folder = os.environ.get("SLUGLINE_SCREENSHOTS")

    def take(page: Page, name: str) -> None:
        if folder:
            path = Path(folder) / f"{name}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=path, full_page=True)

    return take
