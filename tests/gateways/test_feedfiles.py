"""Feeds as they are really written, and as nobody should write them."""

import contextlib
import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stories.gateways.feedfiles import read_feed
from stories.gateways.feedshapes import MAX_ITEMS, FeedFile, NoFeed
from stories.gateways.feedtext import decoded, plain
from tests.newsserver import item, rss

URL = "https://harrow.example/news/feed.xml"
LONG = "The harbour board met on Monday and heard the pilots. " * 20


def read(body: str | bytes, **given: Any) -> FeedFile:
    return read_feed(body.encode() if isinstance(body, str) else body, url=URL, **given)


def code_of(body: str | bytes, **given: Any) -> str:
    with pytest.raises(NoFeed) as caught:
        read(body, **given)
    assert str(caught.value)
    return caught.value.code


def test_rss() -> None:
    feed = read(
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Harrow &amp; Sea</title><item><guid>n-1</guid>'
        "<title>Ferry &lt;i&gt;late&lt;/i&gt;</title><link>/ferry?utm_source=rss#top</link>"
        "<dc:creator>Mo Ek</dc:creator>"
        "<pubDate>Sun, 01 Mar 2026 09:30:00 +0100</pubDate><description>In short.</description>"
        f"<content:encoded><![CDATA[<p>{LONG}</p><script>x()</script>]]></content:encoded></item></channel></rss>"
    )
    (found,) = feed.items
    assert (feed.kind, feed.title, feed.degraded) == ("rss", "Harrow & Sea", [])
    assert (found.key, found.full) == ("n-1", True)
    assert found.fields == {
        "text": LONG.strip(),
        "title": "Ferry late",
        "url": "https://harrow.example/ferry?utm_source=rss",
        "published_at": "2026-03-01T08:30:00+00:00",
        "byline": "Mo Ek",
        "external_id": "n-1",
    }


def test_atom_takes_the_page_for_the_address_and_tells_the_time_of_change() -> None:
    feed = read(
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Wire</title><entry><id>tag:wire,1</id><title>Ferry</title>'
        '<link rel="self" href="https://wire.example/self"/><link rel="alternate" href="https://wire.example/page"/>'
        "<published>2026-03-01T08:00:00Z</published><updated>2026-03-01T09:00:00Z</updated><summary>Short.</summary>"
        "</entry></feed>"
    )
    (found,) = feed.items
    assert (feed.kind, found.key, found.url, found.full) == ("atom", "tag:wire,1", "https://wire.example/page", False)
    assert found.fields["modified_at"] == "2026-03-01T09:00:00+00:00"


def test_json_feed() -> None:
    data = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Wire",
        "items": [
            {"id": "1", "url": "/a", "content_html": f"<p>{LONG}</p>", "authors": [{"name": "Mo"}, {"name": "Ida"}]},
            {"id": "2", "summary": "Short."},
            {"id": "3"},
            "nothing",
        ],
    }
    feed = read(json.dumps(data))
    assert (feed.kind, [found.key for found in feed.items]) == ("json", ["1", "2"])
    assert [found.full for found in feed.items] == [True, False]
    assert feed.items[0].fields["byline"] == "Mo, Ida"
    assert feed.degraded == ["2 items have neither a text nor anything to know them by"]


def test_ninjs() -> None:
    one = {
        "uri": "urn:wire:1",
        "bodies": [{"contentType": "text/html", "value": f"<p>{LONG}</p>"}],
        "pubStatus": "usable",
        "embargoedUntil": "2026-03-02T00:00:00Z",
        "headlines": [{"value": "Ferry"}],
    }
    for body in (one, [one], {"items": [one]}):
        feed = read(json.dumps(body))
        (found,) = feed.items
        assert (feed.kind, found.key, found.full) == ("ninjs", "urn:wire:1", True)
        assert found.fields["text"] == LONG.strip()
        assert found.fields["embargo_until"] == "2026-03-02T00:00:00+00:00" or "embargo_until" in found.fields


