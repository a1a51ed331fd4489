"""Bodies that are no JSON object as we take it: 4xx, problem+json, line and column. One case a kind of badness."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest

from tests.api.callers import small_desk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unhurried")]

Refused = Callable[[Any, int, str], None]
MIB = 1024 * 1024


@pytest.fixture(scope="module")
def desk(standing: None) -> SimpleNamespace:
    """One for all: each test leaves it as it was."""
    return small_desk()


@contextmanager
def nothing_written(desk: SimpleNamespace) -> Iterator[None]:
    before = desk.editor.read("stories/")["results"]
    yield
    assert desk.editor.read("stories/")["results"] == before


BAD_JSON = {
    "A1 cut off": (b'{"title":', 400, "malformed-json", "line 1, column 10"),
    "A1 trailing comma": (b'{"title":"x",}', 400, "malformed-json", "line 1, column 14"),
    "A1 comment": (b'{"title":"x" /* y */}', 400, "malformed-json", "line 1, column 14"),
    "A1 two documents": (b'{"title":"x"}\n{"title":"y"}', 400, "malformed-json", "line 2, column 1"),
    "A2 empty": (b"", 400, "not-an-object", "object"),
    "A2 null": (b"null", 400, "not-an-object", "object"),
    "A2 array": (b"[]", 400, "not-an-object", "object"),
    "A2 string": (b'"x"', 400, "not-an-object", "object"),
    "A2 number": (b"1", 400, "not-an-object", "object"),
    "A3 duplicate key": (b'{"title":"x","title":"y"}', 400, "malformed-json", "duplicate key"),
    "A3 duplicate by escape": (rb'{"title":"x","\u0074itle":"y"}', 400, "malformed-json", "duplicate key"),
    "A4 NaN": (b'{"title":NaN}', 400, "malformed-json", "no JSON value"),
    "A4 Infinity": (b'{"title":-Infinity}', 400, "malformed-json", "no JSON value"),
    "A4 1e400": (b'{"title":1e400}', 400, "malformed-json", "send it as a string"),
    "A5 4,000 digits": (b'{"title":' + b"9" * 4_000 + b"}", 400, "malformed-json", "send it as a string"),
    "A5 beyond 2^53": (b'{"expected_version":9007199254740993}', 400, "malformed-json", "send it as a string"),
    "A5 fraction": (b'{"expected_version":0.1}', 400, "malformed-json", "send it as a string"),
    "A6 depth 2,000": (b'{"title":' + b"[" * 2_000 + b"]" * 2_000 + b"}", 400, "malformed-json", "deeper than 32"),
    "A6 depth 100,000": (b"[" * 100_000, 400, "malformed-json", "deeper than 32"),
    "A7 NUL": (rb'{"title":"a\u0000b"}', 400, "malformed-json", "U+0000"),
    "A7 NUL in a key": (rb'{"ti\u0000tle":"a"}', 400, "malformed-json", "U+0000"),
    "A7 bare NUL": (b'{"title":"a\0b"}', 400, "malformed-json", "U+0000"),
    "A8 lone surrogate": (rb'{"title":"\ud800"}', 400, "malformed-json", "lone surrogate"),
    "A8 pair over two fields": (rb'{"title":"\ud83d","slug":"\ude00"}', 400, "malformed-json", "lone surrogate"),
    "A9 1 MiB and a byte": (b'{"title":"' + b"a" * (MIB - 11) + b'"}', 413, "too-large", "1,048,576"),
    "A9 100,000 keys": (
        b"{" + b",".join(b'"k%d":1' % n for n in range(60_000)) + b"}",
        400,
        "malformed-json",
        "values and keys",
    ),
    "A13 UTF-16": ('{"title":"x"}'.encode("utf-16"), 400, "malformed-json", "byte order mark"),
    "A13 UTF-16 without its mark": ('{"title":"x"}'.encode("utf-16-le"), 400, "malformed-json", "line 1"),
    "A13 byte order mark": (b'\xef\xbb\xbf{"title":"x"}', 400, "malformed-json", "byte order mark"),
    "A13 no UTF-8": (b'{"title":"\xff"}', 400, "malformed-json", "not UTF-8"),
}


@pytest.mark.parametrize("case", BAD_JSON)
def test_what_is_no_json_object(case: str, desk: SimpleNamespace, refused: Refused) -> None:
    raw, status, code, says = BAD_JSON[case]
    with nothing_written(desk):
        answer = desk.editor.send("POST", "stories/", raw=raw)
        refused(answer, status, code)
        assert says in answer.body["detail"]


def test_a_gigabyte_announced_is_not_read(desk: SimpleNamespace, refused: Refused) -> None:
    answer = desk.editor.send("POST", "stories/", raw=b"{}", kind="application/json")
    refused(answer, 400, "invalid-body")
    announced = desk.editor.client.generic(
        "POST",
        "/api/v1/stories/",
        b'{"title":"x"}',
        content_type="application/json",
        CONTENT_LENGTH="1000000000",
        HTTP_AUTHORIZATION=f"Bearer {desk.editor.secret}",
    )
    assert announced.status_code == 413
    assert json.loads(announced.content)["code"] == "too-large"


def test_the_largest_body_is_taken(desk: SimpleNamespace, refused: Refused) -> None:
    text = "The dam stands. " * 31_000
    filed = desk.editor.post("articles/", {"source": {"name": "Long Reads"}, "text": text[:500_000]})
    assert filed.status == 201, filed.body
    refused(
        desk.editor.post("articles/", {"source": {"name": "Long Reads"}, "text": "x" * 500_001}), 400, "invalid-body"
    )


@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate", "gzip, gzip"])
def test_encoded_bodies(encoding: str, desk: SimpleNamespace, refused: Refused) -> None:
    refused(desk.editor.post("stories/", {"title": "x"}, content_encoding=encoding), 415, "content-encoding")


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        ("application/xml", b"<title>x</title>"),
        ("application/x-www-form-urlencoded", b"title=x"),
        ("multipart/form-data; boundary=b", b"--b\r\n\r\n--b--"),
        ("text/plain", b'{"title":"x"}'),
        ("", b'{"title":"x"}'),
    ],
)
def test_other_media_types(kind: str, raw: bytes, desk: SimpleNamespace, refused: Refused) -> None:
    refused(desk.editor.send("POST", "stories/", raw=raw, kind=kind), 415, "unsupported-media-type")


def test_another_charset(desk: SimpleNamespace, refused: Refused) -> None:
    answer = desk.editor.send("POST", "stories/", raw=b'{"title":"x"}', kind="application/json; charset=utf-7")
    refused(answer, 400, "malformed-json")
