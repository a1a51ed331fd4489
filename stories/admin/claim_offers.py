"""What the forms of a claim offer to choose from: evidence, other claims, appearances, articles, people."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from stories.admin.asked import Look
from stories.application.people import person_id, person_of
from stories.domain.records import AppearanceRef
from stories.domain.state import Claim
from stories.domain.story import Story
from stories.domain.values import ArticleId, PersonId
from stories.domain.vocabulary import Role, Status
from stories.models import Person
from stories.projections.documents import contradictions_of
from stories.projections.summaries import shortened

Offer = list[tuple[Any, Any]]
ASIDE = {Status.DISMISSED, Status.SUPERSEDED, Status.CORRECTED}
NEWSROOM = (Role.REPORTER.value, Role.EDITOR.value, Role.DESK_HEAD.value)


def evidence(look: Look) -> Offer:
    return [(item.n, f"{item.n}. {shortened(item.summary, 120)}") for item in look.held.standing_evidence]


def other_claims(look: Look) -> Offer:
    """The rest of the story's claims: those that contradict this one first, then those with most words of its own."""
    against = {side.claim for one in contradictions_of(look.story, look.held) for side in one.sides}
    return claims_near(look.story, look.held.statement, but=look.held.id, first=against)


def claims_near(story: Story, text: str, *, but: str = "", first: Collection[str] = ()) -> Offer:
    """The claims of a story that share most words of weight with a text first; refused and old ones last."""
    words = _words(text)
    rest = [one for one in story.claims.values() if one.id != but and one.merged_into is None]
    rest.sort(key=lambda one: (one.id not in first, one.status in ASIDE, -len(words & _words(one.statement))))
    return [(one.id, f"[{one.status.value}] {one.statement}") for one in rest]


def _words(text: str) -> set[str]:
    return {word.strip(".,;:“”\"'") for word in text.casefold().split() if len(word) > 3}


def articles(look: Look) -> Offer:
    return [("", "-")] + [
        (one.id, f"{look.story.source_of(one).name}: {one.title or ''}")
        for one in reversed(look.story.articles.values())
    ]


def reference_text(ref: AppearanceRef) -> str:
    spans = ",".join(f"{start}-{end}" for start, end in ref.spans)
    return f"{ref.article}/{ref.revision}/{spans}"


def reference_from(text: str) -> AppearanceRef:
    article, revision, spans = text.split("/")
    pairs = [pair.split("-") for pair in spans.split(",")]
    return AppearanceRef(ArticleId(article), int(revision), tuple((int(start), int(end)) for start, end in pairs))


def appearances(look: Look) -> Offer:
    claim: Claim = look.held
    found = []
    for item in claim.appearances:
        article = look.story.articles.get(item.appearance.article)
        outlet = look.story.source_of(article).name if article else item.appearance.article
        found.append((reference_text(item.ref), f"{outlet}: “{shortened(item.appearance.text, 90)}”"))
    return found


def people() -> Offer:
    """Everybody in the newsroom, by name. Who is chosen gets her pseudonym then: see `person_chosen`."""
    known = User.objects.filter(groups__name__in=NEWSROOM, is_active=True).distinct()
    named = [(str(user.pk), user.get_full_name() or user.get_username()) for user in known]
    return [("", _("nobody")), *sorted(named, key=lambda pair: pair[1].casefold())]


def person_chosen(value: str | None) -> PersonId | None:
    return person_id(person_of(User.objects.get(pk=value))) if value else None


def for_claim(look: Look) -> Mapping[str, Sequence[tuple[str, Any]]]:
    standing = evidence(look)
    others = other_claims(look)
    return {
        "evidence": standing,
        "n": standing,
        "by_claim": [("", "-"), *others],
        "successor": [("", "-"), *others],
        "into": others,
        "appearances": appearances(look),
        "article": articles(look),
        "assignee": people(),
    }


def myself(look: Look) -> dict[str, Any]:
    """Who looks, as `people` offers her: what is assigned is mostly assigned to oneself."""
    mine = Person.objects.filter(pk=str(look.by.person)[4:]).values_list("user", flat=True).first()
    return {"assignee": str(mine or "")}