def test_news_sitemap() -> None:
    feed = read(
        '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://harrow.example/a</loc><news:news>'
        "<news:publication><news:name>Harrow</news:name><news:language>en</news:language></news:publication>"
        "<news:publication_date>2026-03-01</news:publication_date><news:title>Ferry &amp; fog</news:title></news:news>"
        "</url><url><loc>https://harrow.example/about</loc></url></urlset>"
    )
    (found,) = feed.items
    assert (feed.kind, found.key, found.full) == ("sitemap", "https://harrow.example/a", False)
    assert (found.fields["title"], found.fields["language"]) == ("Ferry & fog", "en")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf  \n", "empty"),
        (b"<!doctype html><html><body>Hello</body></html>", "html"),
        (b"{}", "unknown"),
        (b'{"items": 4}', "json"),
        (b'{"items": [', "json"),
        (b"words", "unknown"),
        (b'<?xml version="1.0"?><note/>', "xml"),
        (b'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap/></sitemapindex>', "xml"),
        (b"<rss>" + b"<x>" * 100_000, "xml"),
        (b"[" * 100_000, "json"),
    ],
)
def test_what_is_no_feed_is_named(body: bytes, code: str) -> None:
    assert code_of(body) == code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "declared",
    [
        '<!ENTITY a "x"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">',
        '<!ENTITY x SYSTEM "file:///etc/passwd">',
        '<!ENTITY % p SYSTEM "http://127.0.0.1/x.dtd"> %p;',
        '<!entity quiet "x">',
    ],
)
def test_entities_are_refused_unread(declared: str, encoding: str) -> None:
    body = f'<?xml version="1.0"?><!DOCTYPE rss [{declared}]><rss><channel><title>&b;</title></channel></rss>'
    assert code_of(body.encode(encoding)) == "entities"


def test_outside_things_are_never_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_network(*_: object, **__: object) -> None:
        pytest.fail("the parser reached for the network")

    monkeypatch.setattr("socket.socket.connect", no_network)
    monkeypatch.setattr("urllib.request.OpenerDirector.open", no_network)
    body = (
        '<?xml version="1.0"?><?xml-stylesheet href="http://127.0.0.1/x.xsl"?>'
        '<!DOCTYPE rss SYSTEM "http://127.0.0.1/rss.dtd"><rss version="2.0" xmlns:xi="http://www.w3.org/2001/XInclude">'
        f'<channel><title>t</title><xi:include href="file:///etc/passwd"/>{item("a")}</channel></rss>'
    )
    assert [found.key for found in read(body).items] == ["a"]


def test_five_hundred_items_are_enough() -> None:
    feed = read(rss(*(item(f"n-{number}") for number in range(MAX_ITEMS + 200))))
    assert [found.key for found in feed.items] == [f"n-{number}" for number in range(MAX_ITEMS)]
    assert feed.degraded == [f"{MAX_ITEMS + 200} items; the first {MAX_ITEMS} were taken"]


def test_a_feed_that_was_cut_gives_what_came() -> None:
    whole = rss(item("a"), item("b"))
    feed = read(whole[: whole.index("<guid isPermaLink='false'>b")], whole=False)
    assert [found.key for found in feed.items] == ["a"]
    assert "larger than 5 MiB" in feed.degraded[0]


def test_keys_that_tell_nothing_apart_give_way_to_addresses() -> None:
    feed = read(rss(item("home", link="/a", title="A"), item("home", link="/b", title="B"), item("c", link="/c")))
    assert [found.key for found in feed.items] == ["https://harrow.example/a", "https://harrow.example/b", "c"]


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("../b", "https://harrow.example/b"),
        ("//other.example/b", "https://other.example/b"),
        ("https://ana:secret@other.example/b", "https://other.example/b"),
        ("https://[", None),
        ("", None),
    ],
)
def test_addresses_are_resolved_and_stripped(link: str, url: str | None) -> None:
    assert read(rss(item("a", link=link))).items[0].url == url


@pytest.mark.parametrize("date", ["", "yesterday", "Thu, 01 Jan 1970 00:00:00 GMT", "31 Feb 2026", "Mon, 01 Jan 0001"])
def test_dates_that_mean_nothing_are_left_out(date: str) -> None:
    found = read(rss(f"<item><guid>a</guid><title>t</title><pubDate>{date}</pubDate></item>")).items[0]
    assert "published_at" not in found.fields


