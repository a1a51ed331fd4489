"""A story as a bundle of evidence."""

from django.http import HttpResponse
from rest_framework.request import Request

from stories.api.authentication import reader_of_all
from stories.api.methods import api_view
from stories.api.problems import Problem
from stories.api.proofs import nothing_signed
from stories.application.bundling import Uncovered, bundle
from stories.application.queries import story_named
from stories.eventlog.signing import newest


@api_view(["GET"])
def story_bundle(request: Request, name: str) -> HttpResponse:
    """Events and state as far as the newest checkpoint covers them."""
    reader_of_all(request)
    standing = story_named(name)
    signed = newest()
    if signed is None:
        raise nothing_signed()
    try:
        version, data = bundle(standing.id, signed)
    except Uncovered as exc:
        raise Problem(404, "not-covered", "No checkpoint covers this story yet; ask again in a few minutes.") from exc
    response = HttpResponse(data, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{standing.slug}-v{version}.zip"'
    response["Cache-Control"] = "private, no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    return response
