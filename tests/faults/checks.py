"""What must hold after every fault, read from the database past the code under test wherever that is possible."""

import json
from collections import Counter, defaultdict
from collections.abc import Collection
from hashlib import sha256
from typing import Any

from django.db import connection

from stories.application import reactions
from stories.application.rebuilding import REBUILDABLE, rebuild
from stories.eventlog.export import export_lines
from stories.eventlog.verify import verify
from tests.faults.load import Newsroom
from tests.faults.service import Service, until

SUBSCRIPTIONS = [one.name for one in reactions.SUBSCRIPTIONS]
QUIET_SECONDS = 150

_EVENTS = """
SELECT log.position, event.stream::text, event.version, event.type, convert_from(event.envelope, 'UTF8'),
       convert_from(event_body.bytes, 'UTF8')
FROM event
LEFT JOIN event_body USING (stream, version)
LEFT JOIN log USING (stream, version)
ORDER BY log.position
"""


def until_quiet(service: Service) -> float:
    """Until everything is sealed and handled, by itself; how many seconds that took."""
    return until(
        lambda: not service.left_to_do(SUBSCRIPTIONS),
        QUIET_SECONDS,
        lambda: "work is left: " + "; ".join(service.left_to_do(SUBSCRIPTIONS)),
    )


def nothing_lost_nothing_doubled(service: Service, newsroom: Newsroom, *, parked: Collection[str] = ()) -> None:
    """parked: the stories that may be passed by. Where there are any, no rebuild is compared: they cannot be folded."""
    rows = service.ask(_EVENTS)
    _log_is_dense(rows)
    events = [(stream, kind, json.loads(body)) for _, stream, _, kind, _, body in rows]
    _articles_exist_once([one for one in events if _public(one[0]) not in parked], newsroom)
    found = service.ask("SELECT 'sto_' || replace(stream::text, '-', ''), error FROM parked WHERE replayed_at IS NULL")
    assert {story for story, _ in found} == set(parked), f"parked: {found}"
    size, _root = verify(line for _, line in export_lines())
    assert size == len(rows), f"the export has {size} events, the log {len(rows)}"
    if not parked:
        for name in REBUILDABLE:
            differing = {
                table: rows for table, rows in rebuild(name, tell=lambda done, total: None).differing.items() if rows
            }
            assert not differing, f"served rows differ from rebuilt ones: {differing}"
    connection.close()


def _log_is_dense(rows: list[tuple[object, ...]]) -> None:
    positions = [row[0] for row in rows]
    assert positions == list(range(len(rows))), "positions have gaps, or events are not sealed"
    versions: dict[object, list[object]] = defaultdict(list)
    for _, stream, version, *_ in rows:
        versions[stream].append(version)
    gaps = {stream: found for stream, found in versions.items() if found != list(range(1, len(found) + 1))}
    assert not gaps, f"versions out of order or missing: {gaps}"


def _articles_exist_once(events: list[tuple[str, str, dict[str, Any]]], newsroom: Newsroom) -> None:
    filed = Counter(
        (body["article"], _public(stream), body["sha256"]) for stream, kind, body in events if kind == "article.filed"
    )
    sent = Counter((one.article, one.story, sha256(one.text.encode()).hexdigest()) for one in newsroom.acknowledged)
    assert filed == sent, f"lost: {sent - filed}; doubled or never acknowledged: {filed - sent}"
    assert len({digest for *_, digest in filed}) == len(filed), "one text is two articles"
    revisions = Counter((body["article"], body["revision"]) for _, kind, body in events if kind == "article.filed")
    read = Counter((body["article"], body["revision"]) for _, kind, body in events if kind == "article.analysed")
    assert read == revisions, f"never analysed: {revisions - read}; analysed again: {read - revisions}"
    claims = defaultdict(list)
    for _, kind, body in events:
        if kind in {"claim.extracted", "claim.appeared"}:
            shown = body["appearance"]
            claims[shown["article"], shown["revision"], str(shown["spans"])].append(body["claim"])
    doubled = {span: found for span, found in claims.items() if len(found) != 1}
    assert not doubled, f"claims doubled: {doubled}"
    assert claims, "nothing was found in any article"


def _public(stream: str) -> str:
    return "sto_" + stream.replace("-", "")
