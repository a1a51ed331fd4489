"""Which story an article belongs to that came without one: found before it is read, asked of a person where unsure.

Only a proposed story that nobody has touched is gathered into another, and a person's word on the pair always wins.
"""

import logging
from collections import OrderedDict, defaultdict
from datetime import datetime, timedelta
from decimal import Decimal

from django.conf import settings

from stories.analysis.normalise import paragraph_digest
from stories.application.handle import Order, handle_desk, now
from stories.application.ids import new_id
from stories.application.moving import merge
from stories.application.whereabouts import survivor_of
from stories.comparison.grouping import GROUPING, Corpus, Profile, StoryProfile, Thresholds, profile_of, score
from stories.domain.actors import MACHINE
from stories.domain.commands_story import MakeSuggestion
from stories.domain.desk import DESK as DESK_ID
from stories.domain.events_story import SuggestionMade
from stories.domain.refusals import Refused
from stories.domain.state import Article
from stories.domain.story import Story, pair
from stories.domain.values import ArticleId, EventId, SuggestionId
from stories.domain.vocabulary import Judgement, StoryStatus, SuggestionKind
from stories.eventlog.folding import DESK, STORIES
from stories.eventlog.streams import StreamRef
from stories.models import reading
from stories.projections.paragraphs import digests_of, paragraphs_of

log = logging.getLogger(__name__)

WINDOW = timedelta(days=21)
NEAREST = 400  # newest articles of other stories that are looked at
KEPT = 2000  # profiles
THOUSANDTHS = Decimal("0.001")

_kept: OrderedDict[tuple[str, str], Profile] = OrderedDict()


def gather(story: str, article: ArticleId, cause: EventId) -> bool:
    """Joins the article's proposed story to the one that it tells too; else asks of the nearest. Whether it joined."""
    with STORIES.reading(StreamRef.parse(story)) as state:
        alone = _alone(state, article)
        mine = profile_of(_own_words(state, alone), at=_at(alone)) if alone else None
        filed = alone.received_at if alone else None
    if mine is None or filed is None:
        return False
    suggest, join = settings.NEWSROOM_GROUPING or (Thresholds().suggest, Thresholds().join)
    refused = _refused(article)
    fitting = [one for one in _likely(story, mine, filed) if one[1] >= suggest and one[0] not in refused]
    if not fitting:
        return False
    (target, likeness), *further = fitting
    if likeness < join:
        _ask(SuggestionKind.ARTICLE_IN_STORY, article, target, likeness)
        return False
    if not _joined(story, target, cause):
        return False
    for other, as_likely in further:
        if as_likely >= join and not _parted(target, other):
            older, newer = sorted((target, other))  # ids begin with their time
            _ask(SuggestionKind.SAME_STORY, older, newer, as_likely)
    return True


def _alone(state: Story, article: ArticleId) -> Article | None:
    """The article, where a story was proposed for it and nobody has opened that yet."""
    if state.status is not StoryStatus.PROPOSED or state.merged_into is not None or list(state.articles) != [article]:
        return None
    return state.articles[article]


def _own_words(state: Story, article: Article) -> str:
    """The text without the paragraphs that its outlet has under other articles too, unless there are no others.

    What an outlet prints everywhere would make one story of all its short reports.
    """
    text = article.head_revision.text
    elsewhere = set(
        reading.Paragraph.objects.filter(source=state.source_of(article).id, digest__in=digests_of(text))
        .exclude(article=article.id)
        .values_list("digest", flat=True)
    )
    return "\n".join(one for one in paragraphs_of(text) if paragraph_digest(one) not in elsewhere) or text


def _likely(story: str, mine: Profile, filed: datetime) -> list[tuple[str, float]]:
    """Stories that articles from before tell, the likeliest first."""
    stories = reading.Story.objects.filter(merged_into="").exclude(status="closed").exclude(pk=story)
    rows = (
        reading.Article.objects.filter(
            filed_at__lte=filed, filed_at__gte=filed - WINDOW, story__in=stories.values("pk")
        )
        .exclude(status="withdrawn")
        .order_by("-filed_at", "id")
        .values_list("id", "story", "document__sha256", "document__text", "document__dated__value")[:NEAREST]
    )
    corpus = Corpus()
    corpus.add(mine)
    told: defaultdict[str, StoryProfile] = defaultdict(StoryProfile)
    for article, other, digest, text, at in rows:
        theirs = _profile(article, digest, text, datetime.fromisoformat(at))
        corpus.add(theirs)
        told[other].add(article, theirs)
    found = [(other, score(mine, profile, corpus)) for other, profile in told.items()]
    return sorted(found, key=lambda one: (-one[1], one[0]))


def _profile(article: str, digest: str, text: str, at: datetime) -> Profile:
    key = (article, digest)
    found = _kept.get(key)
    if found is None or found.at != at:
        found = _kept[key] = profile_of(text, at=at)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return found


def _at(article: Article) -> datetime:
    return article.published_at or (article.dated.value if article.dated else article.received_at)


def _refused(article: ArticleId) -> set[str]:
    """Stories that a person said the article is not of, or could not tell; also where they are merged by now."""
    with DESK.reading(StreamRef.parse(DESK_ID)) as desk:
        named = {
            b if a == article else a
            for (kind, a, b), judgement in desk.pairs.items()
            if kind is SuggestionKind.ARTICLE_IN_STORY
            and article in (a, b)
            and judgement in (Judgement.REJECTED, Judgement.UNSURE)
        }
    return {survivor_of(one) for one in named}


def _parted(one: str, other: str) -> bool:
    """Whether a person made two stories of one: as good as her word on the pair."""
    for story, from_ in ((one, other), (other, one)):
        with STORIES.reading(StreamRef.parse(story)) as state:
            if state.split_from == from_:
                return True
    return False


def _joined(story: str, target: str, cause: EventId) -> bool:
    try:
        merge(story, target, Order(MACHINE, now(), cause=cause))
    except Refused as refused:  # somebody was faster: merged, closed or touched one of the two
        log.info("%s was not joined to %s: %s", story, target, refused.code)
        return False
    return True


def _ask(kind: SuggestionKind, a: str, b: str, likeness: float) -> None:
    with DESK.reading(StreamRef.parse(DESK_ID)) as desk:
        if pair(kind, a, b) in desk.pairs:
            return
    reason = "the same names and words" if kind is SuggestionKind.ARTICLE_IN_STORY else "one article tells both"
    score = Decimal(str(likeness)).quantize(THOUSANDTHS)
    made = SuggestionMade(SuggestionId(new_id("sug")), kind, a, b, score, reason, GROUPING)
    handle_desk([MakeSuggestion(made)], Order(MACHINE, now()))
