"""Addresses of what comes in bulk, below /api/v1/: files, batches of articles, their jobs."""

from django.urls import URLPattern, path

from stories.api import batches, files

urlpatterns: list[URLPattern] = [
    path("article-batches/", batches.article_batches),
    path("jobs/<str:id_>/", batches.job),
    path("jobs/<str:id_>/results/", batches.job_results),
    path("jobs/<str:id_>/cancel/", batches.job_cancel),
    path("files/", files.upload),
    path("files/<str:id_>/", files.file),
    path("files/<str:id_>/content/", files.content),
]
