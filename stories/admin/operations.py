"""Operations: what runs, what failed and what lies parked; the log's own proof; keys and webhooks."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from stories.admin.deeds import DeedForm, FormWrong, NotDone, Secret, identifier
from stories.admin.fields import line, moment, ticks
from stories.admin.rights import looking, may_look, who_may
from stories.admin.webhook_deeds import WEBHOOK_DEEDS, EndpointForm, listed_endpoints
from stories.admin.wordbook import JOBS
from stories.application import housework, proving, timetable
from stories.application.auditing import VERIFY, last_audit
from stories.application.handle import CommandRepeated, IdempotencyMismatch, Order, now
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
from stories.eventlog.repeated import Idempotency
from stories.eventlog.streams import StreamRef
from stories.models import ApiKey, Job

Context = dict[str, Any]
LISTED = 30


class KeyForm(DeedForm):
    name = line(_("Name of the key"), longest=100)
    person = forms.ChoiceField(label=_("Acts as"), required=False)
    scopes = ticks(_("What it may do"))
    expires_at = moment(_("Ends"), help_text=_("UTC; empty: never"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "key_%s"} | kwargs)
        known = User.objects.filter(is_active=True, is_staff=True).order_by("username")
        named = [(str(user.pk), user.get_full_name() or user.get_username()) for user in known]
        self.fields["person"].choices = [("", _now("itself, without any verb")), *named]  # type: ignore[attr-defined]
        self.fields["scopes"].choices = [(one.value, one.value) for one in Scope]  # type: ignore[attr-defined]
        self.fields["scopes"].required = True


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
    except NotDone as why:
        messages.warning(request, str(why))
    except NotThere:
        messages.warning(request, _now("It is no longer there; somebody was faster."))
    except FormWrong as wrong:
        return _rendered(request, request.user, wrong={wrong.name: wrong.form}, status=422)
    else:
        if isinstance(done, Secret):
            return _rendered(request, request.user, secret=done)
        messages.success(request, done)
    return HttpResponseRedirect(reverse("admin:operations"), status=303)


def _create_key(user: User, data: QueryDict) -> Secret:
    form = KeyForm(data)
    if not form.is_valid():
        raise FormWrong("key_form", form)
    given, by = form.cleaned_data, by_user(user)
    said = sha256(repr(sorted(given.items())).encode()).digest()
    person = person_of(User.objects.get(pk=given["person"])) if given["person"] else None
    scopes = tuple(Scope(one) for one in given["scopes"])
    order = Order(by, now(), Idempotency(by.actor, form.once, said))
    try:
        made = create_key(given["name"], scopes, person, given["expires_at"], order)
    except Refused as refused:
        form.add_error(None, refused.sentence)
        raise FormWrong("key_form", form) from refused
    except (CommandRepeated, IdempotencyMismatch) as repeated:
        form.add_error(None, _now("This form made its key already and showed it; rotate the key to see another."))
        raise FormWrong("key_form", form) from repeated
    return Secret(given["name"], made.secret)


def _key(data: QueryDict) -> ApiKey:
    return get_object_or_404(ApiKey, pk=identifier(data, "key"))


def _rotate_key(user: User, data: QueryDict) -> Secret:
    key = _key(data)
    return Secret(key.name, rotate_key(key, Order(by_user(user), now())).secret)


def _revoke_key(user: User, data: QueryDict) -> str:
    revoke_key(_key(data), Order(by_user(user), now()))
    return _now("The key opens nothing any more.")


def _replay(user: User, data: QueryDict) -> str:
    """A worker does it: a handler may take minutes, or read a text."""
    try:
        stream = StreamRef.parse(data.get("stream", ""))
    except ValueError as bad:
        raise Http404 from bad
    return _asked_for_replay(user, stream.public)


def _replay_all(user: User, _data: QueryDict) -> str:
    return _asked_for_replay(user, "")


def _asked_for_replay(user: User, stream: str) -> str:
    housework.ask(housework.REPLAY, stream, user, now())
    with suppress(NotThere):  # a job that has never run takes its first turn within a minute
        timetable.want(housework.REPLAYS, by_user(user), now())
    return _now("A worker takes it up again; what came of it is said here.")


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
    cancel(get_object_or_404(Job, pk=identifier(data, "batch")))
    return _now("Canceled: lines that were worked off stay.")


def _rebuild(user: User, data: QueryDict) -> str:
    subject = data.get("subject", "")
    if subject not in REBUILDABLE:
        raise Http404
    housework.ask(housework.REBUILD, subject, user, now())
    return _now("The read models are made anew beside those that serve; the bar shows how far it is.")


def _verify(user: User, _data: QueryDict) -> str:
    housework.ask(VERIFY, "", user, now())
    return _now("The whole log is verified; the bar shows how far it is.")


DEEDS: dict[str, Callable[[User, QueryDict], str | Secret]] = {
    "create-key": _create_key,
    "rotate-key": _rotate_key,
    "revoke-key": _revoke_key,
    **WEBHOOK_DEEDS,
    "replay": _replay,
    "replay-all": _replay_all,
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
    wrong: dict[str, forms.Form] | None = None,
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
            "proof": proving.standing(),
            "lags": lags([one.name for one in SUBSCRIPTIONS])[:LISTED],
            "parked": parked()[:LISTED],
            "schedule": [one | {"does": JOBS.get(one["name"], "")} for one in timetable.documents()],
            "batches": list(Job.objects.exclude(state="receiving").order_by("-created_at")[:LISTED]),
            "under_way": UNDER_WAY,
            "housework": list(housework.shown()[:10]),
            "audit": last_audit(),
            "rebuildable": list(REBUILDABLE),
            "keys": list(ApiKey.objects.select_related("person__user").order_by("revoked_at", "-created_at")[:100]),
            "key_form": KeyForm(),
            "endpoint_form": EndpointForm(),
            "soon": at + timedelta(days=7),
            "endpoints": listed_endpoints(whole=may(looking(user), Action.RUN_HOUSE)),
            "at": at,
            **(wrong or {}),
        },
        status=status,
    )
    if secret is not None:
        answer["Cache-Control"] = "no-store"
    return answer
