"""Which story an address means, found without folding it. What readers may not see and what is not there are alike."""

from django.http import Http404
from django.http.response import HttpResponseRedirectBase
from django.urls import reverse

from stories.application.queries import NotThere, Standing, standing_of, story_named

MERGES = 20


class PermanentRedirect(HttpResponseRedirectBase):
    status_code = 308


def public_story(slug: str, *, follow: bool = True) -> Standing:
    """follow: a merged story leads to the survivor; else its own past is meant. Raises Http404."""
    try:
        found = story_named(slug)
        for _ in range(MERGES if follow else 0):
            if found.merged_into is None:
                break
            found = standing_of(found.merged_into)
    except NotThere:
        raise Http404 from None
    if not found.public or (follow and found.merged_into is not None):
        raise Http404
    return found


def moved(found: Standing, slug: str, name: str, *more: object) -> PermanentRedirect | None:
    """The way to the story's newest address, if this is not it."""
    return None if found.slug == slug else PermanentRedirect(reverse(f"pages:{name}", args=[found.slug, *more]))
