"""Bytes that may never change, and a parser that rejects and never repairs."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stories.eventlog.canonical import BadJSON, NotCanonical, encode, parse, parse_json

INTEGERS = st.integers(-(2**53) + 1, 2**53 - 1)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
KEYS = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
VALUES = st.recursive(
    st.none() | st.booleans() | INTEGERS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)


def nested(depth: int) -> bytes:
    return b"[" * depth + b"]" * depth


@given(VALUES)
def test_what_is_encoded_parses_to_itself(value: Any) -> None:
    data = encode(value)
    assert parse(data) == value
    assert json.loads(data) == value
    assert parse_json(json.dumps(value, indent=1).encode()) == value


def test_minimal_escapes_and_sorted_keys() -> None:
    value = {"b": '"\\/\b\t\n\f\r\x01\x1f\x7f é\U0001f600', "a_1": [True, False, None, -3], "a": {}}
    assert encode(value) == b'{"a":{},"a_1":[true,false,null,-3],"b":"' + (
        rb"\"\\/\b\t\n\f\r\u0001\u001f" + "\x7f é\U0001f600".encode() + b'"}'
    )


@pytest.mark.parametrize(
    "value",
    [1.0, 2**53, -(2**53), "a\0b", "\ud800", {"A": 1}, {"": 1}, {"a" * 65: 1}, {"é": 1}, {1: 2}, {"a\n": 1}, {1, 2}],
)
def test_what_has_no_canonical_form_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match=r"."):
        encode(value)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" 1",
        b"1 ",
        b"1\n",
        b"\xef\xbb\xbf1",
        b"\xff",
        b"\xed\xa0\x80",
        b'{"b":1,"a":2}',
        b'{"a":1,"a":1}',
        b'{"a":1,"\\u0061":1}',
        b'{"a": 1}',
        b'{"A":1}',
        b'{"a":1,}',
        b"[1,]",
        b"[,1]",
        b"1.0",
        b"1e3",
        b"-0",
        b"01",
        b"+1",
        b"9007199254740992",
        b"NaN",
        b"-Infinity",
        b"nul",
        b"1 2",
        b'"\\/"',
        b'"\\u0041"',
        b'"\\u000A"',
        b'"\\u000a"',
        b'"\\u0000"',
        b'"\x00"',
        b'"\n"',
        b'"\\ud83d\\ude00"',
        b'"\\ud800"',
        b'"\\u007f"',
        b'"a',
        b"'a'",
        nested(33),
        nested(100_000),
    ],
)
def test_the_parser_rejects_all_but_the_one_form(data: Any) -> None:
    with pytest.raises(NotCanonical):
        parse(data)


def test_thirty_two_levels_are_let_in() -> None:
    assert encode(parse(nested(32))) == nested(32)


def test_the_offset_counts_bytes() -> None:
    with pytest.raises(NotCanonical) as refused:
        parse('{"a":"é","b":1.5}'.encode())
    assert refused.value.at == len('{"a":"é","b":'.encode())


@pytest.mark.parametrize(
    ("data", "line", "column"),
    [
        (b'{"a":', 1, 6),
        (b'{"a": 1,}', 1, 9),
        (b'{"a": 1} // no', 1, 10),
        (b'{"a": 1}\n{"b": 2}', 2, 1),
        (b'{"a": 1,\n "a": 2}', 2, 2),
        (b'{"a": 1, "\\u0061": 2}', 1, 10),
        (b'{"a": NaN}', 1, 7),
        (b'{"a": Infinity}', 1, 7),
        (b'{"a": -Infinity}', 1, 7),
        (b'{"a": 1e400}', 1, 7),
        (b'{"a": 0.1}', 1, 7),
        (b'{"a": ' + b"9" * 4000 + b"}", 1, 7),
        (b'{"a": 9007199254740993}', 1, 7),
        (b'{"a": "x\\u0000"}', 1, 9),
        (b'{"a\\u0000": 1}', 1, 4),
        (b'{"a": "x\x00"}', 1, 9),
        (b'{"a": "\\ud800"}', 1, 8),
        (b'{"a": "\\ud83d", "b": "\\ude00"}', 1, 8),
        (b'{"a": "\\udc00\\ud800"}', 1, 8),
        (b'\xef\xbb\xbf{"a": 1}', 1, 1),
        ('{"a": 1}'.encode("utf-16"), 1, 1),
        ('{"a": 1}'.encode("utf-16-le"), 1, 2),
        (b'{"a":\n "\xff"}', 2, 3),
        (b"", 1, 1),
        (nested(2_000), 1, 33),
        (nested(100_000), 1, 33),
    ],
)
def test_a_refusal_names_line_and_column(data: Any, line: Any, column: Any) -> None:
    with pytest.raises(BadJSON) as refused:
        parse_json(data)
    assert (refused.value.line, refused.value.column) == (line, column)


def test_clients_may_use_white_space_key_order_and_surrogate_pairs() -> None:
    assert parse_json(b' { "Z" : [ 1 , -0 , true ] ,\r\n\t"a b": "\\ud83d\\ude00\\u00e9\\/" , "e":{ } , "l":[ ]} ') == {
        "Z": [1, 0, True],
        "a b": "\U0001f600é/",
        "e": {},
        "l": [],
    }


def test_nodes_and_depth_are_limited() -> None:
    assert parse_json(b"[1,2,3]", max_nodes=4) == [1, 2, 3]
    with pytest.raises(BadJSON, match="more than 4 values"):
        parse_json(b"[1,2,3,4]", max_nodes=4)
    with pytest.raises(BadJSON, match="more than 20000"):
        parse_json(b"{" + b",".join(b'"k%d":1' % n for n in range(100_000)) + b"}")
    with pytest.raises(BadJSON, match="deeper than 2"):
        parse_json(b"[[[1]]]", max_depth=2)


def test_fractions_only_where_they_are_let_in() -> None:
    assert parse_json(b"[0.5,1e2]", fractions=True) == [0.5, 100.0]
    with pytest.raises(BadJSON, match="too large"):
        parse_json(b"1e400", fractions=True)
