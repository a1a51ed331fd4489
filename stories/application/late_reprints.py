"""Reprints that come in after what they print was taken back: found by their words, in whatever story.

Withdrawing an origin takes along what is there, and nobody watches for what is still to come. So the machine does, and
asks once for each article and origin.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from stories.application.alike import sharing
from stories.application.ids import new_id
from stories.application.reprints import CENT, copied_into, homes, printed_by, suggest
from stories.application.whereabouts import survivor_of
from stories.comparison.imprints import marks_of
from stories.comparison.lineage import LINEAGE
from stories.comparison.words import words
from stories.domain.events_article import ArticleAnalysed
from stories.domain.events_story import SuggestionMade
from stories.domain.records import ClaimAppearanceRef
from stories.domain.state import Article, Suggestion
from stories.domain.story import Story, pair
from stories.domain.values import ArticleId, EventId, SuggestionId
from stories.domain.vocabulary import Judgement, SourceKind, SuggestionKind
from stories.eventlog.folding import STORIES, event_of
from stories.eventlog.read import Stored
from stories.eventlog.streams import StreamRef

LOOKED_AT = 20  # articles of which something was taken back, those that share most
READ_WITHIN = timedelta(minutes=15)  # of what came before, withdrawing the origin saw what had been read


@dataclass(frozen=True, slots=True)
class _Lost:
    """What was taken back. at: when, where that is known; kept: texts that print some of the words and still may."""

    origin: str
    source: str
    reason: str
    at: datetime | None
    texts: Sequence[str]
    kept: Sequence[str]


def propose_late(batch: Sequence[Stored]) -> None:
    """For each text that was read: to withdraw what it states in the words of something that was taken back before."""
    for stored in batch:
        match event_of(stored) if stored.envelope.type == "article.analysed" else None:
            case ArticleAnalysed(article=article):
                _look_at(survivor_of(stored.stream.public), article, EventId(stored.envelope.id))


def copied_from(story: Story, article: ArticleId, origin: str, *, standing: bool = True) -> set[ClaimAppearanceRef]:
    """What the article states in the words of an origin that was taken back, here or in another story.

    standing: without what has fallen already.
    """
    held = story.articles.get(article)
    if held is None:
        return set()
    lost = list(_of(story, origin))
    for home in homes(story.id, origin):
        with STORIES.reading(StreamRef.parse(home)) as state:
            lost += _of(state, origin)
    return set().union(*(_taken(story, held, one, standing=standing) for one in lost))


def asked_of(story: Story, origin: str) -> Iterator[Suggestion]:
    """The suggestions to withdraw what single articles of the story took from the origin; without rejected ones."""
    for one in story.suggestions.values():
        if is_of_one(one) and one.a == origin and one.judgement is not Judgement.REJECTED:
            yield one


def is_of_one(held: Suggestion) -> bool:
    """Whether it is to withdraw what a single article took from an origin, not all that a story has of that."""
    return held.kind is SuggestionKind.WITHDRAW_ORIGIN and held.b.startswith("art_")


def _look_at(story: str, id_: ArticleId, cause: EventId) -> None:
    with STORIES.reading(StreamRef.parse(story)) as state:
        article = state.articles.get(id_)
        states = any(id_ == one.article for claim in state.claims.values() for one in claim.standing_appearances)
        like = _like(article) if article is not None and states else {}
        made = list(_suggestions(state, article, like)) if article is not None else []
    if made:
        suggest(story, made, cause)


def _like(article: Article) -> dict[str, list[ArticleId]]:
    """By story, articles of which something was taken back that have words of this one."""
    found = defaultdict(list)
    like = sharing(marks_of(article.head_revision.text), taken_back=True)
    for one in [one for one in like if one.article != article.id][:LOOKED_AT]:
        found[one.story].append(ArticleId(one.article))
    return found


def _suggestions(story: Story, article: Article, like: dict[str, list[ArticleId]]) -> Iterator[SuggestionMade]:
    """One for each origin of which the article has more than it has of those before."""
    lost: list[_Lost] = []
    for home, ids in like.items():
        if home == story.id:
            lost += _lost_in(story, ids)
        else:
            with STORIES.reading(StreamRef.parse(home)) as state:
                lost += _lost_in(state, ids)
    kind, told = SuggestionKind.WITHDRAW_ORIGIN, set[ClaimAppearanceRef]()
    standing = sum(article.id == one.article for claim in story.claims.values() for one in claim.standing_appearances)
    came = article.head_revision.received_at
    for one in lost:
        if one.at is not None and came + READ_WITHIN < one.at:
            continue
        said = story.pairs.get(pair(kind, one.origin, story.id))
        taken = _taken(story, article, one, standing=True)
        if taken <= told or said in (Judgement.REJECTED, Judgement.UNSURE):
            continue
        told |= taken
        share = (Decimal(len(taken)) / standing).quantize(CENT)
        reason = f"It came in after this was taken back: {one.reason}"
        yield SuggestionMade(SuggestionId(new_id("sug")), kind, one.origin, article.id, share, reason, LINEAGE)


def _lost_in(home: Story, ids: Collection[ArticleId]) -> Iterator[_Lost]:
    """What the story knows to be taken back: the articles, and origins that were withdrawn with what rested on them."""
    for id_ in ids:
        yield from _of(home, id_)
    for one in home.suggestions.values():
        if one.kind is SuggestionKind.WITHDRAW_ORIGIN and one.judgement is Judgement.CONFIRMED and one.a not in ids:
            yield from _of(home, one.a, one.reason, one.at)


def _of(home: Story, origin: str, reason: str = "", at: datetime | None = None) -> Iterator[_Lost]:
    article = home.articles.get(ArticleId(origin))
    if article is None:
        texts = printed_by(home, origin)
        own = (one for one in home.articles.values() if home.source_of(one).id == origin and one.withdrawn is None)
        kept = [one.head_revision.text for one in own]
        source = origin
    else:
        texts = [one.text for one in article.revisions if one.withdrawn or article.withdrawn is not None]
        kept = list(_with_every_right(home, article))
        source, reason, at = home.source_of(article).id, article.withdrawn_reason or reason, article.withdrawn_at or at
    if texts:
        yield _Lost(origin, source, reason, at, texts, kept)


def _with_every_right(home: Story, gone: Article) -> Iterator[str]:
    """Texts that print words of it without being its reprints: what its source still says, and what was there before.

    What a wire withdraws was its own, however late it came in here.
    """
    source = home.source_of(gone)
    for other in home.articles.values():
        theirs = home.source_of(other)
        before = other.received_at < gone.received_at and source.kind is not SourceKind.WIRE
        if other.withdrawn is None and (theirs.id == source.id or before):
            yield other.head_revision.text


def _taken(story: Story, article: Article, lost: _Lost, *, standing: bool) -> set[ClaimAppearanceRef]:
    if story.source_of(article).id == lost.source:
        return set()
    taken = set(copied_into(story, lost.texts, standing=standing, within=article.id))
    kept = [_worded(text) for text in lost.kept] if taken else []
    said = article.head_revision.text
    # A correction may differ by one word from what it corrects: only what is kept word for word is not taken.
    return {ref for ref in taken if not any(_worded("".join(said[a:b] for a, b in ref.spans)) in one for one in kept)}


def _worded(text: str) -> str:
    return f" {' '.join(word.form for word in words(text))} "
