"""The reach of an article or a claim that was taken back, as a page that prints; and the notice that goes out of it."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from stories.admin.asked import Asked, Look, Verb
from stories.admin.fields import choices, words
from stories.admin.rooms import Tab
from stories.application.notices import Notice, command_of
from stories.application.reaching import endpoints, reach
from stories.domain.commands_story import RecordNotice
from stories.domain.permissions import Action
from stories.domain.state import Article, Claim
from stories.domain.vocabulary import HoldReason, NoticeKind, Publication

Cleaned = dict[str, Any]


class NoticeForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=choices(NoticeKind))
    text = words(_("Notice"), rows=16)
    to = forms.MultipleChoiceField(
        label=_("Send it to"),
        required=False,
        help_text=_("Webhook endpoints; without one it is recorded and not sent."),
    )


def _taken_back(look: Look) -> Any:
    held: Article | Claim = look.held
    if isinstance(held, Article):
        gone = held.withdrawn is not None or any(one.withdrawn for one in held.revisions)
        return None if gone else _now("The article stands.")
    gone = bool(held.corrections) or held.publication is Publication.CANCELED
    return None if gone else _now("It was neither corrected nor withdrawn.")


def _drafted(look: Look) -> dict[str, Any]:
    told = reach(look.story.id, look.held.id)
    return {**told["draft"], "to": told["deliveries"]["endpoints"]}


def _command(given: Cleaned, asked: Asked) -> RecordNotice:
    about = (asked.thing,)
    of_article = asked.thing.startswith("art_")
    return command_of(
        Notice(
            NoticeKind(given["kind"]),
            given["text"],
            tuple(given.get("to") or ()),
            articles=about if of_article else (),
            claims=() if of_article else about,
        )
    )


NOTICE = {
    "notice": Verb(
        _("Send a notice"),
        _("A kill or a correction, to those whom it had reached. The draft is yours to edit."),
        Action.MOVE_OR_WITHDRAW_ARTICLE,
        NoticeForm,
        _command,
        _taken_back,
        lambda _look: {"to": endpoints()},
        _drafted,
    )
}


def _context(look: Look, _query: QueryDict) -> dict[str, Any]:
    told = reach(look.story.id, look.held.id)
    held = dict(choices(HoldReason))
    claims = [one | {"held": held.get(one["held"], "")} for one in told["claims"]]
    return {
        "reach": told,
        "seen": [one for one in claims if one["public_versions"]],
        "unseen": [one for one in claims if not one["public_versions"]],
        "at": look.at,
        "sendable": _taken_back(look) is None,
    }


REACH = {"reach": Tab(_("Reach"), _context, "admin/stories/reach.html")}
