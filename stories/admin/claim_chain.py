"""Why we hold a claim so, from the article over the find to each decision; and how outlets quote it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stories.admin.contexts import Happened, told
from stories.admin.wording import Run, word_diff
from stories.domain.state import Article, Claim, ClaimAppearance
from stories.domain.story import Story
from stories.domain.values import Voice
from stories.models import reading
from stories.projections.summaries import with_gaps

STEPS = 40
DECISIONS = (
    "claim.created", "claim.extracted", "claim.accepted", "claim.dismissed", "claim.restored", "claim.verified",
    "claim.refuted", "claim.marked_inconclusive", "claim.decision_proposed", "claim.proposal_rejected",
    "claim.disputed", "claim.superseded", "claim.corrected", "claim.decision_undone", "claim.held", "claim.released",
    "claim.withdrawn", "claim.reinstated", "claim.rechecked", "claim.amended", "claim.evidence_added",
    "claim.evidence_struck", "claim.merged", "claim.split", "claim.moved_in", "contradiction.resolved",
)  # fmt: skip
QUOTING = frozenset({Voice.QUOTED, Voice.MIXED, Voice.EMBEDDED_POST})


@dataclass(frozen=True, slots=True)
class Step:
    """One link of the chain. article: where it leads, if to an article; event: what recorded it, if one event did."""

    words: str
    at: datetime
    article: str = ""
    event: Happened | None = None


def chain(story: Story, claim: Claim) -> list[Step]:
    """Oldest first. Finds of the machine after the first are summed up; each decision stands by itself."""
    ids = story.history.get(claim.id, [])
    rows = reading.StoryEvent.objects.filter(
        pk__in=ids, story=story.id, type__in=DECISIONS, version__lte=story.version
    ).order_by("-version")
    steps = [Step(_named(one), one.at, event=one) for one in told(story.id, list(rows[:STEPS]), whole=True)]
    steps += _printed(story, claim)
    return sorted(steps, key=lambda one: (one.at, one.event.version if one.event else 0))


def _named(event: Happened) -> str:
    kind = event.type.split(".")[1].replace("_", " ")
    return _("found in it by the machine") if event.type == "claim.extracted" else kind


def _printed(story: Story, claim: Claim) -> list[Step]:
    """The article that printed it first, and how many more did."""
    articles: dict[str, Article] = {}
    for item in claim.appearances:
        article = story.articles.get(item.appearance.article)
        if article is not None and item.standing:
            articles.setdefault(article.id, article)
    if not articles:
        return []
    first, *rest = sorted(articles.values(), key=lambda one: (one.received_at, one.id))
    named = f"{story.source_of(first).name}: “{first.title}”" if first.title else story.source_of(first).name
    found = [Step(_("printed by %(who)s") % {"who": named}, first.received_at, first.id)]
    if rest:
        last = rest[-1]
        outlets = sorted({story.source_of(one).name for one in rest})
        words = ngettext("%(n)s more article says it: %(who)s", "%(n)s more articles say it: %(who)s", len(rest))
        found.append(Step(words % {"n": len(rest), "who": ", ".join(outlets[:8])}, last.received_at, last.id))
    return found


@dataclass(frozen=True, slots=True)
class Variant:
    """How some outlets print a quotation, word by word against the longest printing."""

    outlets: list[str]
    runs: list[Run]


def variants(story: Story, claim: Claim) -> list[Variant]:
    """The printings of one utterance, the longest first; empty where all agree or nobody quotes."""
    printed: dict[str, list[str]] = {}
    for item in claim.appearances:
        if item.standing and item.appearance.voice in QUOTING:
            printed.setdefault(_quoted(item), []).append(_outlet(story, item))
    if len(printed) < 2:
        return []
    base, *others = sorted(printed, key=lambda text: (-len(text), text))
    return [Variant(_unique(printed[base]), [Run(base)])] + [
        Variant(_unique(printed[text]), word_diff(base, text)) for text in others
    ]


def _quoted(item: ClaimAppearance) -> str:
    words = with_gaps(item.appearance.text, item.appearance.spans)
    return words.replace("‘", "'").replace("’", "'").replace("“", '"').replace("”", '"').strip()


def _outlet(story: Story, item: ClaimAppearance) -> str:
    article = story.articles.get(item.appearance.article)
    return story.source_of(article).name if article else str(item.appearance.article)


def _unique(names: list[str]) -> list[str]:
    return list(dict.fromkeys(names))
