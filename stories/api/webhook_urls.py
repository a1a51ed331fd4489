"""Addresses of webhooks, below /api/v1/."""

from django.urls import URLPattern, path, re_path

from stories.api import deliveries, webhooks

urlpatterns: list[URLPattern] = [
    path("webhook-endpoints/", webhooks.webhook_endpoints),
    path("webhook-endpoints/<str:id_>/", webhooks.webhook_endpoint),
    re_path(r"^webhook-endpoints/(?P<id_>[^/]+)/(?P<verb>ping|rotate|redeliver)/$", webhooks.webhook_verb),
    path("deliveries/", deliveries.deliveries),
    path("deliveries/<str:id_>/", deliveries.delivery),
    path("deliveries/<str:id_>/redeliver/", deliveries.redeliver),
]
