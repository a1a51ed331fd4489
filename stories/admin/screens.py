"""Addresses of the screens that stand on no table of their own."""

from collections.abc import Callable

from django.contrib.admin import AdminSite
from django.http import HttpResponse
from django.urls import URLPattern, path, re_path

from stories.admin.between_stories import judge_between
from stories.admin.feeds_room import feeds, lists, tend
from stories.admin.handover import handover, taken
from stories.admin.intake import intake
from stories.admin.last_look import looked
from stories.admin.operations import operate, operations
from stories.admin.source_withdrawal import withdraw
from stories.admin.watching import watch_story
from stories.admin.wordbook import help_page

View = Callable[..., HttpResponse]
_SUGGESTION = r"(?P<thing>sug_[0-9a-f]{32})"
_STORY = r"(?P<thing>sto_[0-9a-f]{32})"
_SOURCE = r"(?P<thing>src_[0-9a-f]{32})"


def screens(site: AdminSite) -> list[URLPattern]:
    """To stand before the tables' own addresses, which take whatever they are given."""

    def guarded(view: View) -> View:
        found: View = site.admin_view(view)
        return found

    return [
        path("intake/", guarded(intake), name="intake"),
        re_path(rf"^intake/{_SUGGESTION}/(?P<verb>[a-z]+)/$", guarded(judge_between), name="judge_between"),
        path("feeds/", guarded(feeds), name="feeds"),
        path("feeds/lists/", guarded(lists), name="feed_lists"),
        path("feeds/<slug:what>/", guarded(tend), name="feed_tend"),
        path("operations/", guarded(operations), name="operations"),
        path("operations/<slug:what>/", guarded(operate), name="operate"),
        path("handover/", guarded(handover), name="handover"),
        path("handover/<int:number>/taken/", guarded(taken), name="handover_taken"),
        path("help/", guarded(help_page), name="help"),
        re_path(rf"^stories/story/{_STORY}/looked/$", guarded(looked), name="story_looked"),
        re_path(rf"^stories/story/{_STORY}/watch/$", guarded(watch_story), name="story_watch"),
        re_path(rf"^stories/source/{_SOURCE}/withdraw/$", guarded(withdraw), name="source_withdraw"),
    ]
