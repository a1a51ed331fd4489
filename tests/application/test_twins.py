"""Articles that come from many senders in the same moment."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connections

from stories.application.handle import Order, now
from stories.application.intake import Filed, Incoming, SourceGiven, create_story, file_article
from stories.domain.actors import MACHINE

SENDERS = 8


def test_the_same_text_from_many_at_once_is_one_article(committed_db: Any) -> None:
    story = create_story("The silo", None, Order(MACHINE, now()), public=False).stream

    def send(text: str) -> Filed:
        try:
            sent = Incoming(source=SourceGiven(name="Morne Post"), text=text, story=story)
            return file_article(sent, Order(MACHINE, now()))
        finally:
            connections.close_all()

    for trucks in range(4):
        with ThreadPoolExecutor(SENDERS) as senders:
            filed = list(senders.map(send, [f"The silo burned and {trucks} trucks came."] * SENDERS))
        assert len({one.article for one in filed}) == 1
        assert sum(one.duplicate_of is None for one in filed) == 1
