"""Where problems are explained, below /problems/: their `type` leads there."""

from django.urls import path

from stories.api.reference import views

urlpatterns = [
    path("", views.problems, name="problems"),
    path("<slug:code>/", views.problem, name="problem"),
]
