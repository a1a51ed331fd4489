"""Every address of the service, and `nothing/`: what a POST costs before it does anything."""

from django.urls import include, path
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from stories.api.authentication import actor


@api_view(["POST"])
def nothing(request: Request) -> Response:
    """Whoever asks is known, and the body is neither read as JSON nor looked at."""
    return Response({"actor": actor(request).actor}, status=201)


urlpatterns = [path("api/v1/nothing/", nothing), path("", include("newsroom.urls"))]
