"""Answers as JSON: decimals as strings, times in UTC, text as it is."""

from collections.abc import Mapping
from typing import Any, cast

import msgspec
from django.utils.functional import Promise
from rest_framework.renderers import BaseRenderer


def _told(value: object) -> str:
    """Words that come late (a translation) or as a kind of their own (the framework's errors)."""
    if isinstance(value, str | Promise):
        return f"{value}"
    raise TypeError(f"{type(value).__name__} has no form in JSON")


_ENCODER = msgspec.json.Encoder(enc_hook=_told, decimal_format="string", uuid_format="canonical")


class JSONRenderer(BaseRenderer):
    """application/json, several times as fast as the framework's: states of five hundred claims are drawn here."""

    media_type = "application/json"
    format = "json"
    charset = None  # JSON is UTF-8 and says nothing of it (RFC 8259, 11)

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,  # noqa: ARG002  # the framework's signature
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        # The framework ties view, answer and this context into rings. Cut here, a state of a hundred thousand parts
        # goes as soon as it is sent; else the collector has to find it, and everybody waits for the collector.
        if renderer_context:
            renderer_context["view"].response = None
            cast("dict[str, Any]", renderer_context).pop("response")
        return b"" if data is None else _ENCODER.encode(data)
