"""Operations: what runs, what failed and what lies parked; the log's own proof; keys and webhooks."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from stories.admin.fields import line, moment, ticks
from stories.admin.rights import looking, may_look, who_may
from stories.application import endpoints, housework, timetable
from stories.application.deliveries import send_again
from stories.application.handle import Order, now
from stories.application.jobs import UNDER_WAY, cancel
from stories.application.keys import create_key, revoke_key, rotate_key
from stories.application.people import by_user, person_of
from stories.application.queries import NotThere
from stories.application.reactions import SUBSCRIPTIONS
from stories.application.rebuilding import REBUILDABLE
from stories.domain.permissions import Action, may
from stories.domain.refusals import Refused
from stories.domain.vocabulary import Scope
from stories.eventlog.checkpoints import lags
from stories.eventlog.parking import parked
from stories.eventlog.read import log_size
from stories.eventlog.replaying import NotParked, PartitionBusy, replay
from stories.eventlog.streams import StreamRef
from stories.models import ApiKey, Delivery, HouseJob, Job, WebhookEndpoint

Context = dict[str, Any]
LISTED = 30
DELIVERIES = 15


class KeyForm(forms.Form):
    name = line(_("Name of the key"), longest=100)
    person = forms.ChoiceField(label=_("Acts as"), required=False)
    scopes = ticks(_("What it may do"))
    expires_at = moment(_("Ends"), help_text=_("UTC; empty: never"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", "auto_id": "key_%s"} | kwargs)
        known = User.objects.filter(is_active=True, is_staff=True).order_by("username")
        named = [(str(user.pk), user.get_full_name() or user.get_username()) for user in known]
        self.fields["person"].choices = [("", _now("itself, without any verb")), *named]  # type: ignore[attr-defined]
        self.fields["scopes"].choices = [(one.value, one.value) for one in Scope]  # type: ignore[attr-defined]
        self.fields["scopes"].required = True


@dataclass(frozen=True, slots=True)
class Secret:
    """Shown in one answer and never again. id: of what it opens."""

    id: str
    secret: str


def operations(request: HttpRequest) -> HttpResponse:
    if request.method not in {"GET", "HEAD"} or not may_look(request.user) or not isinstance(request.user, User):
        raise PermissionDenied
    return _rendered(request, request.user)


def operate(request: HttpRequest, what: str) -> HttpResponse:
    """One deed of an operator, by POST. A new secret is shown in the very answer and never again."""
    if what not in DEEDS:
        raise Http404
    if request.method != "POST" or not may_look(request.user) or not isinstance(request.user, User):
        raise PermissionDenied
    if not may(looking(request.user), Action.RUN_HOUSE):
        raise PermissionDenied
    try:
        done = DEEDS[what](request.user, request.POST)
    except Refused as refused:
        messages.error(request, refused.sentence)
    except PartitionBusy:
        messages.warning(request, _now("A worker is at this very place; try again in a moment."))
    except (NotParked, NotThere):
        messages.warning(request, _now("It is no longer there; somebody was faster."))
    except KeyFormWrong as wrong:
        return _rendered(request, request.user, key_form=wrong.form, status=422)
    else:
        if isinstance(done, Secret):
            return _rendered(request, request.user, secret=done)
        messages.success(request, done)
    return HttpResponseRedirect(reverse("admin:operations"), status=303)


class KeyFormWrong(ValueError):
    def __init__(self, form: KeyForm) -> None:
        super().__init__("the form of a key")
        self.form = form


def _create_key(user: User, data: QueryDict) -> Secret:
    form = KeyForm(data)
    if not form.is_valid():
        raise KeyFormWrong(form)
    given = form.cleaned_data
    person = person_of(User.objects.get(pk=given["person"])) if given["person"] else None
    scopes = tuple(Scope(one) for one in given["scopes"])
    try:
        made = create_key(given["name"], scopes, person, given["expires_at"], Order(by_user(user), now()))
    except Refused as refused:
        form.add_error(None, refused.sentence)
        raise KeyFormWrong(form) from refused
    return Secret(given["name"], made.secret)


def _key(data: QueryDict) -> ApiKey:
    return get_object_or_404(ApiKey, pk=_uuid(data, "key"))


def _rotate_key(user: User, data: QueryDict) -> Secret:
    key = _key(data)
    return Secret(key.name, rotate_key(key, Order(by_user(user), now())).secret)


def _revoke_key(user: User, data: QueryDict) -> str:
    revoke_key(_key(data), Order(by_user(user), now()))
    return _now("The key opens nothing any more.")


def _endpoint(data: QueryDict) -> WebhookEndpoint:
    return get_object_or_404(WebhookEndpoint, pk=_uuid(data, "endpoint"), deleted_at=None)


def _ping(_user: User, data: QueryDict) -> str:
    endpoints.ping(_endpoint(data), now())
    return _now("A ping is on its way; its answer appears under the deliveries.")


def _rotate_secret(_user: User, data: QueryDict) -> Secret:
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


def _redeliver(_user: User, data: QueryDict) -> str:
    send_again(get_object_or_404(Delivery, pk=_uuid(data, "delivery")), now())
    return _now("It is sent once more.")


def _replay(_user: User, data: QueryDict) -> str:
    by_name = {one.name: one for one in SUBSCRIPTIONS}
    subscription = by_name.get(data.get("subscription", ""))
    if subscription is None:
        raise Http404
    try:
        stream = StreamRef.parse(data.get("stream", ""))
    except ValueError as bad:
        raise Http404 from bad
    try:
        handled = replay(subscription, stream)
    except (NotParked, PartitionBusy):
        raise
    except Exception as failed:  # noqa: BLE001  # whatever the handler raises: it stays parked, and the operator reads why
        return _now("It failed again and stays parked: %(why)s") % {"why": f"{type(failed).__name__}: {failed}"[:300]}
    return _now("Taken up again: %(n)s events handled.") % {"n": handled}


def _run(user: User, data: QueryDict) -> str:
    timetable.want(data.get("job", ""), by_user(user), now())
    return _now("It runs within seconds.")


def _pause(user: User, data: QueryDict) -> str:
    timetable.pause(data.get("job", ""), by_user(user), now())
    return _now("Paused.")


def _resume(user: User, data: QueryDict) -> str:
    timetable.resume(data.get("job", ""), by_user(user))
    return _now("Resumed.")


def _cancel(_user: User, data: QueryDict) -> str:
    cancel(get_object_or_404(Job, pk=_uuid(data, "batch")))
    return _now("Canceled: lines that were worked off stay.")


def _rebuild(user: User, data: QueryDict) -> str:
    subject = data.get("subject", "")
    if subject not in REBUILDABLE:
        raise Http404
    housework.ask(housework.REBUILD, subject, user, now())
    return _now("The read models are made anew beside those that serve; the bar shows how far it is.")


def _verify(user: User, _data: QueryDict) -> str:
    housework.ask(housework.VERIFY, "", user, now())
    return _now("The whole log is verified; the bar shows how far it is.")


def _uuid(data: QueryDict, name: str) -> Any:
    try:
        return forms.UUIDField().clean(data.get(name, ""))
    except forms.ValidationError as bad:
        raise Http404 from bad


DEEDS: dict[str, Callable[[User, QueryDict], str | Secret]] = {
    "create-key": _create_key,
    "rotate-key": _rotate_key,
    "revoke-key": _revoke_key,
    "ping": _ping,
    "rotate-secret": _rotate_secret,
    "switch": _switch,
    "redeliver": _redeliver,
    "replay": _replay,
    "run": _run,
    "pause": _pause,
    "resume": _resume,
    "cancel": _cancel,
    "rebuild": _rebuild,
    "verify": _verify,
}


def _rendered(
    request: HttpRequest,
    user: User,
    *,
    key_form: KeyForm | None = None,
    secret: Secret | None = None,
    status: int = 200,
) -> HttpResponse:
    at = now()
    answer = render(
        request,
        "admin/stories/screens/operations.html",
        {
            **admin.site.each_context(request),
            "title": _now("Operations"),
            "allowed": may(looking(user), Action.RUN_HOUSE),
            "who_may": who_may(Action.RUN_HOUSE),
            "secret": secret,
            "size": log_size(),
            "lags": lags([one.name for one in SUBSCRIPTIONS])[:LISTED],
            "parked": parked()[:LISTED],
            "schedule": timetable.documents(),
            "batches": list(Job.objects.exclude(state="receiving").order_by("-created_at")[:LISTED]),
            "under_way": UNDER_WAY,
            "housework": list(HouseJob.objects.select_related("asked_by")[:10]),
            "audit": housework.last_audit(),
            "rebuildable": list(REBUILDABLE),
            "keys": list(ApiKey.objects.select_related("person__user").order_by("revoked_at", "-created_at")[:100]),
            "key_form": key_form or KeyForm(),
            "soon": at + timedelta(days=7),
            "endpoints": _endpoints(whole=may(looking(user), Action.RUN_HOUSE)),
            "at": at,
        },
        status=status,
    )
    if secret is not None:
        answer["Cache-Control"] = "no-store"
    return answer


def _endpoints(*, whole: bool) -> list[Context]:
    """whole: with the address and the answers, which may hold a secret; else with the server's name."""
    rows = list(WebhookEndpoint.objects.filter(deleted_at=None).select_related("key", "person__user")[:LISTED])
    newest: dict[Any, list[Delivery]] = {}
    for delivery in Delivery.objects.filter(endpoint__in=[row.pk for row in rows]).order_by("-id")[
        : LISTED * DELIVERIES
    ]:
        newest.setdefault(delivery.endpoint_id, []).append(delivery)
    return [
        {
            "row": row,
            "address": row.url if whole else f"{urlsplit(row.url).hostname}/…",
            "deliveries": newest.get(row.pk, [])[:DELIVERIES],
        }
        for row in rows
    ]
