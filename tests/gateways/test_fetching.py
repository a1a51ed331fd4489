"""Fetching from servers that mean harm: each attempt ends, named, and nothing of ours is reached."""

import gzip
import socket
import threading
import tracemalloc
import zlib
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from time import monotonic
from typing import Any

import pytest

from stories.gateways.addresses import GUARD, Guard
from stories.gateways.fetching import Conditions, Fetched, NotFetched, fetch, masked
from tests.newsserver import Answer, NewsServer, news_server

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def news() -> Iterator[NewsServer]:
    with news_server() as server:
        yield server


def get(news: NewsServer, path: str, **given: Any) -> Fetched:
    return fetch(news.url + path, guard=given.pop("guard", news.guard), at=NOW, **given)


def refused(news: NewsServer, path: str, **given: Any) -> str:
    with pytest.raises(NotFetched) as caught:
        get(news, path, **given)
    assert str(caught.value)
    return caught.value.code


def test_what_is_asked_says_little_of_us(news: NewsServer) -> None:
    news.put("/a", "words", Content_Type='text/html; charset="UTF-8"', Set_Cookie="id=1")
    found = get(news, "/a", conditions=Conditions('"old"', "Sat, 01 Nov 2025 10:00:00 GMT"))
    assert (found.status, found.body, found.media_type, found.charset) == (200, b"words", "text/html", "utf-8")
    sent = news.asked[0][1]
    assert sent["accept-encoding"] == "gzip"
    assert (sent["if-none-match"], sent["if-modified-since"]) == ('"old"', "Sat, 01 Nov 2025 10:00:00 GMT")
    assert not {"cookie", "authorization", "referer"} & set(sent)


def test_a_second_look_is_conditional(news: NewsServer) -> None:
    news.put("/a", "words")
    first = get(news, "/a")
    again = get(news, "/a", conditions=first.conditions)
    assert (again.status, again.body, again.conditions) == (304, b"", first.conditions)


