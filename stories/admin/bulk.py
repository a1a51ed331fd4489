"""A verb on many claims: what would become of each is shown first; the confirmation carries a signed selection."""

from collections import Counter
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from stories.admin.claim_offers import people, person_chosen
from stories.admin.desk import asked_in, query_of
from stories.admin.fields import choices, words
from stories.admin.needs import needs
from stories.admin.rights import looking, may_look, who_may
from stories.application import taking_back
from stories.application.bulk import ACTIONS, KIND, MOST, Foreseen, foresee, queue_verb
from stories.application.handle import now
from stories.application.ids import is_public_id, new_id, uuid_of
from stories.application.jobs import cancel, job_document, job_named, results
from stories.application.people import by_user
from stories.application.queries import NotThere
from stories.domain.permissions import may
from stories.domain.vocabulary import DismissReason, HoldReason
from stories.models import Job

SALT = "desk.bulk"
GOOD_FOR = 60 * 60  # seconds that a preview may be confirmed
LABELS = {
    "accept": gettext_lazy("Accept"),
    "verify": gettext_lazy("Verify"),
    "dismiss": gettext_lazy("Dismiss"),
    "hold": gettext_lazy("Hold"),
    "release": gettext_lazy("Release"),
    "assign": gettext_lazy("Assign"),
    "note": gettext_lazy("Note"),
}
WILL = {
    "accept": gettext_lazy("will be accepted"),
    "verify": gettext_lazy("will be verified"),
    "dismiss": gettext_lazy("will be dismissed"),
    "hold": gettext_lazy("will be held"),
    "release": gettext_lazy("will be released"),
    "assign": gettext_lazy("will be assigned"),
    "note": gettext_lazy("will get your note"),
}


class NoteForm(forms.Form):
    note = words(gettext_lazy("Note"), required=False)


class NoteNeededForm(forms.Form):
    note = words(gettext_lazy("Note"))


class NothingForm(forms.Form):
    pass


class DismissForm(forms.Form):
    reason = forms.ChoiceField(label=gettext_lazy("Reason"), choices=choices(DismissReason))


class HoldForm(forms.Form):
    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        choices=[
            one
            for one in choices(HoldReason)
            if one[0] not in {HoldReason.SUPPORT_LOST.value, HoldReason.EMBARGO.value}
        ],
    )
    note = words(gettext_lazy("Note"), required=False)


