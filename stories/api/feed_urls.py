"""Addresses of what comes by itself, below /api/v1/: feeds, and the timetable that asks them."""

from django.urls import URLPattern, path, re_path

from stories.api import feeds, timetable

urlpatterns: list[URLPattern] = [
    path("feeds/", feeds.feeds),
    path("feeds/test/", feeds.feed_test),
    path("feeds/opml/", feeds.opml),
    path("feeds/<str:id_>/", feeds.feed),
    path("feeds/<str:id_>/runs/", feeds.runs),
    re_path(r"^feeds/(?P<id_>[^/]+)/(?P<verb>poll|pause|resume|follow)/$", feeds.feed_verb),
    path("timetable/", timetable.jobs),
    re_path(r"^timetable/(?P<name>[^/]+)/(?P<verb>run|pause|resume)/$", timetable.job_verb),
]
