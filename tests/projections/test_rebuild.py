"""Live read models equal those rebuilt from the log; a rebuild mends what was spoilt and swaps in one step."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.models import Model

from stories.application import housework
from stories.application.handle import Order, handle_story, now
from stories.application.ids import new_event_id
from stories.application.intake import Incoming, SourceGiven, create_story, file_article
from stories.application.rebuilding import REBUILDABLE, rebuild
from stories.domain.actors import MACHINE, By
from stories.domain.commands import StoryStreamCommand
from stories.domain.commands_claim import AcceptClaim, NoteClaim
from stories.domain.values import ClaimId, PersonId
from stories.domain.vocabulary import Role
from stories.eventlog.append import NewEvent, append
from stories.eventlog.folding import STORIES
from stories.eventlog.read import stream_head
from stories.eventlog.snapshots import as_it_was, keep
from stories.eventlog.streams import StreamRef
from stories.models import HouseJob, reading
from stories.projections.stories import refresh

ROOT = Path(__file__).parents[2]
EDITOR = By("usr_" + "2" * 32, PersonId("usr_" + "2" * 32), frozenset({Role.EDITOR}))


@pytest.fixture
def story(pump: Callable[[], None]) -> str:
    """The first three articles of the play, two claims accepted, one noted."""
    play = json.loads((ROOT / "fixtures/stories/corran-star.json").read_text())
    posts = [step for step in play["steps"] if step["do"] == "post_article"][:3]
    made = create_story(play["title"], play["slug"], Order(EDITOR, now()), public=True).stream
    for step in posts:
        article = step["article"]
        file_article(
            Incoming(
                source=SourceGiven(name=article["source"]["name"]),
                text=(ROOT / article["file"]).read_text(),
                title=article["title"],
                published_at=datetime(2025, 10, 14, 9, tzinfo=UTC),
                story=made,
            ),
            Order(MACHINE, now()),
        )
        pump()
    first, second = reading.Claim.objects.filter(story=made)[:2]
    one, other = ClaimId(first.id), ClaimId(second.id)
    commands: list[StoryStreamCommand] = [AcceptClaim(one), AcceptClaim(other), NoteClaim(one, "called the coastguard")]
    handle_story(made, lambda _: commands, Order(EDITOR, now()))
    refresh(made)
    pump()
    return made


def tables_of(name: str) -> list[type[Model]]:
    return [REBUILDABLE[name].head, *REBUILDABLE[name].tables]


def rows(tables: Iterator[type[Model]] | Any) -> dict[str, list[tuple[Any, ...]]]:
    found = {}
    with connection.cursor() as cursor:
        for model in tables:
            cursor.execute(f"SELECT * FROM {model._meta.db_table} ORDER BY id")
            found[model._meta.db_table] = cursor.fetchall()
    return found


@pytest.mark.parametrize("name", list(REBUILDABLE))
def test_live_equals_rebuilt(name: str, story: str) -> None:
    live = rows(tables_of(name))
    assert any(live.values())
    assert not any(rebuild(name, tell=lambda done, total: None).differing.values())
    assert rows(tables_of(name)) == live


def test_a_rebuild_mends_rows_that_were_spoilt_or_lost(story: str) -> None:
    live = rows(tables_of("stories"))
    spoilt = reading.Claim.objects.first()
    assert spoilt is not None
    reading.Claim.objects.filter(pk=spoilt.pk).update(statement="something else")
    lost = reading.Appearance.objects.count()
    reading.Appearance.objects.all().delete()
    differing = rebuild("stories", tell=lambda done, total: None).differing
    assert differing[reading.Claim._meta.db_table] == 1
    assert differing[reading.Appearance._meta.db_table] == lost
    assert rows(tables_of("stories")) == live


def test_a_rebuild_goes_on_where_the_slice_before_it_stopped(story: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(housework, "SLICE_SECONDS", 0.0)
    for title in ("Rain", "Fish"):
        create_story(title, None, Order(MACHINE, now()), public=False)
    live = rows(tables_of("stories"))
    reading.Story.objects.update(title="something else")
    of_no_stream = {"slug": "nobody", "title": "none", "status": "open", "version": 1, "updated_at": now()}
    reading.Story.objects.create(id="sto_" + "f" * 32, **of_no_stream)
    job = HouseJob.objects.create(kind=housework.REBUILD, subject="stories", asked_at=now())
    told = []
    while HouseJob.objects.get(pk=job.pk).state in (housework.QUEUED, housework.RUNNING):
        assert housework.work(housework.REBUILD)
        told.append(reading.Story.objects.filter(title="something else").count())
    assert told == [2, 1, 0]
    assert "stories_story: 4" in HouseJob.objects.get(pk=job.pk).said
    assert rows(tables_of("stories")) == live


def test_refreshing_again_changes_nothing(story: str) -> None:
    live = rows(tables_of("stories"))
    assert refresh(story) == reading.Story.objects.get(pk=story).version
    assert rows(tables_of("stories")) == live


def test_snapshots_say_what_the_whole_fold_says(story: str) -> None:
    stream = StreamRef.parse(story)
    head = stream_head(stream).version
    assert list(keep(stream, head, every=7))
    for version in range(1, head + 1, 3):
        assert as_it_was(stream, version) == STORIES.at_version(stream, version).state


def test_a_story_with_an_event_from_the_future_keeps_its_rows(story: str) -> None:
    stream = StreamRef.parse(story)
    with STORIES.reading(stream) as state:
        version = state.version
    folded = STORIES.take(stream)
    unknown = NewEvent(new_event_id(), "story.sung", 99, folded.at, "sys", None, b'{"song":"x"}')
    append(stream, expected=version, prev=folded.head, events=[unknown])
    live = rows(tables_of("stories"))
    done = rebuild("stories", tell=lambda done, total: None)
    assert done.left == (story,)
    assert rows(tables_of("stories")) == live
