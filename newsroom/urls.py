"""Every address. The rooms keep their own lists; this one says where they begin."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, path

from newsroom import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("livez", health.livez),
    path("readyz", health.readyz),
    path("admin/", admin.site.urls),
]
