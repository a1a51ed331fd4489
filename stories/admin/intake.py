"""Intake: an article pasted or fetched by hand; what came and from where; what the machine suggests to do with it."""

from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from stories.admin.between_stories import waiting
from stories.admin.fields import choices, line, moment, printed
from stories.admin.rights import looking, may_look, who_may
from stories.admin.wordbook import ASKED
from stories.application.feeds import state_of
from stories.application.handle import CommandRepeated, Order, now
from stories.application.intake import Filed, Incoming, SourceGiven, file_article
from stories.application.people import by_user, names_of
from stories.application.visiting import house_guard, keep_robots, known_robots, visit
from stories.domain.permissions import Action, may
from stories.domain.refusals import Forbidden, Refused
from stories.domain.vocabulary import SourceKind
from stories.eventlog.repeated import Idempotency
from stories.gateways.fetching import Conditions
from stories.gateways.webpages import NoText
from stories.models import Feed, reading

Context = dict[str, Any]
PAGE = 50
SUGGESTED = 20
LONGEST = 500_000
ACCEPT = "text/html, application/xhtml+xml;q=0.9"


class IntakeForm(forms.Form):
    """A text, or an address to fetch it from."""

    url = forms.URLField(label=_("Address"), required=False, max_length=2_000, assume_scheme="https")
    text = forms.CharField(
        label=_("Text"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("empty: it is fetched from the address"),
    )
    title = printed(_("Headline"), longest=1_000)
    source = line(_("Outlet"), required=False, help_text=_("empty: the address's server"))
    kind = forms.ChoiceField(label=_("Kind of outlet, where it is new"), choices=choices(SourceKind), initial="outlet")
    published_at = moment(_("Published"), help_text=_("UTC; empty: as the page says"))
    story = forms.ChoiceField(label=_("Story"), required=False)
    form_id = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", "initial": {"form_id": uuid4().hex, "kind": "outlet"}} | kwargs)
        stories = reading.Story.objects.filter(merged_into="").order_by("-updated_at", "id")
        named = [(row.pk, row.title[:90]) for row in stories[:200]]
        self.fields["story"].choices = [("", _now("find it by what the text says")), *named]  # type: ignore[attr-defined]
        self.fields["source"].widget.attrs["list"] = "outlets"

    def clean(self) -> Context:
        cleaned: Context = super().clean() or {}
        if not cleaned.get("text") and not cleaned.get("url") and "url" not in self.errors:
            self.add_error("text", _now("Paste a text, or give an address."))
        if cleaned.get("text") and not cleaned.get("source") and not cleaned.get("url"):
            self.add_error("source", _now("Say who wrote it."))
        return cleaned


class NotHad(ValueError):
    """The page could not be had; the text is for people."""


def intake(request: HttpRequest) -> HttpResponse:
    if not may_look(request.user) or not isinstance(request.user, User):
        raise PermissionDenied
    if request.method != "POST":
        return _rendered(request, IntakeForm())
    form = IntakeForm(request.POST)
    if not form.is_valid():
        return _rendered(request, form, status=422)
    try:
        filed = _file(request.user, form.cleaned_data)
    except Forbidden:
        roles = "; ".join(f"{role}: {', '.join(them) or '–'}" for role, them in who_may(Action.SUBMIT_ARTICLE))
        form.add_error(None, _now("Your role does not allow this. These do: ") + roles)
        return _rendered(request, form, status=403)
    except Refused as refused:
        form.add_error(None, refused.sentence)
        return _rendered(request, form, status=422)
    except (NotHad, NoText) as problem:
        form.add_error("url" if form.cleaned_data["url"] else "text", str(problem))
        return _rendered(request, form, status=422)
    except CommandRepeated:
        messages.info(request, _now("This form was sent before; it is recorded once."))
        return HttpResponseRedirect(reverse("admin:intake"), status=303)
    if filed.duplicate_of:
        messages.info(request, _now("We have this very text already: here it is. Nothing was recorded."))
    else:
        messages.success(request, _now("Received. What it claims appears here in a moment."))
    return HttpResponseRedirect(reverse("admin:stories_article_page", args=[filed.article]), status=303)


def _file(user: User, given: Context) -> Filed:
    by, at = by_user(user), now()
    if not may(by, Action.SUBMIT_ARTICLE):
        raise Forbidden("role-missing")
    html = None if given["text"] else _page(given["url"])
    server = urlsplit(given["url"]).hostname or "" if given["url"] else ""
    name = given["source"] or server.removeprefix("www.")
    home = f"https://{server}" if server and not given["source"] else None
    incoming = Incoming(
        source=SourceGiven(name=name, kind=SourceKind(given["kind"]), url=home),
        text=given["text"] or None,
        html=html,
        title=given["title"] or None,
        url=given["url"] or None,
        published_at=given["published_at"],
        story=given["story"] or None,
    )
    asked = sha256("\n".join(str(given[one]) for one in ("url", "text", "title", "source", "story")).encode()).digest()
    return file_article(incoming, Order(by, at, Idempotency(by.actor, f"form:{given['form_id']}", asked, 303, ())))


def _page(url: str) -> str:
    """One polite look at the page, with its server's robots.txt kept."""
    at = now()
    found = visit(url, accept=ACCEPT, conditions=Conditions(), robots=known_robots(url, at), guard=house_guard(), at=at)
    if found.robots is not None:
        keep_robots(url, found.robots, at)
    if found.fetched is None:
        raise NotHad(_now("The page could not be had: %(why)s. Paste its text instead.") % {"why": found.problem})
    if found.fetched.status != 200:
        raise NotHad(_now("The server answered %(status)s. Paste the text instead.") % {"status": found.fetched.status})
    try:
        return found.fetched.body.decode(found.fetched.charset or "utf-8", "replace").replace("\0", "")
    except LookupError:
        return found.fetched.body.decode("utf-8", "replace").replace("\0", "")


def _rendered(request: HttpRequest, form: IntakeForm, *, status: int = 200) -> HttpResponse:
    by = looking(request.user)
    arrivals, older = _arrivals(request.GET.get("before", ""))
    between, many = waiting(SUGGESTED)
    return render(
        request,
        "admin/stories/screens/intake.html",
        {
            **admin.site.each_context(request),
            "title": _now("Intake"),
            "form": form,
            "allowed": may(by, Action.SUBMIT_ARTICLE),
            "outlets": reading.Source.objects.order_by("name").values_list("name", flat=True)[:500],
            "arrivals": arrivals,
            "older": older,
            "suggestions": [*between, *_suggestions()],
            "suggested": reading.Suggestion.objects.filter(judgement="suggested").count() + many,
            "feeds": [(feed, state_of(feed, now())) for feed in Feed.objects.filter(deleted_at=None)[:PAGE]],
        },
        status=status,
    )


def _arrivals(before: str) -> tuple[list[Context], str]:
    """What came last, newest first: who brought it, from where, and whether it is a copy. before: an event's id."""
    rows = reading.StoryEvent.objects.filter(type__in=("article.filed", "article.revised")).order_by("-id")
    try:
        rows = rows.filter(pk__lt=UUID(before)) if before else rows
    except ValueError:
        before = ""
    found = list(rows[: PAGE + 1])
    ids = {one for row in found for one in row.about if one.startswith("art_")}
    articles = reading.Article.objects.in_bulk(ids)
    originals = reading.Article.objects.in_bulk({one for row in articles.values() for one in _copied(row)})
    titles = dict(
        reading.Story.objects.filter(pk__in={row.story for row in articles.values()}).values_list("pk", "title")
    )
    names = names_of({row.actor for row in found})
    listed = []
    for row in found[:PAGE]:
        article = next((articles[one] for one in row.about if one in articles), None)
        if article is not None:
            listed.append(
                {
                    "event": row,
                    "article": article,
                    "story": titles.get(article.story, ""),
                    "by": names[row.actor],
                    "revision": row.type == "article.revised",
                    "copies": [originals[one] for one in _copied(article) if one in originals][:3],
                }
            )
    return listed, str(found[PAGE - 1].pk) if len(found) > PAGE else ""


def _copied(article: reading.Article) -> list[str]:
    """The articles of which this one is a copy from beginning to end."""
    lineage = article.document.get("lineage") or []
    return list(dict.fromkeys(one["article"] for one in lineage if one["extent"] == "whole"))


def _suggestions() -> list[Context]:
    rows = list(reading.Suggestion.objects.filter(judgement="suggested").order_by("-id")[:SUGGESTED])
    ids = {end for row in rows for end in (row.document["a"], row.document["b"])}
    words: dict[str, str] = {}
    words |= dict(reading.Claim.objects.filter(pk__in=ids).values_list("pk", "statement"))
    words |= dict(reading.Story.objects.filter(pk__in=ids).values_list("pk", "title"))
    for row in reading.Article.objects.filter(pk__in=ids):
        words[row.pk] = str(row)
    return [
        {
            "row": row,
            "kind": ASKED.get(row.kind, row.kind),
            "score": row.document.get("score"),
            "reason": row.document.get("reason"),
            "ends": [words.get(row.document[end], row.document[end]) for end in ("a", "b")],
            "form_id": uuid4().hex,
        }
        for row in rows
    ]
