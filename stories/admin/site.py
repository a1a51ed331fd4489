"""The admin's site: the desk as its front page, menus by task, and what every page of the desk is told."""

from dataclasses import dataclass
from functools import update_wrapper
from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, URLPattern, URLResolver, path, reverse
from django.utils.translation import gettext_lazy as _

from stories.admin.bulk import bulk_confirm, bulk_job, bulk_preview
from stories.admin.desk import desk
from stories.admin.new_story import new_story
from stories.admin.news import news
from stories.admin.palette import palette
from stories.admin.personal import delete_view, keys, save_view, shortcuts
from stories.admin.rights import may_look
from stories.admin.screens import screens
from stories.admin.undoing import Undo, undo_of
from stories.domain.events import EVENT_TYPES
from stories.eventlog.read import log_size

MENUS: tuple[tuple[Any, dict[str, Any]], ...] = (
    (
        _("Newsdesk"),
        {
            "Story": _("Stories"),
            "Claim": _("Claims"),
            "Contradiction": _("Contradictions"),
            "Question": _("Questions"),
        },
    ),
    (
        _("Intake"),
        {
            "Article": _("Articles"),
            "Source": _("Sources"),
            "Suggestion": _("Suggestions"),
            "Feed": _("Feeds"),
        },
    ),
    (
        _("Operations"),
        {
            "Parked": _("Parked events"),
            "StoryEvent": _("Events, in sentences"),
            "Event": _("Events, as they lie in the log"),
            "Appearance": _("Appearances"),
        },
    ),
    (_("Settings"), {"User": _("Users"), "Group": _("Roles"), "ApiKey": _("API keys")}),
)
OF_STORIES = ("story.", "article.", "claim.", "contradiction.", "question.", "suggestion.", "origin.", "notice.")
# The bar at the top: label, name of the address, keys. A screen that is not there is left out.
BAR: tuple[tuple[Any, str, str], ...] = (
    (_("Desk"), "admin:index", "g d"),
    (_("Stories"), "admin:stories_story_changelist", "g s"),
    (_("Claims"), "admin:stories_claim_changelist", ""),
    (_("Contradictions"), "admin:stories_contradiction_changelist", ""),
    (_("Intake"), "admin:intake", "g i"),
    (_("Feeds"), "admin:feeds", ""),
    (_("Operations"), "admin:operations", "g o"),
    (_("Handover"), "admin:handover", ""),
    (_("Help"), "admin:help", ""),
)


@dataclass(frozen=True, slots=True)
class MenuItem:
    label: Any
    address: str
    keys: str
    here: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """live: the stream of everything, and position: what this page knows of it. types: the names that it may tell."""

    menu: list[MenuItem]
    live: str
    position: int
    types: str
    shortcuts: bool
    undo: Undo | None


class DeskSite(AdminSite):
    site_header = _("Slugline")
    site_title = _("Slugline")
    index_title = _("Desk")
    site_url = "/stories/"
    enable_nav_sidebar = False

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:  # noqa: FBT001, FBT002  # Django's signature
        """U+0000 in a query is left out: no row holds it, and a database refuses to be asked for it."""
        guarded = super().admin_view(view, cacheable)

        def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if "%00" in request.META.get("QUERY_STRING", ""):
                query = request.GET.copy()
                for name, values in request.GET.lists():
                    query.setlist(name, [value.replace("\0", "") for value in values])
                request.GET = query  # type: ignore[assignment]
            return guarded(request, *args, **kwargs)

        return update_wrapper(asked, guarded)

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        return super().index(request, {**(extra_context or {}), **desk(request)})

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """A dialog whose reader was signed out is told so; it keeps what was typed."""
        if getattr(request, "htmx", False):
            return render(request, "admin/stories/desk/signed_out.html", status=401)
        answer: HttpResponse = super().login(request, extra_context)
        return answer

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        known: dict[str, Any] | None = getattr(request, "desk_context", None)
        if known is None:
            known = {**super().each_context(request), "desk": self._desk(request)}
            request.desk_context = known  # type: ignore[attr-defined]  # asked several times for one page
        return known

    def _desk(self, request: HttpRequest) -> Desk | None:
        if not self.has_permission(request) or not may_look(request.user):
            return None
        return Desk(
            list(_menu(request)),
            f"{settings.LIVE_URL}/api/v1/stream/",
            log_size() - 1,
            " ".join(sorted(name for name in EVENT_TYPES if name.startswith(OF_STORIES))),
            shortcuts(request),
            undo_of(request),
        )

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Without Django's shortcut to an object's own page: nothing here has one, and it falls over odd ids."""
        ours = [
            path("keys/", self.admin_view(keys), name="desk_keys"),
            path("jump/", self.admin_view(palette), name="desk_palette"),
            path("since/", news, name="desk_since"),
            path("views/", self.admin_view(save_view), name="desk_view_save"),
            path("views/<int:view>/delete/", self.admin_view(delete_view), name="desk_view_delete"),
            path("stories/story/new/", self.admin_view(new_story), name="desk_new_story"),
            path("bulk/", self.admin_view(bulk_preview), name="desk_bulk"),
            path("bulk/confirm/", self.admin_view(bulk_confirm), name="desk_bulk_confirm"),
            path("bulk/<str:job>/", self.admin_view(bulk_job), name="desk_bulk_job"),
        ]
        rest = [one for one in super().get_urls() if getattr(one, "name", "") != "view_on_site"]
        return [*ours, *screens(self), *rest]

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Menus by what people do, not by where the tables live."""
        apps = super().get_app_list(request, app_label)
        if app_label is not None:
            return apps
        models = {model["object_name"]: model for app in apps for model in app["models"]}
        return [
            {
                "name": name,
                "app_label": str(name).lower(),
                "app_url": "",
                "has_module_perms": True,
                "models": [models[one] | {"name": label} for one, label in wanted.items() if one in models],
            }
            for name, wanted in MENUS
            if any(one in models for one in wanted)
        ]


def _menu(request: HttpRequest) -> list[MenuItem]:
    found = []
    for label, name, keys_ in BAR:
        try:
            address = reverse(name)
        except NoReverseMatch:
            continue
        here = request.path == address if name == "admin:index" else request.path.startswith(address)
        found.append(MenuItem(label, address, keys_, here))
    return found
