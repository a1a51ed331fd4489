"""A news server on loopback: pages by path, changed while a test runs; remembers who asked for what."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from stories.gateways.addresses import GUARD, Guard


@dataclass
class Answer:
    """status 0 hangs until the server closes. delay: seconds before the answer."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0


@dataclass
class NewsServer:
    """pages: by path. validators: answers carry an ETag and follow If-None-Match."""

    port: int = 0
    pages: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    validators: bool = True
    closing: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def guard(self) -> Guard:
        return replace(GUARD, allow=frozenset({("127.0.0.1", self.port)}))

    def put(self, path: str, body: str | bytes, *, status: int = 200, **headers: str) -> str:
        """The page's address. Underscores in header names are hyphens."""
        raw = body.encode() if isinstance(body, str) else body
        self.pages[path] = Answer(raw, status, {name.replace("_", "-"): value for name, value in headers.items()})
        return self.url + path

    def times(self, path: str) -> int:
        return sum(1 for asked, _ in self.asked if asked == path)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def handle_error(self, *_: Any) -> None:
        """Whoever hangs up is no news."""


@contextmanager
def news_server() -> Iterator[NewsServer]:
    news = NewsServer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            news.asked.append((self.path, headers))
            answer = news.pages.get(self.path, Answer(status=404))
            if answer.status == 0:
                news.closing.wait(60)
                return
            news.closing.wait(answer.delay)
            etag = f'"{sha256(answer.body).hexdigest()[:16]}"'
            known = news.validators and answer.status == 200 and headers.get("if-none-match") == etag
            self.send_response(304 if known else answer.status)
            if news.validators and answer.status == 200:
                self.send_header("ETag", etag)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0" if known else str(len(answer.body)))
            self.end_headers()
            if not known:
                self.wfile.write(answer.body)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = _Server(("127.0.0.1", 0), Handler)
    news.port = server.server_port
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield news
    finally:
        news.closing.set()
        server.shutdown()
        server.server_close()


def rss(*items: str, title: str = "Harrow Herald") -> str:
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title>{"".join(items)}</channel></rss>'


def item(guid: str, *, title: str = "", text: str = "", link: str = "") -> str:
    return (
        f"<item><guid isPermaLink='false'>{guid}</guid><title>{title or guid}</title><link>{link}</link>"
        f"<description>{text or f'What {guid} has to tell.'}</description></item>"
    )
