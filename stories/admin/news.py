"""What happened since a page was drawn, as ids: for pages that were away from the live stream, or never had it."""

import re
from typing import Any

from django.http import HttpRequest, JsonResponse

from stories.admin.rights import may_look
from stories.eventlog.read import log_size, read_log

MOST = 200
_IDS = re.compile(rb'"((?:art|clm|con|que|sug)_[0-9a-f]{32})"')


def news(request: HttpRequest) -> JsonResponse:
    """401 tells a page that its reader is signed out. too_many: draw the page anew, without counting."""
    if not may_look(request.user):
        return _answer({"code": "signed-out"}, 403 if request.user.is_authenticated else 401)
    given = request.GET.get("position", "")
    head = log_size() - 1
    position = int(given[:18]) if given[:18].isdecimal() else head
    events = read_log(position, MOST + 1) if position < head else []
    changed = [
        {
            "id": one.envelope.id,
            "stream": one.stream.public,
            "version": one.version,
            "about": sorted({found.decode() for found in _IDS.findall(one.body or b"")}),
        }
        for one in events[:MOST]
        if one.stream.kind == "story"
    ]
    return _answer({"position": head, "changed": changed, "too_many": len(events) > MOST}, 200)


def _answer(content: dict[str, Any], status: int) -> JsonResponse:
    answer = JsonResponse(content, status=status)
    answer["Cache-Control"] = "no-store"
    return answer
