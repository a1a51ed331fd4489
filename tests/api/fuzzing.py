"""What a generator of requests has to know beside the description: values that no JSON Schema can tell.

Loaded by schemathesis as its hooks, from the command line and from the tests:
`SCHEMATHESIS_HOOKS=tests.api.fuzzing schemathesis --config-file tests/api/schemathesis.toml run ADDRESS ...`
"""

import os
from datetime import date, time
from typing import Any

import schemathesis
from hypothesis import strategies as st
from schemathesis.transport.serialization import Binary

OPML = (
    '<opml version="2.0"><body><outline type="rss" text="Fenwick" xmlUrl="https://fenwick.example/rss"/></body></opml>'
)

OWN_KEY = os.environ.get("SLUGLINE_FUZZED_BY")  # the id of the key that asks, which must not revoke itself
LABEL = st.from_regex(r"\A[a-z][a-z0-9]{0,8}\Z")
# Times that lie ahead are refused where a text was changed then; leap seconds have no form in the log.
DAYS = st.dates(date(1990, 1, 1), date(2025, 12, 31))

schemathesis.openapi.format("binary", st.just(Binary(b"The log of the archive.\n")))  # of a kind that is taken
schemathesis.openapi.format("date", DAYS.map(str))
schemathesis.openapi.format("date-time", st.builds("{}T{}Z".format, DAYS, st.times().map(time.isoformat)))
schemathesis.openapi.format(
    "uri", st.builds("https://{}.{}.example/{}".format, LABEL, LABEL, st.one_of(st.just(""), LABEL))
)


@schemathesis.serializer("application/x-ndjson")
def lines(_context: Any, value: Any) -> bytes:
    """A batch is text: what is none cannot be sent as one, so nothing is."""
    if isinstance(value, bytes):
        return value
    return value.encode("utf-8", "replace") if isinstance(value, str) else b""


@schemathesis.hook
def before_call(_context: Any, case: Any, _kwargs: Any) -> None:
    """Makes well-formed requests of those that only look so to a schema."""
    if case.path.startswith("/keys/") and case.path_parameters.get("key") == OWN_KEY:
        case.path_parameters["key"] = "key_" + "0" * 32
    if isinstance(case.query, dict) and str(case.query.get("wait", "")).isdigit():
        case.query["wait"] = 0  # waiting is not what is measured
    if case.meta is None or case.meta.generation.mode.is_negative:
        return
    _ask(case)
    if case.headers:
        case.headers.pop("Prefer", None)
        if '"' not in case.headers.get("If-Match", '""'):
            case.headers["If-Match"] = '"v17"'  # the generator has no quotation marks for headers
    if case.path == "/feeds/opml/":
        case.body = OPML
    elif isinstance(case.body, dict):  # whatever is assigned counts as a body, even none
        case.body = _in_order(_whole(case.body))
    if case.path == "/articles/" and isinstance(case.body, dict) and not case.body.get("story") and case.headers:
        case.headers.pop("If-Match", None)  # of a story that is not named


def _ask(case: Any) -> None:
    if not isinstance(case.query, dict):
        return
    case.query.pop("cursor", None)  # nobody can make one up
    if case.path == "/log/proof/inclusion":
        if "event" in case.query:
            case.query.pop("position", None)
        else:
            case.query.setdefault("position", 0)
    if case.path == "/log/proof/consistency":
        case.query.pop("to", None)  # OpenAPI has no word for "not below from"
    if "at_version" in case.query:
        case.query.pop("as_of", None)  # OpenAPI has no word for "not together"


def _in_order(body: dict[str, Any]) -> dict[str, Any]:
    """OpenAPI has no word for "from not above to, and not far from it"."""
    first, last = (body.get(f"{end}_position") for end in ("from", "to"))
    if isinstance(first, int) and isinstance(last, int):
        body["to_position"] = min(max(first, last), first + 1_999)
    return body


def _whole(value: Any) -> Any:
    """To JSON Schema 8.0 is an integer; the service takes no fractions."""
    match value:
        case float():
            return int(value) if value.is_integer() else value
        case dict():
            return {name: _whole(one) for name, one in value.items()}
        case list():
            return [_whole(one) for one in value]
        case _:
            return value
