"""The end of a shift: what is open, in words that print; a note that the next shift acknowledges; who takes over."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from stories.admin.claim_offers import people, person_chosen
from stories.admin.fields import words
from stories.admin.needs import SETTLED
from stories.admin.rights import looking, may_look
from stories.application.handle import Order, handle_story, now
from stories.application.people import by_user, names_of, person_id
from stories.domain.commands_claim import AssignClaim
from stories.domain.commands_story import AssignQuestion
from stories.domain.permissions import Action, may
from stories.domain.refusals import Refused
from stories.domain.values import ClaimId, PersonId, QuestionId
from stories.models import Handover, Person, reading
from stories.projections.stories import refresh

Context = dict[str, Any]
SHIFT = timedelta(hours=8)
LISTED = 100
AT_ONCE = 200
TOLD = ("claim.verified", "claim.refuted", "claim.disputed", "claim.corrected", "claim.withdrawn", "claim.held")


class NoteForm(forms.Form):
    note = words(_("What the next shift must know"), rows=4)


class ReassignForm(forms.Form):
    leaving = forms.ChoiceField(label=_("Who leaves"))
    taking = forms.ChoiceField(label=_("Who takes over"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": ""} | kwargs)
        offered = people()
        self.fields["leaving"].choices = [one for one in offered if one[0]]  # type: ignore[attr-defined]
        self.fields["taking"].choices = [("", _now("nobody yet")), *(one for one in offered if one[0])]  # type: ignore[attr-defined]


def handover(request: HttpRequest) -> HttpResponse:
    """GET shows the state of the shift; POST leaves a note, or gives one person's work to another."""
    if not may_look(request.user) or not isinstance(request.user, User):
        raise PermissionDenied
    if request.method != "POST":
        return _rendered(request, request.user)
    if not may(looking(request.user), Action.CARE_FOR_CLAIM):
        raise PermissionDenied
    if "note" in request.POST:
        form = NoteForm(request.POST, label_suffix="")
        if not form.is_valid():
            return _rendered(request, request.user, note=form, status=422)
        Handover.objects.create(by=request.user, at=now(), note=form.cleaned_data["note"])
        messages.success(request, _now("Your note is here for the next shift."))
    else:
        chosen = ReassignForm(request.POST)
        if not chosen.is_valid():
            return _rendered(request, request.user, reassign=chosen, status=422)
        _reassign(request, request.user, chosen.cleaned_data)
    return HttpResponseRedirect(reverse("admin:handover"), status=303)


def taken(request: HttpRequest, number: int) -> HttpResponse:
    """The next shift has read the note: somebody who works on claims, and not its author."""
    if request.method != "POST" or not may_look(request.user) or not isinstance(request.user, User):
        raise PermissionDenied
    if not may(looking(request.user), Action.CARE_FOR_CLAIM):
        raise PermissionDenied
    note = get_object_or_404(Handover, pk=number)
    if note.by_id == request.user.pk:
        messages.warning(request, _now("Somebody else acknowledges your note."))
    elif Handover.objects.filter(pk=number, acknowledged_by=None).update(
        acknowledged_by=request.user, acknowledged_at=now()
    ):
        messages.success(request, _now("Acknowledged."))
    return HttpResponseRedirect(reverse("admin:handover"), status=303)


def _reassign(request: HttpRequest, user: User, given: Context) -> None:
    leaving = Person.objects.filter(user__pk=given["leaving"]).first()
    taking = person_chosen(given["taking"]) if given["taking"] else None
    if leaving is None:
        messages.info(request, _now("Nothing is assigned to this person."))
        return
    done, refused = 0, 0
    order = Order(by_user(user), now())
    for story, commands in _work_of(person_id(leaving), taking).items():
        for command in commands:
            try:
                handle_story(story, lambda _state, one=command: [one], order)  # type: ignore[misc]
                done += 1
            except Refused:
                refused += 1
        refresh(story)
    said = ngettext("%(n)s item was given over.", "%(n)s items were given over.", done) % {"n": done}
    if refused:
        said += " " + ngettext("%(n)s was refused.", "%(n)s were refused.", refused) % {"n": refused}
    messages.success(request, said)


def _work_of(person: str, taking: PersonId | None) -> dict[str, list[AssignClaim | AssignQuestion]]:
    """By story, the commands that give over what somebody has; due dates stay."""
    found: dict[str, list[AssignClaim | AssignQuestion]] = {}
    for row in reading.Claim.objects.filter(assignee=person).order_by("story", "id")[:AT_ONCE]:
        due = row.document.get("work", {}).get("due")
        found.setdefault(row.story, []).append(AssignClaim(ClaimId(row.pk), taking, _moment(due)))
    for asked in reading.Question.objects.filter(owner=person, status="open").order_by("story", "id")[:AT_ONCE]:
        found.setdefault(asked.story, []).append(AssignQuestion(QuestionId(asked.pk), taking, asked.due))
    return found


def _moment(text: str | None) -> Any:
    return forms.DateTimeField().to_python(text.replace("Z", "+00:00")) if text else None


def _rendered(
    request: HttpRequest,
    user: User,
    *,
    note: NoteForm | None = None,
    reassign: ReassignForm | None = None,
    status: int = 200,
) -> HttpResponse:
    at = now()
    since = at - SHIFT
    claims = reading.Claim.objects.exclude(status="merged")
    open_ = claims.exclude(status__in=SETTLED)
    groups: list[tuple[Any, Any]] = [
        (_("Challenged: an independent origin contradicts a public line"), claims.filter(challenged=True)),
        (_("Waits for a second person"), claims.filter(document__work__pending__verb__isnull=False)),
        (_("Held"), open_.filter(document__hold__reason__isnull=False, publication="withheld")),
        (_("Assigned"), claims.exclude(assignee="")),
        (_("To be looked at again"), open_.filter(recheck_by__lte=at + SHIFT)),
    ]
    listed = [(name, list(rows.order_by("story", "last_changed")[:LISTED])) for name, rows in groups]
    contradictions = list(reading.Contradiction.objects.filter(status="open", certainty="certain")[:LISTED])
    questions = list(reading.Question.objects.filter(status="open")[:LISTED])
    happened = list(reading.StoryEvent.objects.filter(at__gte=since, type__in=TOLD).order_by("-id")[:LISTED])
    ids = {row.story for _name, rows in listed for row in rows} | {one.story for one in happened}
    ids |= {one.story for one in contradictions} | {one.story for one in questions}
    titles = dict(reading.Story.objects.filter(pk__in=ids).values_list("pk", "title"))
    assignees = {row.assignee for _name, rows in listed for row in rows if row.assignee}
    actors = assignees | {one.actor for one in happened} | {one.owner for one in questions if one.owner}
    names = names_of(actors)
    return render(
        request,
        "admin/stories/screens/handover.html",
        {
            **admin.site.each_context(request),
            "title": _now("Handover"),
            "at": at,
            "since": since,
            "groups": [
                (name, [(row, titles.get(row.story, ""), names.get(row.assignee, "")) for row in rows])
                for name, rows in listed
                if rows
            ],
            "contradictions": [(one, titles.get(one.story, "")) for one in contradictions],
            "questions": [(one, titles.get(one.story, ""), names.get(one.owner, "")) for one in questions],
            "happened": [(one, titles.get(one.story, ""), names.get(one.actor, "")) for one in happened],
            "notes": Handover.objects.select_related("by", "acknowledged_by")[:10],
            "note_form": note or NoteForm(label_suffix=""),
            "reassign_form": reassign or ReassignForm(),
            "allowed": may(looking(user), Action.CARE_FOR_CLAIM),
        },
        status=status,
    )
