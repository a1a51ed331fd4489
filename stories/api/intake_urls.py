"""Addresses of what comes in bulk, below /api/v1/: files, batches of articles, their jobs."""

from django.urls import URLPattern, path

from stories.api import files

urlpatterns: list[URLPattern] = [
    path("files/", files.upload),
    path("files/<str:id_>/", files.file),
    path("files/<str:id_>/content/", files.content),
]
