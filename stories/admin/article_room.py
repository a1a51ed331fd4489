"""The article's page: the text with its passages labelled and its claims marked, revisions, and its verbs."""

from collections import Counter
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from stories.admin.asked import Asked, Look, Verb
from stories.admin.claim_forms import ReasonForm, ReleaseForm
from stories.admin.contexts import in_words, labelled, web_address
from stories.admin.fields import choices, moment, printed, words
from stories.admin.picking import PickField
from stories.admin.reach_room import NOTICE, REACH
from stories.admin.rooms import Room
from stories.admin.story_room import other_stories
from stories.admin.tabs import OLDER
from stories.application.ids import new_id
from stories.application.moving import move_article
from stories.application.taking_back import withdraw_article
from stories.domain import commands_article as commands
from stories.domain.permissions import Action
from stories.domain.state import Article
from stories.domain.values import ArticleId, SuggestionId
from stories.domain.vocabulary import HoldReason, RevisionKind, WithdrawnBy, WithdrawScope
from stories.projections.articles import article_document
from stories.projections.states import desk_order

Cleaned = dict[str, Any]


class HoldForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Reason"), choices=[one for one in choices(HoldReason) if one[0] != HoldReason.SUPPORT_LOST.value]
    )
    until = moment(_("Until"), help_text=_("UTC; needed for an embargo"))


class WithdrawForm(forms.Form):
    reason = words(_("Reason"))
    by = forms.ChoiceField(label=_("Who takes it back"), choices=choices(WithdrawnBy), initial=WithdrawnBy.SOURCE.value)
    scope = forms.ChoiceField(
        label=_("How far"),
        choices=[
            (WithdrawScope.OWN.value, _("this article alone")),
            (WithdrawScope.ORIGIN.value, _("also what others took from it, in all stories: to be confirmed once")),
        ],
    )
    revision = forms.TypedChoiceField(label=_("Which text"), coerce=int, required=False, empty_value=None)
    notice = words(_("Notice for readers"), required=False)
    block = forms.BooleanField(
        label=_("Do not take these words in again"),
        required=False,
        help_text=_("From this outlet, under whatever address; a text in other words still comes in."),
    )


class AmendForm(forms.Form):
    reason = words(_("Reason"))
    title = printed(_("Title"), longest=1_000)
    byline = printed(_("Byline"), longest=500)
    url = forms.URLField(label=_("Address"), required=False, max_length=2_000, assume_scheme="https")
    published_at = moment(_("Published"))


class MoveForm(forms.Form):
    to = PickField(label=_("The story where it belongs"))


class ReclassifyForm(forms.Form):
    revision = forms.TypedChoiceField(label=_("Revision"), coerce=int)
    kind = forms.ChoiceField(label=_("What it is"), choices=choices(RevisionKind))
    reason = words(_("Reason"))


def _id(asked: Asked) -> ArticleId:
    return ArticleId(asked.thing)


def _withdraw(given: Cleaned, asked: Asked) -> commands.WithdrawArticle:
    scope = WithdrawScope(given["scope"])
    return commands.WithdrawArticle(
        _id(asked),
        given["reason"],
        WithdrawnBy(given["by"]),
        given["revision"],
        given["notice"] or None,
        scope,
        SuggestionId(new_id("sug")) if scope is WithdrawScope.ORIGIN else None,
    )


def _amend(given: Cleaned, asked: Asked) -> commands.AmendArticle:
    return commands.AmendArticle(
        _id(asked),
        given["reason"],
        title=given["title"] or None,
        byline=given["byline"] or None,
        url=given["url"] or None,
        published_at=given["published_at"],
    )


def _revisions(look: Look) -> dict[str, Any]:
    standing = [(one.n, f"{one.n}") for one in look.held.revisions if not one.withdrawn]
    return {"revision": [("", _now("the whole article")), *standing]}


def _later_revisions(look: Look) -> dict[str, Any]:
    return {
        "revision": [(one.n, f"{one.n} ({one.kind.value if one.kind else '?'})") for one in look.held.revisions[1:]]
    }


def _gone(look: Look) -> Any:
    return _now("The article was withdrawn.") if look.held.withdrawn else None