@pytest.mark.parametrize(
    ("body", "charset", "words", "doubted"),
    [
        ("Küste".encode("latin-1"), "iso-8859-1", "Küste", False),
        ('<?xml version="1.0" encoding="windows-1252"?>“K”'.encode("cp1252"), None, "“K”", False),
        ("Küste".encode(), "iso-8859-77", "Küste", True),
        ("Küste".encode("cp1252"), "utf-8", "Küste", True),
        (b"+ADw-rss+AD4-", "utf-7", "+ADw-rss+AD4-", True),
        ("Küste".encode("utf-16"), "utf-8", "Küste", False),
        (b"a\0b&#0;c", "utf-8", "a\ufffdb\ufffdc", False),
    ],
)
def test_bytes_become_text(body: bytes, charset: str | None, words: str, doubted: bool) -> None:
    text, doubts = decoded(body, charset)
    assert text.endswith(words)
    assert bool(doubts) == doubted


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("A &lt;b&gt; &amp; c", "A <b> & c"),
        ("<p>One</p><p>Two<br>Three</p>", "One\nTwo\nThree"),
        ("<style>x</style><iframe src=y></iframe><svg onload=z><text>no</text></svg>Words", "Words"),
        ("<math><mtext></form><form><mglyph><style></math><img src onerror=x>Words", ""),  # all of it is doubtful
        ("Words <a href='javascript:x'>here</a>", "Words here"),
    ],
)
def test_markup_becomes_words(markup: str, words: str) -> None:
    assert plain(markup).endswith(words)
    assert "onerror" not in plain(markup)


@pytest.mark.parametrize(
    "odd",
    [
        {"authors": 5},
        {"authors": {"name": "Mo Ek"}},
        {"id": "1\0"},
        {"content_text": "a\0b\ud800"},
        {"content_html": "<p>a\ud800"},
        {"url": "https://harrow.example/\ud800"},
        {"language": "\ud800"},
    ],
)
def test_an_odd_item_of_a_json_feed_can_be_stored(odd: dict[str, Any]) -> None:
    entry = {"id": "1", "title": "Ferry", "content_text": "Late again"} | odd
    feed = read(json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "\ud800\0", "items": [entry]}))
    said = json.dumps([feed.title, feed.items[0].key, feed.items[0].fields], ensure_ascii=False)
    assert "\\u0000" not in said
    assert said.encode()


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("piece", ["&#0;", "&#x0;", "&#xD800;", "&#55296;", "&amp;#xDFFF;", "&amp;#0;", "\0"])
def test_what_is_no_character_is_replaced(mark: str, piece: str) -> None:
    (found,) = read(mark + rss(item("a", title=f"x{piece}y"))).items
    assert found.fields["title"] == "x\ufffdy"


def test_tags_are_not_compared_with_each_other() -> None:
    tags = "".join(f"<category>{n}</category><dc:subject>s{n}</dc:subject>" for n in range(20_000))
    begun = time.process_time()
    assert len(read(rss(tags, item("a"))).items) == 1
    assert time.process_time() - begun < 20


OTHER = {
    "rdf": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Wire</title></channel>'
    '<item rdf:about="https://wire.example/1"><title>Ferry</title><link>https://wire.example/1</link>'
    "<description>Late.</description><dc:date>2026-03-01T09:00+01:00</dc:date></item></rdf:RDF>",
    "permalink": rss("<item><guid>https://wire.example/1</guid><title>Ferry</title><description>Late.</description>"
    "<pubDate>Sun, 01 Mar 26 08:00:00 GMT</pubDate></item>", title="Wire"),
    "base": '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://wire.example/"><title>Wire</title><entry>'
    '<id>1</id><title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Fer<b>ry</b></div></title><link href="1"/>'
    '<content type="xhtml"><x:div xmlns:x="http://www.w3.org/1999/xhtml"><x:p>Late.</x:p><x:script>x()</x:script>'
    "</x:div></content><published>2026-03-01 08:00:00 +0000</published></entry></feed>",
    "media": '<rss xmlns:media="http://search.yahoo.com/mrss/"><channel><title>Wire</title><image><title>No</title>'
    "</image><item><media:title>Picture</media:title><title>Ferry</title><media:description>A very long caption"
    '</media:description><description>Late.</description><guid isPermaLink="false">1</guid>'
    "<link>https://wire.example/1</link><pubDate>2026-03-01T08:00:00Z</pubDate></item></channel></rss>",
}  # fmt: skip


@pytest.mark.parametrize("name", OTHER)
def test_other_ways_to_write_it(name: str) -> None:
    feed = read(OTHER[name])
    (found,) = feed.items
    said = (feed.title, found.fields["title"], found.fields["text"], found.url, found.fields["published_at"])
    assert said == ("Wire", "Ferry", "Late.", "https://wire.example/1", "2026-03-01T08:00:00+00:00")
    assert feed.degraded == []


