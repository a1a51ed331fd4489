"""The addresses that readers know."""

from django.urls import path

from stories.pages import embedding, mistakes, views

app_name = "pages"
urlpatterns = [
    path("stories/", views.stories, name="stories"),
    path("stories/<slug:slug>/", views.story, name="story"),
    path("stories/<slug:slug>.atom", views.story_feed, name="story_feed"),
    path("stories/<slug:slug>/changes/", views.changes, name="changes"),
    path("stories/<slug:slug>/corrections/", views.corrections, name="corrections"),
    path("stories/<slug:slug>/embed/", embedding.embed, name="embed"),
    path("stories/<slug:slug>/lines/<str:claim>/", views.line, name="line"),
    path("stories/<slug:slug>/v/", views.versions, name="versions"),
    path("stories/<slug:slug>/v/<int:version>/", views.story_at, name="story_at"),
    path("corrections/", mistakes.corrections, name="all_corrections"),
    path("corrections.atom", mistakes.feed, name="all_corrections_feed"),
    path("oembed", embedding.oembed, name="oembed"),
]
