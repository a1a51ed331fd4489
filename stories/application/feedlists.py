"""Lists of feeds taken in as a job: each feed by itself, under the same rules as one that is added by hand."""

import json
from collections.abc import Iterable
from typing import Any

from stories.application.batches import Outcome
from stories.application.feeds import FeedTaken, add, public_id
from stories.application.handle import Order
from stories.application.intake import SourceGiven
from stories.application.jobs import Reception, receive
from stories.application.visiting import house_guard
from stories.domain.actors import By
from stories.domain.refusals import Forbidden, Refused
from stories.gateways.addresses import AddressRefused
from stories.gateways.fetching import masked
from stories.gateways.opml import Outline

KIND = "feed_list"


def receive_list(said: bytes, outlines: Iterable[Outline], by: By) -> Reception:
    """A job with a line a feed, to be closed and queued. said: the list as it came. Raises TooMuch."""
    reception = receive(by, kind=KIND)
    reception.seen(said)
    for number, outline in enumerate(outlines, start=1):
        reception.add(number, json.dumps({"url": outline.url, "title": outline.title}).encode())
    return reception


def carry_line(data: bytes | None, order: Order) -> Outcome:
    """One feed of a list; its source is named as the list names it. Raises only where the database is gone."""
    line = json.loads(data or b"{}")
    told: dict[str, Any] = {"url": masked(line["url"]), "title": line["title"]}
    guard = house_guard()
    try:
        source = SourceGiven(name=line["title"] or guard.named(line["url"]).host)
        made = add(line["url"], source, order.by, order.at, guard=guard)
    except AddressRefused as exc:
        return Outcome(400, told | {"code": exc.code, "detail": str(exc)})
    except FeedTaken as exc:
        return Outcome(409, told | {"code": "feed-taken", "detail": f"{exc}.", "feed": exc.feed})
    except Refused as exc:
        status = 403 if isinstance(exc, Forbidden) else 422
        return Outcome(status, told | {"code": exc.code, "detail": exc.sentence})
    return Outcome(201, told | {"feed": public_id(made)})