def test_the_environment_names_no_proxy_for_us(news: NewsServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    news.put("/a", "words")
    assert get(news, "/a").body == b"words"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_three_redirects_are_followed_and_moves_for_good_are_told(news: NewsServer, status: int) -> None:
    for number in (1, 2, 3):
        news.put(f"/{number}", "", status=status, Location=f"/{number + 1}")
    news.put("/4", "here")
    found = get(news, "/1")
    assert (found.body, found.url) == (b"here", news.url + "/4")
    assert found.moved_to == (news.url + "/4" if status in {301, 308} else None)


def test_a_move_for_good_behind_a_passing_one_is_none(news: NewsServer) -> None:
    news.put("/1", "", status=302, Location="/2")
    news.put("/2", "", status=301, Location="/3")
    news.put("/3", "here")
    assert get(news, "/1").moved_to is None


def test_redirects_end(news: NewsServer) -> None:
    for number in range(6):
        news.put(f"/{number}", "", status=302, Location=f"/{number + 1}")
    news.put("/loop", "", status=302, Location="/loop")
    assert refused(news, "/0") == "too-many-redirects"
    assert news.times("/3") == 1
    assert news.times("/4") == 0
    assert refused(news, "/loop") == "redirect-loop"


@pytest.mark.parametrize(
    ("location", "code"),
    [
        ("file:///etc/passwd", "bad-url"),
        ("ftp://files.example/x", "scheme-not-allowed"),
        ("gopher://127.0.0.1:6379/_FLUSHALL", "scheme-not-allowed"),
        ("http://10.0.0.1/", "address-not-allowed"),
        ("http://169.254.169.254/latest/meta-data/", "address-not-allowed"),
        ("http://[::1]/", "address-not-allowed"),
        ("http://[::ffff:127.0.0.1]/", "address-not-allowed"),
        ("http://[64:ff9b::7f00:1]/", "address-not-allowed"),
        ("http://[2002:7f00:1::]/", "address-not-allowed"),
        ("http://2130706433/", "address-not-allowed"),
        ("http://0177.0.0.1/", "address-not-allowed"),
        ("http://①②⑦.0.0.1/", "address-not-allowed"),
        ("http://224.0.0.1/", "address-not-allowed"),
        ("http://user:word@public.example/", "bad-url"),
        ("http://localhost/", "address-not-allowed"),
        ("http://public.example:22/", "port-not-allowed"),
        ("http://[", "bad-redirect"),
    ],
)
def test_each_hop_is_judged_anew(news: NewsServer, location: str, code: str) -> None:
    news.pages["/away"] = Answer(status=302, headers={"Location": _as_a_server_writes(location)})
    assert refused(news, "/away") == code
    assert len(news.asked) == 1


def _as_a_server_writes(location: str) -> str:
    return location.encode("utf-8").decode("latin-1")


def test_a_redirect_into_our_own_network_reaches_nobody(news: NewsServer) -> None:
    with news_server() as sentinel:
        for status in (301, 302, 303, 307, 308):
            news.put(f"/{status}", "", status=status, Location=f"{sentinel.url}/secret")
            assert refused(news, f"/{status}") in {"address-not-allowed", "port-not-allowed"}
        assert sentinel.asked == []


def test_a_name_whose_address_changes_between_check_and_connection_gains_nothing() -> None:
    """The connection goes to the address that was judged; the name is not asked again."""
    with news_server() as sentinel, news_server() as public:
        public.put("/", "public")
        answers = iter([["127.0.0.1"], ["10.9.9.9"]])
        asked: list[str] = []

        def resolve(host: str, _port: int) -> Sequence[str]:
            asked.append(host)
            return next(answers)

        opened = Guard(
            ports=GUARD.ports | {public.port}, allow=frozenset({("127.0.0.1", public.port)}), resolve=resolve
        )
        found = fetch(f"http://rebind.example:{public.port}/", guard=opened, at=NOW)
        assert (found.body, asked) == (b"public", ["rebind.example"])
        with pytest.raises(NotFetched) as caught:
            fetch(f"http://rebind.example:{public.port}/", guard=opened, at=NOW)
        assert caught.value.code == "address-not-allowed"
        assert sentinel.asked == []


def test_one_bad_address_among_good_ones_spoils_them() -> None:
    guard = Guard(resolve=lambda _host, _port: ["93.184.216.34", "127.0.0.1"])
    with pytest.raises(NotFetched, match="closed network"):
        fetch("http://two.example/", guard=guard, at=NOW)


@pytest.mark.parametrize("encoding", ["br", "zstd", "deflate", "gzip, gzip", "identity, gzip", "x-own"])
def test_no_encoding_but_one_layer_of_gzip(news: NewsServer, encoding: str) -> None:
    news.put("/a", gzip.compress(b"words"), Content_Encoding=encoding)
    assert refused(news, "/a") == "encoding-not-allowed"


def test_gzip_is_undone_once(news: NewsServer) -> None:
    news.put("/a", gzip.compress(b"words"), Content_Encoding="gzip")
    news.put("/twice", gzip.compress(gzip.compress(b"words")), Content_Encoding="gzip")
    news.put("/none", b"plain words", Content_Encoding="gzip")
    assert get(news, "/a").body == b"words"
    assert get(news, "/twice").body[:2] == b"\x1f\x8b"
    assert refused(news, "/none") == "bad-encoding"


def test_a_bomb_stays_small(news: NewsServer) -> None:
    packing = zlib.compressobj(9, wbits=31)
    bomb = b"".join([packing.compress(b"\0" * 1_000_000) for _ in range(500)] + [packing.flush()])
    news.put("/bomb", bomb, Content_Encoding="gzip")
    news.put("/away", bomb, status=302, Location="/small", Content_Encoding="gzip")
    news.put("/small", "small")
    tracemalloc.start()
    try:
        found = get(news, "/bomb", limit=1_000_000)
        assert get(news, "/away").body == b"small"
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (len(found.body), found.whole) == (1_000_000, False)
    assert peak < 20_000_000


def test_a_body_is_cut_at_the_limit_and_says_so(news: NewsServer) -> None:
    news.put("/long", b"x" * 3_000)
    assert (len(get(news, "/long", limit=1_000).body), get(news, "/long", limit=1_000).whole) == (1_000, False)
    assert get(news, "/long", limit=3_001).whole


Behaviour = Callable[[socket.socket, bytes], None]


def _answering(data: bytes) -> Behaviour:
    return lambda connected, _request: connected.sendall(data)


def test_a_body_that_breaks_off_is_not_whole(server: Any) -> None:
    sink = server(_answering(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"))
    found = fetch(sink.url, guard=sink.guard, at=NOW)
    assert (found.body, found.whole) == (b"half", False)


def test_drips_and_silence_end_at_the_deadline(server: Any) -> None:
    stop = threading.Event()

    def drip(connected: socket.socket, _request: bytes) -> None:
        connected.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while not stop.wait(0.05):
            connected.sendall(b"1\r\nx\r\n")

    def silent(_connected: socket.socket, _request: bytes) -> None:
        stop.wait(60)

    try:
        dripping, quiet = server(drip), server(silent)
        begun = monotonic()
        found = fetch(dripping.url, guard=dripping.guard, at=NOW, seconds=2.0)
        assert not found.whole
        with pytest.raises(NotFetched) as caught:
            fetch(quiet.url, guard=quiet.guard, at=NOW, seconds=0.5)
        assert caught.value.code == "timeout"
        assert monotonic() - begun < 20
    finally:
        stop.set()


def test_the_wait_a_server_asks_for_is_told(news: NewsServer) -> None:
    news.put("/busy", "", status=429, Retry_After="120")
    news.put("/down", "", status=503, Retry_After="Sun, 01 Mar 2026 12:05:00 GMT")
    news.put("/gone", "", status=410, Retry_After="5")
    assert [get(news, path).wait for path in ("/busy", "/down", "/gone")] == [120.0, 300.0, None]


def test_credentials_are_masked() -> None:
    assert masked("https://ana:secret@feeds.example/x?y=1") == "https://***@feeds.example/x?y=1"
    assert masked("https://feeds.example/x") == "https://feeds.example/x"
    assert masked("https://a@b:c@feeds.example/@x") == "https://***@feeds.example/@x"
    assert masked("https://feeds.example/x?at=//a@b") == "https://feeds.example/x?at=//a@b"
    assert masked("https://ana:secret@[::1/x") == "https://***@[::1/x"
