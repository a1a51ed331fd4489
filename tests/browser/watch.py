"""Listens to a page: what a browser complains of, and whom the page talks to."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response, WebError

LOUD = {"error", "warning"}
QUIET = {"data", "blob", "about"}


class Watch:
    """Complaints of one context: console errors (violations of the CSP among them), exceptions, requests that failed or
    were answered with 400 and above, and requests that went elsewhere than to the service.
    """

    def __init__(self, context: BrowserContext, *, ours: set[str]) -> None:
        self._ours = ours
        self._allowed: list[str] = []
        self._heard: list[str] = []
        context.on("console", self._console)
        context.on("weberror", self._exception)
        context.on("request", self._request)
        context.on("requestfailed", self._failed)
        context.on("response", self._response)

    def allow(self, pattern: str) -> None:
        """A complaint that the test means to provoke; a regular expression searched in what `complaints` says."""
        self._allowed.append(pattern)

    @property
    def complaints(self) -> list[str]:
        return [one for one in self._heard if not any(re.search(pattern, one) for pattern in self._allowed)]

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in LOUD:
            self._heard.append(f"console {message.type}: {message.text} ({message.location.get('url', '')})")

    def _exception(self, error: WebError) -> None:
        self._heard.append(f"exception: {error.error}")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in QUIET and f"{parts.scheme}://{parts.netloc}" not in self._ours:
            self._heard.append(f"third party: {request.method} {request.url}")

    def _failed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # a stream or a fetch that ended with its page
            self._heard.append(f"failed: {request.method} {request.url}: {request.failure}")

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            self._heard.append(f"answered {response.status}: {response.request.method} {response.url}")
