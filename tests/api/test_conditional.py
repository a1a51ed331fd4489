"""Validators and caches: nothing is sent again that the caller has, and nothing stale is kept for ever."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from stories.application.handle import now
from stories.application.ids import new_event_id
from stories.domain.vocabulary import Role
from stories.eventlog.append import NewEvent, append
from stories.eventlog.codec import time_text
from stories.eventlog.folding import STORIES
from stories.eventlog.read import stream_head
from stories.eventlog.streams import StreamRef
from stories.models import reading

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(caller: Callable[..., Any]) -> SimpleNamespace:
    editor = caller(Role.EDITOR)
    story = editor.ok("stories/", {"title": "The Orlan dam", "public": True})["id"]
    return SimpleNamespace(editor=editor, story=story, path=f"stories/{story}/")


def test_each_view_has_its_validator(desk: SimpleNamespace, reader: Any) -> None:
    assert desk.editor.get(desk.path).headers["ETag"] == '"v3"'
    assert desk.editor.get(f"{desk.path}?view=public").headers["ETag"] == '"v3.public"'
    assert reader.get(desk.path).headers["ETag"] == '"v3.public"'
    assert reader.get(desk.path).headers["Cache-Control"] == "public, no-cache"
    assert desk.editor.get(desk.path).headers["Cache-Control"] == "private, no-cache"
    assert "Authorization" in desk.editor.get(desk.path).headers["Vary"]


def test_what_the_caller_has_is_not_folded_again(desk: SimpleNamespace, reader: Any) -> None:
    STORIES.forget()
    for caller, etag in ((desk.editor, '"v3"'), (reader, '"v3.public"'), (desk.editor, '"v1", W/"v3"'), (reader, "*")):
        for part in ("", "claims/", "sources/"):
            answer = caller.get(desk.path + part, if_none_match=etag)
            assert (answer.status, answer.body) == (304, None)
    assert not STORIES._held
    assert reader.get(desk.path, if_none_match='"v3"').status == 200
    desk.editor.ok(f"{desk.path}note/", {"text": "x"})
    assert desk.editor.get(desk.path, if_none_match='"v3"').status == 200


def test_a_story_that_cannot_be_folded_is_still_not_sent_again(desk: SimpleNamespace, reader: Any) -> None:
    """Whoever has this version is told so from the story's row: the fold would fail, and is not asked."""
    stream = StreamRef.parse(desk.story)
    head = stream_head(stream)
    unknown = NewEvent(new_event_id(), "story.sung", 99, time_text(now()), "sys", None, b'{"song":"x"}')
    append(stream, expected=head.version, prev=head.head, events=[unknown])
    reading.Story.objects.filter(pk=desk.story).update(version=head.version + 1)
    STORIES.forget()
    assert desk.editor.get(desk.path).status == 503
    for path, etag in ((desk.path, '"v4"'), (f"{desk.path}claims/", '"v4"'), (f"{desk.path}?at_version=4", '"v4"')):
        assert desk.editor.get(path, if_none_match=etag).status == 304
    assert reader.get(desk.path, if_none_match='"v4.public"').status == 304


def test_the_past_is_kept_for_a_minute(desk: SimpleNamespace, reader: Any) -> None:
    past = reader.get(f"{desk.path}?at_version=3")
    assert (past.headers["ETag"], past.headers["Cache-Control"]) == ('"v3.public"', "public, max-age=60")
    assert reader.get(f"{desk.path}?at_version=2").status == 404, "readers could not see it then"
    assert desk.editor.get(f"{desk.path}?at_version=2").body["public"] is False
    assert desk.editor.get(f"{desk.path}?at_version=4").status == 404
    assert desk.editor.get(f"{desk.path}?as_of=2001-01-01T00:00:00Z").status == 404
    assert desk.editor.get(f"{desk.path}?as_of=2999-01-01T00:00:00Z").body["version"] == 3


def test_a_claim_that_is_as_it_was(desk: SimpleNamespace) -> None:
    evidence = [{"kind": "call", "summary": "the warden", "terms": "on_record"}]
    made = desk.editor.post(f"{desk.path}claims/", {"statement": "The dam stands.", "evidence": evidence})
    etag = made.headers["ETag"]
    path = made.headers["Location"]
    assert desk.editor.get(path).headers["ETag"] == etag
    assert desk.editor.get(path, if_none_match=etag).status == 304
    desk.editor.ok(f"{desk.path}unpublish/", {"reason": "legal"})
    assert desk.editor.get(path, if_none_match=etag).status == 200, "its publicness may have changed with the story's"


def test_pages_follow_one_another(desk: SimpleNamespace) -> None:
    for n in range(5):
        desk.editor.ok(f"{desk.path}note/", {"text": f"note {n}"})
    first = desk.editor.get(f"{desk.path}events/?limit=3")
    assert first.headers["Link"] == f'<{first.body["next"]}>; rel="next"'
    seen, following = first.body["results"], first.body["next"]
    while following:
        page = desk.editor.read(following)
        seen, following = [*seen, *page["results"]], page["next"]
    assert [event["version"] for event in seen] == list(range(1, 9))
    for n in range(4):
        desk.editor.ok("stories/", {"title": f"Story {n}"})
    found: list[Any] = []
    following = "stories/?limit=2"
    while following:
        page = desk.editor.read(following)
        found, following = [*found, *page["results"]], page["next"]
    assert len({one["id"] for one in found}) == len(found) == 5
    assert [one["updated_at"] for one in found] == sorted((one["updated_at"] for one in found), reverse=True)
