"""The admin's front page as a first desk: what needs a decision, then the newest stories. Menus by task."""

from typing import Any

from django.contrib.admin import AdminSite
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver
from django.utils.translation import gettext_lazy as _

from stories.admin.contexts import by_value
from stories.admin.rights import looking, may_look, role_words
from stories.models import reading

LISTED = 15
MENUS: tuple[tuple[Any, dict[str, Any]], ...] = (
    (
        _("Newsdesk"),
        {
            "Story": _("Stories"),
            "Claim": _("Claims"),
            "Contradiction": _("Contradictions"),
            "Question": _("Questions"),
            "Suggestion": _("Suggestions"),
        },
    ),
    (_("Intake"), {"Article": _("Articles"), "Source": _("Sources")}),
    (
        _("Record"),
        {
            "StoryEvent": _("Events, in sentences"),
            "Event": _("Events, as they lie in the log"),
            "Appearance": _("Appearances"),
            "Parked": _("Parked events"),
        },
    ),
    (_("House"), {"User": _("Users"), "Group": _("Roles"), "ApiKey": _("API keys")}),
)


class DeskSite(AdminSite):
    site_header = _("Slugline")
    site_title = _("Slugline")
    index_title = _("Desk")
    site_url = "/stories/"
    enable_nav_sidebar = False

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        return super().index(request, {**(extra_context or {}), **desk(request)})

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Without Django's shortcut to an object's own page: nothing here has one, and it falls over odd ids."""
        return [one for one in super().get_urls() if getattr(one, "name", "") != "view_on_site"]

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


def _somebody_says_so() -> Q:
    """Found where the words still stand, or written down by hand: what was revised away or withdrawn can wait."""
    found = reading.Appearance.objects.filter(claim=OuterRef("pk"))
    return Q(Exists(found.filter(standing=True))) | ~Q(Exists(found))


def desk(request: HttpRequest) -> dict[str, Any]:
    """What waits, most pressing first. Read models only: no event is made by looking."""
    if not may_look(request.user):
        return {"may_look": False}
    claims = reading.Claim.objects.exclude(status="merged")
    groups: list[tuple[Any, Any, Any]] = [
        (
            _("Challenged"),
            _("An independent origin contradicts a public line."),
            claims.filter(challenged=True).order_by("-public", "last_changed"),
        ),
        (
            _("Waiting for approval"),
            _("A colleague proposed a decision."),
            claims.filter(document__work__pending__verb__isnull=False).order_by("last_changed"),
        ),
        (
            _("Held"),
            _("Readers do not see it until somebody releases it."),
            claims.filter(document__hold__reason__isnull=False, publication="withheld").order_by("last_changed"),
        ),
        (
            _("To decide"),
            _("Detected; what is most worth checking stands first."),
            claims.filter(_somebody_says_so(), status="detected").order_by("-check_worthiness", "first_seen"),
        ),
    ]
    waiting = [
        {"name": name, "does": does, "count": rows.count(), "rows": list(rows[:LISTED])} for name, does, rows in groups
    ]
    contradictions = reading.Contradiction.objects.filter(status="open")
    listed = list(contradictions.order_by("certainty", "story", "id")[:LISTED])
    needed = {row.story for group in waiting for row in group["rows"]} | {row.story for row in listed}
    titles = dict(reading.Story.objects.filter(pk__in=needed).values_list("pk", "title"))
    for group in waiting:
        group["rows"] = [(row, titles.get(row.story, "")) for row in group["rows"]]
    return {
        "may_look": True,
        "roles": sorted(role_words(role) for role in looking(request.user).roles),
        "waiting": waiting,
        "contradictions": [(row, by_value(row.document), titles.get(row.story, "")) for row in listed],
        "contradictions_count": contradictions.count(),
        "suggestions": reading.Suggestion.objects.filter(judgement="suggested")[:LISTED],
        "stories": reading.Story.objects.filter(merged_into="").order_by("-updated_at", "id")[:LISTED],
    }
