"""Watching a story: by a button, shown in the list and on the desk, for each by herself; and what follows a merge."""

from typing import Any

from django.contrib.auth.models import User

from stories.application.handle import Order, now
from stories.application.intake import create_story
from stories.application.moving import merge
from stories.application.people import by_user
from stories.application.watched import MOST
from stories.models import WatchedStory
from stories.models.reading import Story

LIST = "/admin/stories/story/"


def press(browser: Any, story: str, **typed: str) -> Any:
    browser.get(f"{LIST}{story}/")
    token = browser.client.cookies["csrftoken"].value
    return browser.post(f"{LIST}{story}/watch/", {"csrfmiddlewaretoken": token, **typed})


def test_a_story_is_watched_from_its_cockpit_and_let_go_there(newsroom: Any, signed_in: Any) -> None:
    ana, before = signed_in("ana"), newsroom.events()
    assert "Watch this story" in ana.get(f"{newsroom.page}claims/")
    assert press(ana, newsroom.story, on="1").status_code == 303
    assert "Watched: stop watching" in ana.get(newsroom.page)
    assert "Watch this story" in signed_in("ben").get(newsroom.page)
    assert "stop watching" not in ana.get(f"{newsroom.page}?at_version=1")
    press(ana, newsroom.story)
    assert "Watch this story" in ana.get(newsroom.page)
    assert newsroom.events() == before


def test_the_list_marks_and_filters_what_she_watches(newsroom: Any, signed_in: Any) -> None:
    ana = signed_in("ana")
    other = create_story("Quiet at the weir", "weir", Order(newsroom_by(), now()), public=True)
    press(ana, newsroom.story, on="1")
    assert ana.get(LIST).count("★ watched") == 1
    mine = ana.get(f"{LIST}?watched=1")
    assert newsroom.story in mine
    assert other.stream not in mine
    assert "★ watched" not in signed_in("ben").get(LIST)


def newsroom_by() -> Any:
    return by_user(User.objects.get(username="ana"))


def test_the_desk_counts_what_others_did_and_narrows_to_it(newsroom: Any, signed_in: Any) -> None:
    ana, ben = signed_in("ana"), signed_in("ben")
    assert "Stories that you watch" not in ana.get("/admin/")
    press(ana, newsroom.story, on="1")
    newsroom.made()
    claim = newsroom.made("Two bridges fell in Port Ilva.")
    ben.send(newsroom.address(claim), "accept", statement=claim.statement)
    desk = ana.get("/admin/?watched=1")
    assert "Stories that you watch" in desk
    assert ">1 new<" in desk
    assert "Nine boats sank" in desk
    other = create_story("Quiet at the weir", "weir", Order(newsroom_by(), now()), public=True).stream
    press(ana, newsroom.story)
    press(ana, other, on="1")
    assert "Nine boats sank" not in ana.get("/admin/?watched=1").partition('class="side-column"')[0]
    assert "Nothing matches <em>in stories that you watch</em>" in ana.get("/admin/?watched=1")


def test_who_watched_a_story_watches_the_one_that_it_went_into(newsroom: Any, signed_in: Any) -> None:
    stays = create_story("Flood on the coast", "coast", Order(newsroom_by(), now()), public=True).stream
    for name, stories in (("ana", (newsroom.story, stays)), ("ben", (newsroom.story,))):
        for story in stories:
            press(signed_in(name), story, on="1")
    merge(newsroom.story, stays, Order(newsroom_by(), now()))
    assert sorted(WatchedStory.objects.values_list("user__username", "story")) == [("ana", stays), ("ben", stays)]
    assert press(signed_in("ana"), newsroom.story, on="1").status_code == 404


def test_nobody_watches_without_a_role_or_without_end(newsroom: Any, signed_in: Any) -> None:
    gus, ana = signed_in("gus"), signed_in("ana")
    assert gus.client.get(f"{newsroom.page}watch/").status_code == 403
    assert ana.client.get(f"{newsroom.page}watch/").status_code == 403
    me = User.objects.get(username="ana")
    WatchedStory.objects.bulk_create(WatchedStory(user=me, story=f"sto_{n:032x}", since=now()) for n in range(MOST))
    press(ana, newsroom.story, on="1")
    assert "as many as there may be" in ana.get(newsroom.page)
    assert not WatchedStory.objects.filter(story=newsroom.story).exists()
    assert Story.objects.count() == 1
