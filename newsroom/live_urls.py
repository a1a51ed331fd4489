"""The addresses that the live process answers; all others are the web process's."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from newsroom import health
from stories.api.problems import no_such_address

urlpatterns: list[URLPattern | URLResolver] = [
    path("livez", health.livez),
    path("readyz", health.readyz),
    path("api/v1/", include("stories.api.live.urls")),
    re_path(r"", no_such_address),
]
handler400 = "stories.api.problems.bad_request"
handler500 = "stories.api.problems.server_error"