@pytest.mark.parametrize(
    ("odd", "text"),
    [
        ("Fish & chips &nbsp;&eacute;", "Fish & chips \u00a0é"),
        ("<p>One<br>two</p><p>three", "One\ntwo\nthree"),
        ("<![CDATA[<p>Fish & chips</p>]]>", "Fish & chips"),
        ("<a href=x>One</b> two", "One two"),
    ],
)
def test_one_broken_item_takes_no_other_with_it(odd: str, text: str) -> None:
    broken = f"<item><guid isPermaLink='false'>b</guid><title>t & u</title><description>{odd}</description></item>"
    feed = read(rss(item("a"), broken, item("c"), title="Harbour & sea"))
    assert (feed.title, [found.key for found in feed.items]) == ("Harbour & sea", ["a", "b", "c"])
    assert " ".join(feed.items[1].fields["text"].split()) == " ".join(text.split())
    assert feed.items[1].fields["title"] == "t & u"
    assert feed.degraded == ["the XML is not well-formed; read as far as it makes sense"]


def test_what_is_too_long_is_cut_and_told() -> None:
    (found,) = (feed := read(rss(item("a", text="word " * 150_000)))).items
    assert (len(found.fields["text"]), feed.degraded) == (
        500_000,
        ["1 items are longer than 500,000 characters; the rest was not taken"],
    )


def test_what_deceives_the_eye_is_kept_and_told() -> None:
    title = "Ferry \u202esinks\u202c"
    feed = read(rss(item("a", title=title), item("b", title="F\u200berry"), item("c"), title="H\u0430rrow Herald"))
    assert [found.fields["title"] for found in feed.items] == [title, "F\u200berry", "c"]
    assert feed.degraded == [
        "its title has words that mix alphabets, as imitations do",
        "1 headlines or bylines have characters that cannot be seen",
        "1 headlines or bylines have characters that turn the direction of writing",
    ]


@given(st.text(max_size=400))
def test_no_text_raises(text: str) -> None:
    try:
        read(text)
    except NoFeed as exc:
        assert exc.code  # noqa: PT017  # the property is that nothing else is raised


HEAVY = [
    "<item><title>x</title></item>",
    "<![CDATA[",
    "</item>",
    "<a ",
    "&amp;",
    "<!-- ",
    "<p>",
    "<item><description>",
    "<title><description>",
    "<item><guid>1</guid><title>t</title><a>b</a>",
    "<author><name>a</name></author>",
    "<link>http://a.example/</link>",
    "&nbsp; ",
    "<?a b?>",
    "<!-- -->",
    "<!DOCTYPE",
    "<!DOCTYPE[",
]


@pytest.mark.parametrize("inside", [False, True])
@pytest.mark.parametrize("piece", HEAVY)
def test_hostile_repetition_ends(piece: str, *, inside: bool) -> None:
    """Within the file's own limit: a parser that took the square of it would never come back."""
    many = piece * (2_000_000 // len(piece))
    whole = rss(f"<item><guid>1</guid><title>t</title>{many}</item>") if inside else (rss() + many)[:2_000_000]
    begun = time.process_time()
    with contextlib.suppress(NoFeed):
        read(whole)
    assert time.process_time() - begun < 20


def test_an_element_with_very_many_attributes_ends() -> None:
    attributes = " ".join(f'a{number}="1"' for number in range(150_000))
    begun = time.process_time()
    assert len(read(rss(f"<x {attributes}/>", item("a"))).items) == 1
    assert time.process_time() - begun < 20


@pytest.mark.parametrize("piece", ["<!-- -->", "<!-- -->\n", "<?a b?>", "<!DOCTYPE a>", "<!DOCTYPE", "<!-- ", "<?"])
@pytest.mark.parametrize("end", ["x", rss(item("a"))])
def test_a_long_way_to_the_root_ends(piece: str, end: str) -> None:
    with contextlib.suppress(NoFeed):
        read(piece * (1_000_000 // len(piece)) + end)


def test_what_stands_before_the_root_is_passed_over() -> None:
    before = "\ufeff <?xml version='1.0'?>\n<!-- <rss> --><!DOCTYPE rss [ <!ELEMENT a ANY> ]>\n<?style x?>"
    feed = read(before + rss(item("a")).partition("?>")[2])
    assert (len(feed.items), feed.degraded) == (1, [])


def test_blanks_in_a_tag_are_counted_once() -> None:
    assert plain("a <" + " " * 200_000 + "b") == "a < b"
    assert plain("one<  /  p  >two< p>three") == "one\ntwo\nthree"


def test_tags_that_never_close_are_not_searched_for_each() -> None:
    many = "".join(f"<a{n}:title></x>" for n in range(150_000))
    with contextlib.suppress(NoFeed):
        read(rss(f"<item><guid>1</guid><title>t</title>{many}</item>"))
