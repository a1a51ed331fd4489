"""Which tables the admin lists, all of them to be looked at and nothing else, and the addresses of our pages."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import NoReverseMatch, URLPattern, re_path, reverse
from django.utils.translation import gettext_lazy as _

from stories.admin import people
from stories.admin.acting import act
from stories.admin.article_room import ARTICLE_ROOM
from stories.admin.claim_room import CLAIM_ROOM
from stories.admin.columns import COUNTED, at, deeds, public, sourcing, status, waiting
from stories.admin.contradiction_room import CONTRADICTION_ROOM
from stories.admin.event_page import event_page
from stories.admin.filters import among
from stories.admin.judging_rooms import QUESTION_ROOM, SUGGESTION_ROOM
from stories.admin.needs import counted
from stories.admin.rights import may_look, may_look_behind
from stories.admin.rooms import Room, page
from stories.admin.source_page import source_page
from stories.admin.story_room import STORY_ROOM
from stories.admin.tabs import tab_page
from stories.admin.watching import WatchedFilter, mark, marked
from stories.domain.values import Certainty, ConflictKind
from stories.domain.vocabulary import (
    ContradictionStatus,
    Judgement,
    Publication,
    QuestionKind,
    QuestionOutcome,
    SourceKind,
    SourcingLabel,
    Status,
    StoryStatus,
    SuggestionKind,
)
from stories.models import (
    ApiKey,
    Appearance,
    Article,
    Claim,
    Contradiction,
    Event,
    Parked,
    Question,
    Source,
    Story,
    StoryEvent,
    Suggestion,
)

Row = Model
ARTICLE_STATUSES = ("received", "processed", "held", "withdrawn")
QUESTION_STATUSES = ("open", *QuestionOutcome)
_PREFIX = {"story": "sto", "claim": "clm", "article": "art", "contradiction": "con", "question": "que"} | {
    "suggestion": "sug",
    "source": "src",
}


class Looking(admin.ModelAdmin[Row]):
    """Rows to look at: nothing here can be added, changed or deleted, whoever asks."""

    show_full_result_count = False
    list_per_page = 50
    actions = None
    show_facets = admin.ShowFacets.NEVER
    may = staticmethod(may_look)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.may(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        return self.may(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        return False

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The log is the history: Django's own knows nothing of our commands."""
        return HttpResponseRedirect(reverse(f"admin:stories_{self.opts.model_name}_change", args=[object_id]))


class Pages(ChangeList):
    """A list whose rows lead to our pages."""

    def url_for_result(self, result: Row) -> str:
        return reverse(f"admin:stories_{self.opts.model_name}_page", args=[result.pk])