ARTICLE_VERBS: dict[str, Verb] = {
    "hold": Verb(
        _("Hold"),
        _("Claims that rest on held articles alone are not public."),
        Action.EDIT_ARTICLE,
        HoldForm,
        lambda given, asked: commands.HoldArticle(_id(asked), HoldReason(given["reason"]), given["until"]),
        _gone,
        first=True,
    ),
    "release": Verb(
        _("Release"),
        _("Claims that rest on it can be public again."),
        Action.EDIT_ARTICLE,
        ReleaseForm,
        lambda given, asked: commands.ReleaseArticle(_id(asked), given["why"] or None),
        lambda look: None if look.held.held else _now("It is not held."),
        first=True,
    ),
    "reanalyse": Verb(
        _("Analyse again"),
        _("The text is read anew; what was decided stays."),
        Action.EDIT_ARTICLE,
        ReasonForm,
        lambda given, asked: commands.RequestReanalysis(_id(asked), given["reason"]),
        first=True,
    ),
    "amend": Verb(
        _("Amend"),
        _("What is known about the article; its text is never changed."),
        Action.EDIT_ARTICLE,
        AmendForm,
        _amend,
        start=lambda look: {
            "title": look.held.title,
            "byline": look.held.byline,
            "url": web_address(look.held.url),
            "published_at": look.held.published_at,
        },
    ),
    "move": Verb(
        _("Move to another story"),
        _("It takes along the claims that rest on it alone; other claims stay, and go on there under a new id."),
        Action.MOVE_OR_WITHDRAW_ARTICLE,
        MoveForm,
        None,
        lambda look: None if other_stories(look) else _now("There is no other story."),
        lambda look: {"to": other_stories(look)},
        carry=lambda story, given, asked, order: move_article(story, given["to"], _id(asked), order),
    ),
    "reclassify": Verb(
        _("Say what a revision is"),
        _("Your word stands over the machine's."),
        Action.MOVE_OR_WITHDRAW_ARTICLE,
        ReclassifyForm,
        lambda given, asked: commands.ReclassifyRevision(
            _id(asked), given["revision"], RevisionKind(given["kind"]), given["reason"]
        ),
        lambda look: None if len(look.held.revisions) > 1 else _now("There is only one text."),
        _later_revisions,
    ),
    "withdraw": Verb(
        _("Withdraw"),
        _("What it says no longer counts. A public claim that has no other support is held by itself."),
        Action.MOVE_OR_WITHDRAW_ARTICLE,
        WithdrawForm,
        None,
        _gone,
        _revisions,
        carry=lambda story, given, asked, order: withdraw_article(
            story, _withdraw(given, asked), order, block_words=given["block"]
        ),
        grave=True,
    ),
}


def context(look: Look) -> dict[str, Any]:
    story, article = look.story, look.held
    head = article.head_revision
    standing = [
        (claim, item)
        for claim in desk_order(story.claims.values())
        for item in claim.appearances
        if item.appearance.article == article.id and claim.merged_into is None
    ]
    marks = [
        (span, str(claim.id))
        for claim, item in standing
        if item.standing and item.appearance.revision == head.n
        for span in item.appearance.spans
    ]
    source = story.source_of(article)
    document = article_document(story, article)
    news_sums = Counter(one["kind"].replace("_", " ") for one in document["news"])
    return {
        "title": article.title or source.name,
        "source": source,
        "article": document,
        "news": [
            one | {"kind": one["kind"].replace("_", " "), "statement": held.statement}
            for one in document["news"]
            if (held := story.claims.get(one["claim"]))
        ],
        "news_sums": list(news_sums.items()),
        "only_new": set(news_sums) == {"new claim"},
        "dated": datetime.fromisoformat(document["dated"]["value"]),
        "address": web_address(article.url),
        "held_because": in_words(article.held.reason.value) if article.held else "",
        "stretches": labelled(head.text, head.passages, marks),
        "claims": list(dict.fromkeys(claim.id for claim, _item in standing)),
        "claim_list": list({claim.id: claim for claim, _item in standing}.values()),
    }


def article_in(story: Any, thing: str) -> Article | None:
    found: Article | None = story.articles.get(ArticleId(thing))
    return found


ARTICLE_ROOM = Room("article", ARTICLE_VERBS | NOTICE, article_in, context, OLDER | REACH)
