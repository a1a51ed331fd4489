"""The addresses that readers know."""

from django.urls import path

from stories.pages import views

app_name = "pages"
urlpatterns = [
    path("stories/", views.stories, name="stories"),
    path("stories/<slug:slug>/", views.story, name="story"),
    path("stories/<slug:slug>.atom", views.story_feed, name="story_feed"),
    path("stories/<slug:slug>/v/<int:version>/", views.story_at, name="story_at"),
]