class AssignForm(forms.Form):
    assignee = forms.ChoiceField(label=gettext_lazy("To"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assignee"].choices = people()  # type: ignore[attr-defined]  # a field with choices


FORMS: dict[str, type[forms.Form]] = {
    "accept": NothingForm,
    "verify": NoteForm,
    "dismiss": DismissForm,
    "hold": HoldForm,
    "release": NoteForm,
    "assign": AssignForm,
    "note": NoteNeededForm,
}
# What the dry run needs where the form is not filled in yet.
USUAL: dict[str, dict[str, Any]] = {
    "dismiss": {"reason": DismissReason.NO_CLAIM.value},
    "hold": {"reason": HoldReason.CHECKING.value},
    "note": {"note": "-"},
}


@require_POST
def bulk_preview(request: HttpRequest) -> HttpResponse:
    """From the ticked rows, or from all that the filter finds; writes nothing."""
    user, verb = _editor(request), request.POST.get("verb", "")
    back = reverse("admin:index") + (f"?{query}" if (query := _query(request)) else "")
    seen = _selected(request)
    if verb not in ACTIONS or not seen:
        messages.error(request, _("Choose a verb, and tick what it is for.") if not seen else _("Choose a verb."))
        return HttpResponseRedirect(back, status=303)
    return _previewed(request, user, verb, seen, back)


def _previewed(
    request: HttpRequest,
    user: User,
    verb: str,
    seen: list[tuple[str, int]],
    back: str,
    form: Any = None,
    token: str = "",
) -> HttpResponse:
    by = looking(user)
    rows = foresee(seen, verb, USUAL.get(verb, {}), by)
    ready = [row for row in rows if not row.code]
    allowed = may(by, ACTIONS[verb])
    form = form or FORMS[verb](label_suffix="")
    return render(
        request,
        "admin/stories/desk/bulk.html",
        {
            **admin.site.each_context(request),
            "title": _("%(verb)s: preview") % {"verb": LABELS[verb]},
            "verb": verb,
            "label": LABELS[verb],
            "sentence": _sentence(verb, rows),
            "ready": ready,
            "left": _left(rows),
            "form": form if ready and allowed else None,
            "allowed": allowed,
            "who_may": who_may(ACTIONS[verb]),
            "token": token or _token(verb, seen, user),
            "back": back,
        },
        status=422 if form.is_bound else 200,
    )


def _token(verb: str, seen: list[tuple[str, int]], user: User) -> str:
    """The selection, signed, with the id of the job that it will make: a double click makes the same one again."""
    chosen = {"verb": verb, "seen": seen, "user": user.pk, "job": new_id("job")}
    return signing.dumps(chosen, salt=SALT, compress=True)


def _sentence(verb: str, rows: list[Foreseen]) -> str:
    """ "12 selected: 9 will be verified, 2 changed since you looked, 1 lacks evidence." """
    counted = Counter(row.code for row in rows)
    said = {"": str(WILL[verb]), "changed": _("changed since you looked"), "same": _("are so already")} | {
        "no-evidence": _("lack evidence")
    }
    parts = [f"{counted[code]} {words}" for code, words in said.items() if counted[code]]
    if other := sum(n for code, n in counted.items() if code not in said):
        parts.append(_("%(n)s cannot be done now") % {"n": other})
    return _("%(n)s selected: %(parts)s.") % {"n": len(rows), "parts": ", ".join(parts)}


def _left(rows: list[Foreseen]) -> list[tuple[Foreseen, str]]:
    known = {"changed": _("Changed since you looked: open it first."), "same": _("It is so already.")}
    return [(row, known.get(row.code, row.why)) for row in rows if row.code]


@require_POST
def bulk_confirm(request: HttpRequest) -> HttpResponse:
    """Makes the job, for what would be done at this very moment; sent again, it leads to the job that there is."""
    user, token = _editor(request), request.POST.get("token", "")
    try:
        asked = signing.loads(token, salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature:
        messages.error(request, _("This preview is too old; select again."))
        return HttpResponseRedirect(reverse("admin:index"), status=303)
    verb, seen = asked["verb"], [(str(claim), int(version)) for claim, version in asked["seen"]]
    if asked["user"] != user.pk:
        raise PermissionDenied
    form = FORMS[verb](request.POST, label_suffix="")
    if not form.is_valid():
        return _previewed(request, user, verb, seen, reverse("admin:index"), form, token)
    by, to_job = by_user(user), reverse("admin:desk_bulk_job", args=[asked["job"]])
    if Job.objects.filter(pk=uuid_of(asked["job"])).exists():
        return HttpResponseRedirect(to_job, status=303)
    if not may(by, ACTIONS[verb]):
        return _previewed(request, user, verb, seen, reverse("admin:index"))
    words = dict(form.cleaned_data)
    if verb == "assign":
        words["assignee"] = person_chosen(words["assignee"])
    rows = [row for row in foresee(seen, verb, words, by) if not row.code]
    if not rows:
        messages.warning(request, _("Nothing is left to do: all of it changed meanwhile."))
        return HttpResponseRedirect(reverse("admin:index"), status=303)
    title = _("%(verb)s %(n)s claims") % {"verb": LABELS[verb], "n": len(rows)}
    queue_verb(asked["job"], rows, verb, words, by, title)
    return HttpResponseRedirect(to_job, status=303)


def bulk_job(request: HttpRequest, job: str) -> HttpResponse:
    """The job's progress and a result per row; POST stops what has not been done yet."""
    if not may_look(request.user) or not isinstance(request.user, User):
        raise PermissionDenied
    try:
        found: Job = job_named(job, looking(request.user))
    except NotThere as unknown:
        raise Http404 from unknown
    if found.kind not in (KIND, taking_back.KIND):
        raise Http404
    if request.method == "POST":
        cancel(found)
        return HttpResponseRedirect(request.path, status=303)
    document = job_document(found)
    rows = list(results(found, after_line=max(0, found.reached - MOST)))
    return render(
        request,
        "admin/stories/desk/bulk_job.html",
        {
            **admin.site.each_context(request),
            "title": found.title,
            "job": found,
            "document": document,
            "rows": rows,
            "under_way": found.state in {"queued", "running"},
        },
    )


def _editor(request: HttpRequest) -> User:
    if not may_look(request.user) or not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def _query(request: HttpRequest) -> str:
    return query_of(asked_in(QueryDict(request.POST.get("query", "")[:1000])))


def _selected(request: HttpRequest) -> list[tuple[str, int]]:
    """Ticked rows as "clm_...:version", or every claim that the filter finds, up to the most that one job takes."""
    if request.POST.get("all") == "on":
        asked = asked_in(QueryDict(request.POST.get("query", "")[:1000]))
        found = needs(asked, str(looking(request.user).person), request.user.pk, now()).claims
        return list(found.values_list("pk", "version")[:MOST])
    seen: dict[str, int] = {}
    for text in request.POST.getlist("claim")[:MOST]:
        claim, _colon, version = text.partition(":")
        if is_public_id(claim, "clm") and version.isdecimal() and len(version) < 10:
            seen[claim] = int(version)
    return list(seen.items())
