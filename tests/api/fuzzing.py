"""What a generator of requests has to know beside the description: values that no JSON Schema can tell.

Loaded by schemathesis as its hooks, from the command line and from the tests:
`SCHEMATHESIS_HOOKS=tests.api.fuzzing schemathesis --config-file tests/api/schemathesis.toml run ADDRESS ...`
"""

import json
from datetime import date, time
from typing import Any

import schemathesis
from hypothesis import strategies as st

LABEL = st.from_regex(r"\A[a-z][a-z0-9]{0,8}\Z")
PAST = date(1990, 1, 1), date(2025, 12, 31)  # times that lie ahead are refused where a text was changed then

DAYS = st.dates(*PAST)
schemathesis.openapi.format("date", DAYS.map(str))
schemathesis.openapi.format("date-time", st.builds("{}T{}Z".format, DAYS, st.times().map(time.isoformat)))
schemathesis.openapi.format(
    "uri", st.builds("https://{}.{}.example/{}".format, LABEL, LABEL, st.one_of(st.just(""), LABEL))
)


@schemathesis.serializer("application/x-ndjson")
def lines(_context: Any, value: Any) -> bytes:
    """A batch is text in any case; whatever else is drawn becomes one line."""
    if isinstance(value, bytes):
        return value
    return (value if isinstance(value, str) else json.dumps(value)).encode("utf-8", "replace")


@schemathesis.hook
def filter_query(_context: Any, query: Any) -> bool:
    """Two moments at once are refused, and OpenAPI has no word for "not together"."""
    return not (isinstance(query, dict) and {"at_version", "as_of"} <= set(query))


@schemathesis.hook
def before_call(_context: Any, case: Any, _kwargs: Any) -> None:
    """A cursor is the service's own; waiting is not what is measured; a file is of one of the kinds that are taken."""
    if case.meta is None or case.meta.generation.mode.is_negative:
        return
    if isinstance(case.query, dict):
        case.query.pop("cursor", None)
        if "wait" in case.query:
            case.query["wait"] = 0
    if case.headers:
        case.headers.pop("Prefer", None)
    if case.path == "/files/" and isinstance(case.body, dict) and "file" in case.body:
        case.body["file"] = b"The log of the archive.\n"
    if case.path == "/article-batches/":
        case.body = '{"source": {"name": "Fenwick Post"}, "text": "The ferry is late."}\n'