class WithPage(Looking):
    """Rows of which each has a page of ours at its own address, with a form per verb beneath it."""

    room: Room | None = None

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return Pages

    def get_urls(self) -> list[URLPattern]:
        kind = str(self.opts.model_name)
        thing = rf"(?P<thing>{_PREFIX[kind]}_[0-9a-f]{{32}})"
        ours = [re_path(rf"^{thing}/$", self._guarded(self._page), name=f"stories_{kind}_page")]
        if self.room is not None:
            tabs = "|".join(self.room.tabs)
            if tabs:
                address = rf"^{thing}/(?P<name>{tabs})/$"
                ours.append(re_path(address, self._guarded(self._tab), name=f"stories_{kind}_tab"))
            verbs = "|".join(self.room.verbs)
            address = rf"^{thing}/(?P<verb>{verbs})/$"
            ours.append(re_path(address, self._guarded(self._act), name=f"stories_{kind}_act"))
        return [*ours, *super().get_urls()]

    def _guarded(self, view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        guarded: Callable[..., HttpResponse] = self.admin_site.admin_view(view)
        return guarded

    def _page(self, request: HttpRequest, thing: str) -> HttpResponse:
        if self.room is None:
            return source_page(request, thing)
        if request.method not in {"GET", "HEAD"}:
            raise PermissionDenied
        return page(request, self.room, thing)

    def _tab(self, request: HttpRequest, thing: str, name: str) -> HttpResponse:
        assert self.room is not None
        if request.method not in {"GET", "HEAD"}:
            raise PermissionDenied
        return tab_page(request, self.room, thing, name)

    def _act(self, request: HttpRequest, thing: str, verb: str) -> HttpResponse:
        assert self.room is not None
        return act(request, self.room, thing, verb)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if request.method not in {"GET", "HEAD"} or not may_look(request.user):
            raise PermissionDenied
        return HttpResponseRedirect(self._address(object_id))

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not may_look(request.user):
            raise PermissionDenied
        return HttpResponseRedirect(f"{self._address(object_id)}#timeline")

    def _address(self, object_id: str) -> str:
        try:
            return reverse(f"admin:stories_{self.opts.model_name}_page", args=[object_id])
        except NoReverseMatch as unknown:
            raise Http404 from unknown


class Stories(WithPage):
    """The stories, with a mark on those that the asker watches."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Row]:
        return counted(marked(super().get_queryset(request), request))


class Events(Looking):
    """The log's own rows, each with a page of ours."""

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return event_page(request, object_id)


def register() -> None:
    site = admin.site
    site.register(
        Story,
        Stories,
        room=STORY_ROOM,
        list_display=(
            "title",
            mark,
            status,
            public,
            *COUNTED,
            waiting,
            "version",
            at("updated_at", _("last change")),
            deeds,
        ),
        list_filter=(WatchedFilter, among("status", _("status"), StoryStatus), "public"),
        search_fields=("title", "slug"),
    )
    site.register(
        Claim,
        WithPage,
        room=CLAIM_ROOM,
        list_display=(
            *("statement", status, "publication", public, sourcing, "origins"),
            at("last_changed", _("last change")),
        ),
        list_filter=(
            among("status", _("status"), [*Status, "merged"]),
            among("publication", _("publication"), Publication),
            among("sourcing", _("sourcing"), SourcingLabel),
            "contradicted",
            "challenged",
        ),
        search_fields=("statement",),
    )
    site.register(
        Article,
        WithPage,
        room=ARTICLE_ROOM,
        list_display=("title", "source_name", status, "revision", at("filed_at", _("filed"))),
        list_display_links=("title", "source_name"),
        list_filter=(among("status", _("status"), ARTICLE_STATUSES),),
        search_fields=("title", "source_name"),
    )
    site.register(
        Contradiction,
        WithPage,
        room=CONTRADICTION_ROOM,
        list_display=("slot", "kind", "certainty", status),
        list_filter=(
            among("status", _("status"), ContradictionStatus),
            among("certainty", _("certainty"), Certainty),
            among("kind", _("kind"), ConflictKind),
        ),
        search_fields=("slot",),
    )
    site.register(
        Question,
        WithPage,
        room=QUESTION_ROOM,
        list_display=("text", "kind", status, at("due", _("due"))),
        list_filter=(among("status", _("status"), QUESTION_STATUSES), among("kind", _("kind"), QuestionKind)),
        search_fields=("text",),
    )
    site.register(
        Suggestion,
        WithPage,
        room=SUGGESTION_ROOM,
        list_display=("kind", "judgement", "story"),
        list_filter=(among("judgement", _("judgement"), Judgement), among("kind", _("kind"), SuggestionKind)),
    )
    site.register(
        Source,
        WithPage,
        list_display=("name", "kind", "owner"),
        list_filter=(among("kind", _("kind"), SourceKind),),
        search_fields=("name",),
    )
    site.register(
        StoryEvent,
        Events,
        list_display=("summary", "type", "version", at("at", _("at")), "actor"),
        search_fields=("=story", "=actor", "=type"),
        ordering=("-at", "-version"),
    )
    site.register(
        Event,
        Events,
        list_display=("id", "type", "stream", "version"),
        search_fields=("=type", "=stream"),
        ordering=("-seq",),
    )
    site.register(
        Appearance, Looking, list_display=("text", "source_name", "voice", "speaker", "standing"), exclude=("spans",)
    )
    site.register(
        Parked, Looking, list_display=("subscription", "stream", "version", "attempts", at("parked_at", _("parked")))
    )
    site.register(
        ApiKey,
        Looking,
        may=staticmethod(may_look_behind),
        list_display=(
            *("name", "prefix", "person", at("created_at", _("created")), at("expires_at", _("ends"))),
            *(at("revoked_at", _("revoked")), at("last_used_at", _("last used"))),
        ),
        exclude=("digest",),
    )


register()
people.register()
