"""Webhook endpoints from the Operations screen: made with a secret that is shown once, tried, switched, told again."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.contrib.auth.models import User
from django.http import QueryDict
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from stories.admin.deeds import DeedForm, FormWrong, NotDone, Secret, identifier
from stories.application import endpoints
from stories.application.deliveries import RANGE, send_again, send_range
from stories.application.handle import IdempotencyMismatch, now
from stories.application.messages import CHAT_TYPES
from stories.application.once import Done, once
from stories.application.people import by_user
from stories.application.queries import NotThere, story_named
from stories.domain.events import EVENT_TYPES
from stories.eventlog.repeated import Idempotency
from stories.gateways.addresses import AddressRefused
from stories.models import Delivery, WebhookEndpoint

STORIES = 500
LISTED, DELIVERIES = 30, 15
FORMATS = [(endpoints.STANDARD, _("the event, as Standard Webhooks has it")), (endpoints.CHAT, _("a line for a chat"))]


class EndpointForm(DeedForm):
    url = forms.URLField(label=_("Address that listens"), max_length=2_000, assume_scheme="https")
    format = forms.ChoiceField(label=_("What it gets"), choices=FORMATS)
    types = forms.MultipleChoiceField(
        label=_("Which events"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text=_("none chosen: all of them"),
    )
    stories = forms.CharField(
        label=_("Which stories"),
        required=False,
        max_length=STORIES * 121,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("ids or names of their pages, one a line; empty: all of them"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "endpoint_%s"} | kwargs)
        self.fields["types"].choices = [(one, one) for one in sorted(EVENT_TYPES)]  # type: ignore[attr-defined]

    def clean_url(self) -> str:
        url = str(self.cleaned_data["url"])
        try:
            endpoints.judge(url)
        except AddressRefused as refused:
            raise forms.ValidationError(f"{refused}.") from refused
        return url

    def clean_stories(self) -> list[str]:
        names = list(dict.fromkeys(self.cleaned_data["stories"].split()))
        if len(names) > STORIES:
            raise forms.ValidationError(_("Name up to %(n)s stories."), params={"n": STORIES})
        found = []
        for name in names:
            try:
                found.append(story_named(name).id)
            except NotThere as unknown:
                raise forms.ValidationError(_("There is no story %(name)s."), params={"name": name}) from unknown
        return list(dict.fromkeys(found))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        beyond = set(cleaned.get("types", ())) - CHAT_TYPES
        if cleaned.get("format") == endpoints.CHAT and beyond:
            self.add_error("types", _now("A chat hears of %(types)s.") % {"types": ", ".join(sorted(CHAT_TYPES))})
        return cleaned


def _create(user: User, data: QueryDict) -> Secret:
    form = EndpointForm(data)
    if not form.is_valid():
        raise FormWrong("endpoint_form", form)
    given, by = form.cleaned_data, by_user(user)
    wish = endpoints.Wish(given["url"], tuple(given["types"]), tuple(given["stories"]), given["format"])

    def run() -> Done:
        made = endpoints.create_endpoint(wish, by, now())
        return Done(endpoints.public_id(made.id), {})

    try:
        done = once(Idempotency(by.actor, form.once, sha256(repr(wish).encode()).digest()), run)
        made = endpoints.endpoint_of(by, done.about)
    except IdempotencyMismatch as other:
        form.add_error(None, _now("This form was sent before with other words; begin a new one."))
        raise FormWrong("endpoint_form", form) from other
    return Secret(made.url, made.secret)


def _endpoint(data: QueryDict) -> WebhookEndpoint:
    return get_object_or_404(WebhookEndpoint, pk=identifier(data, "endpoint"), deleted_at=None)


def _ping(_user: User, data: QueryDict) -> str:
    endpoints.ping(_endpoint(data), now())
    return _now("A ping is on its way; its answer appears under the deliveries.")


def _rotate(_user: User, data: QueryDict) -> Secret:
    endpoint = _endpoint(data)
    endpoints.rotate(endpoint, now())
    return Secret(endpoint.url, endpoint.secret)


def _switch(_user: User, data: QueryDict) -> str:
    endpoint = _endpoint(data)
    if endpoint.disabled_at is None:
        endpoints.pause(endpoint, now())
        return _now("Paused: what is due waits.")
    endpoints.enable(endpoint, now())
    return _now("It hears again; what waited is sent now.")


def _remove(_user: User, data: QueryDict) -> str:
    endpoints.remove(_endpoint(data), now())
    return _now("It hears nothing any more; what it was told stays on record.")


def _redeliver(_user: User, data: QueryDict) -> str:
    send_again(get_object_or_404(Delivery, pk=identifier(data, "delivery")), now())
    return _now("It is sent once more.")


def _redeliver_range(_user: User, data: QueryDict) -> str:
    endpoint, first, last = _endpoint(data), _position(data, "first"), _position(data, "last")
    if first is None or last is None or not 0 <= last - first < RANGE:
        raise NotDone(_now("Nothing was sent: name a first and a last position, %(n)s apart at most.") % {"n": RANGE})
    if endpoint.disabled_at is not None:
        raise NotDone(_now("Nothing was sent: switch it on first."))
    waiting = send_range(endpoint, first, last, now())
    return _now("Messages that wait for it now: %(n)s.") % {"n": waiting}


def _position(data: QueryDict, name: str) -> int | None:
    text = data.get(name, "")
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 16 else None


WEBHOOK_DEEDS: dict[str, Callable[[User, QueryDict], str | Secret]] = {
    "create-endpoint": _create,
    "ping": _ping,
    "rotate-secret": _rotate,
    "switch": _switch,
    "remove-endpoint": _remove,
    "redeliver": _redeliver,
    "redeliver-range": _redeliver_range,
}


def listed_endpoints(*, whole: bool) -> list[dict[str, Any]]:
    """whole: with the address and the answers, which may hold a secret; else with the server's name."""
    living = WebhookEndpoint.objects.filter(deleted_at=None).select_related("key", "person__user")
    rows = list(living.order_by("-created_at", "id")[:LISTED])
    newest: dict[Any, list[Delivery]] = {}
    sent = Delivery.objects.filter(endpoint__in=[row.pk for row in rows]).order_by("-id")
    for delivery in sent[: LISTED * DELIVERIES]:
        newest.setdefault(delivery.endpoint_id, []).append(delivery)
    return [
        {
            "row": row,
            "address": row.url if whole else f"{urlsplit(row.url).hostname}/…",
            "deliveries": newest.get(row.pk, [])[:DELIVERIES],
        }
        for row in rows
    ]
