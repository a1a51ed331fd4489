"""Every address. The rooms keep their own lists; this one says where they begin."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.utils.module_loading import autodiscover_modules
from django.views.generic import RedirectView

from newsroom import health
from newsroom.metrics import metrics
from stories.api.problems import no_such_address

# The site lies in the package that Django searches for tables to list, so it must be whole before those come.
admin.autodiscover()
autodiscover_modules("admin.registration")

urlpatterns: list[URLPattern | URLResolver] = [
    path("livez", health.livez),
    path("readyz", health.readyz),
    path("metrics", metrics),
    path("admin/", admin.site.urls),
    path("api/v1/", include("stories.api.urls")),
    path("problems/", include("stories.api.reference.urls")),
    re_path(r"^api(?:/|$)", no_such_address),
    path("", RedirectView.as_view(pattern_name="pages:stories")),
    path("", include("stories.pages.urls")),
]
handler403 = "newsroom.refusals.forbidden"
handler404 = "newsroom.refusals.not_found"
handler400 = "stories.api.problems.bad_request"
handler500 = "stories.api.problems.server_error"
