"""Addresses of the live process, below /api/v1/."""

from django.urls import URLPattern, path, re_path

from stories.api.live import views
from stories.api.problems import no_such_address

urlpatterns: list[URLPattern] = [
    path("stream/", views.stream),
    path("stories/<str:name>/stream/", views.story_stream),
    re_path(r"", no_such_address),
]
