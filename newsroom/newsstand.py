"""A small local news server: outlets with feeds and pages that change as a script has it, for watching sources live."""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Json = Mapping[str, Any]
KINDS = {"rss": "application/rss+xml", "atom": "application/atom+xml", "json": "application/feed+json"}


@dataclass(slots=True)
class Piece:
    """An article as it stands on its outlet's page. gone: the page answers 410."""

    slug: str
    title: str
    summary: str
    text: list[str]
    published: datetime
    gone: bool = False


@dataclass(slots=True)
class Outlet:
    name: str
    feed: str
    pieces: dict[str, Piece] = field(default_factory=dict)
    down: bool = False


class Newsstand:
    """What all outlets show at this moment. `take` moves it on by one moment of the script."""

    def __init__(self, script: Json) -> None:
        self.outlets = {key: Outlet(one["name"], one["feed"]) for key, one in script["outlets"].items()}
        self._lock = threading.Lock()

    def take(self, moment: Json) -> str:
        """Does what one of the outlets does, and says it in a line."""
        outlet = self.outlets[moment["outlet"]]
        with self._lock:
            match moment["do"]:
                case "publish":
                    piece = Piece(
                        moment["slug"], moment["title"], moment["summary"], list(moment["text"]), datetime.now(UTC)
                    )
                    outlet.pieces[piece.slug] = piece
                    return f"{outlet.name} publishes: {piece.title}"
                case "revise":
                    return f"{outlet.name} changes a page: {_revise(outlet.pieces[moment['slug']], moment)}"
                case "withdraw":
                    outlet.pieces[moment["slug"]].gone = True
                    return f"{outlet.name} takes a page away: {outlet.pieces[moment['slug']].title}"
                case "down" | "up" as turn:
                    outlet.down = turn == "down"
                    return f"{outlet.name}'s server is {turn}"
                case other:
                    raise ValueError(f"no outlet can {other!r}")

    def feed_path(self, key: str) -> str:
        return f"/{key}/feed.{self.outlets[key].feed}"

    def answer(self, path: str, base: str) -> tuple[int, str, bytes]:
        """Status, media type and body for a path. base: the address of this server."""
        key, _, name = path.strip("/").partition("/")
        with self._lock:
            outlet = self.outlets.get(key)
            if outlet is None:
                return 404, "text/plain", b"No such page."
            if outlet.down:
                return 503, "text/plain", b"Come back later."
            if path == self.feed_path(key):
                return 200, KINDS[outlet.feed], _feed(outlet, f"{base}/{key}").encode()
            piece = outlet.pieces.get(name.removesuffix(".html"))
            if piece is None:
                return 404, "text/plain", b"No such page."
            if piece.gone:
                return 410, "text/html; charset=utf-8", b"<p>This article is no longer available.</p>"
            return 200, "text/html; charset=utf-8", _page(outlet, piece).encode()


def _revise(piece: Piece, moment: Json) -> str:
    for old, new in moment["replace"].items():
        if not any(old in paragraph for paragraph in piece.text):
            raise ValueError(f"{piece.slug} does not say {old!r}")
        piece.text = [paragraph.replace(old, new) for paragraph in piece.text]
    if "append" in moment:
        piece.text.append(moment["append"])
    return "; ".join(f"{old} → {new}" for old, new in moment["replace"].items())


def _page(outlet: Outlet, piece: Piece) -> str:
    body = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in piece.text)
    return (
        f"<!doctype html><html lang=en><head><title>{escape(piece.title)}</title></head><body><header>"
        f"<a href=/>{escape(outlet.name)}</a></header><main><article><h1>{escape(piece.title)}</h1>"
        f"<time datetime={piece.published.isoformat()}></time>{body}</article></main></body></html>"
    )


def _feed(outlet: Outlet, base: str) -> str:
    living = [piece for piece in outlet.pieces.values() if not piece.gone]
    if outlet.feed == "json":
        items = [
            {"id": piece.slug, "url": f"{base}/{piece.slug}.html", "title": piece.title, "summary": piece.summary,
             "date_published": piece.published.isoformat()}
            for piece in living
        ]  # fmt: skip
        return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": outlet.name, "items": items})
    name = escape(outlet.name)
    if outlet.feed == "atom":
        entries = "".join(
            f"<entry><id>{base}/{piece.slug}</id><title>{escape(piece.title)}</title>"
            f'<link href="{base}/{piece.slug}.html"/><published>{piece.published.isoformat()}</published>'
            f"<summary>{escape(piece.summary)}</summary></entry>"
            for piece in living
        )
        return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>{name}</title>{entries}</feed>'
    entries = "".join(
        f"<item><guid>{base}/{piece.slug}</guid><title>{escape(piece.title)}</title><link>{base}/{piece.slug}.html</link>"
        f"<pubDate>{piece.published:%a, %d %b %Y %H:%M:%S} GMT</pubDate>"
        f"<description>{escape(piece.summary)}</description></item>"
        for piece in living
    )
    return f'<rss version="2.0"><channel><title>{name}</title>{entries}</channel></rss>'


@contextmanager
def serving(stand: Newsstand, port: int) -> Iterator[str]:
    """Serves on loopback until the end of the block; yields the address. Raises OSError for a port that is taken."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, kind, body = stand.answer(self.path, address)
            tag = f'"{sha256(body).hexdigest()[:16]}"'
            if status == 200 and self.headers.get("If-None-Match") == tag:
                status, body = 304, b""
            self.send_response(status)
            self.send_header("ETag", tag)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
    thread.start()
    try:
        yield address
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
