"""A story begun by hand: the one thing on the desk that no article and no claim has led to yet."""

from hashlib import sha256
from uuid import uuid4

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.validators import RegexValidator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from stories.admin.fields import line
from stories.admin.rights import looking, may_look, who_may
from stories.application.handle import CommandRepeated, IdempotencyMismatch, KeyTaken, Order, now
from stories.application.intake import create_story
from stories.application.people import by_user
from stories.domain.permissions import Action, may
from stories.domain.refusals import Forbidden, Refused
from stories.eventlog.repeated import Idempotency


class NewStoryForm(forms.Form):
    form_id = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput)
    title = line(_("Title"), longest=500)
    slug = forms.CharField(
        label=_("Address of the page"),
        required=False,
        max_length=120,
        validators=[RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*$", _("Small letters, digits and single hyphens."))],
        help_text=_("empty: made from the title"),
    )
    public = forms.BooleanField(label=_("Readers get its page at once"), required=False)


def new_story(request: HttpRequest) -> HttpResponse:
    if not may_look(request.user) or not isinstance(request.user, User):
        raise PermissionDenied
    if request.method != "POST":
        return _shown(request, NewStoryForm(initial={"form_id": uuid4().hex}, label_suffix=""))
    form = NewStoryForm(request.POST, label_suffix="")
    if not form.is_valid():
        return _shown(request, form, status=422)
    given, by = form.cleaned_data, by_user(request.user)
    said = sha256(repr((given["title"], given["slug"], given["public"])).encode()).digest()
    order = Order(by, now(), Idempotency(by.actor, f"form:{given['form_id']}", said, 303))
    try:
        story = create_story(given["title"], given["slug"] or None, order, public=given["public"]).stream
    except CommandRepeated as repeated:
        story = repeated.row.stream.public
    except KeyTaken:
        form.add_error("slug", _now("Another story has this address; choose another one."))
        return _shown(request, form, status=409)
    except IdempotencyMismatch:
        form.add_error(None, _now("This form was sent before with other words; begin a new one."))
        return _shown(request, form, status=410)
    except Refused as refused:
        form.add_error(None, refused.sentence)
        return _shown(request, form, status=403 if isinstance(refused, Forbidden) else 422)
    messages.success(request, _now("The story is open."))
    return HttpResponseRedirect(reverse("admin:stories_story_page", args=[story]), status=303)


def _shown(request: HttpRequest, form: NewStoryForm, *, status: int = 200) -> HttpResponse:
    return render(
        request,
        "admin/stories/desk/new_story.html",
        {
            **admin.site.each_context(request),
            "title": _now("New story"),
            "form": form,
            "allowed": may(looking(request.user), Action.CREATE_STORY),
            "who_may": who_may(Action.CREATE_STORY),
        },
        status=status,
    )
