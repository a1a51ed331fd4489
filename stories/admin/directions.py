"""Sentences of ours that hold words written from right to left: each such stretch is isolated, so that what stands
beside it, a figure or a quotation mark, keeps its place."""

import re

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from stories.gateways.disguises import visible

_RIGHT_TO_LEFT = r"\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
_STRETCH = re.compile(
    rf"“(?P<quoted>[^“”]*[{_RIGHT_TO_LEFT}][^“”]*)”|(?P<bare>[{_RIGHT_TO_LEFT}](?:[^“”:;\n]*[{_RIGHT_TO_LEFT}])?)"
)


def isolated(text: str) -> str:
    """The sentence as HTML, escaped, what deceives in it spelled out; as it is where all of it goes one way."""
    shown = visible(text)
    return shown if shown.isascii() or not _STRETCH.search(shown) else _marked(shown)


def _marked(text: str) -> SafeString:
    parts, at = [], 0
    for found in _STRETCH.finditer(text):
        start, end = found.span("quoted" if found["quoted"] is not None else "bare")
        parts += [escape(text[at:start]), "<bdi>", escape(text[start:end]), "</bdi>"]
        at = end
    return mark_safe("".join([*parts, escape(text[at:])]))  # noqa: S308  # every stretch is escaped
