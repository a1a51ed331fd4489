"""Reprints of an origin that lie in other stories: found by their words, for nobody compares texts across stories.

When an origin is to be withdrawn, the machine proposes it in each story in which somebody printed it.
"""

from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal

from stories.analysis.normalise import paragraphs
from stories.application.carrying import copiers, phrases, unquoted
from stories.application.handle import Order, handle_story, now
from stories.application.ids import new_id
from stories.application.whereabouts import Unknown, story_of, survivor_of
from stories.comparison.lineage import LINEAGE, shared_passages
from stories.domain.actors import MACHINE
from stories.domain.commands_story import MakeSuggestion
from stories.domain.events_article import ArticleWithdrawn, OriginWithdrawn
from stories.domain.events_story import SuggestionMade
from stories.domain.origin_reach import resting_on
from stories.domain.origins import covers
from stories.domain.records import ClaimAppearanceRef
from stories.domain.refusals import Refused
from stories.domain.state import Article
from stories.domain.story import Story
from stories.domain.values import ArticleId, EventId, Span, SuggestionId, Voice
from stories.domain.vocabulary import Judgement, SourceKind, SuggestionKind, WithdrawnBy
from stories.eventlog.folding import STORIES, event_of
from stories.eventlog.read import Stored
from stories.eventlog.streams import StreamRef
from stories.models import reading
from stories.projections.stories import refresh

KILLS = "kills@1"
_KIND = SuggestionKind.WITHDRAW_ORIGIN
_TELLING = ("suggestion.made", "origin.withdrawn", "article.withdrawn")
HOMES = 50  # stories that tell what a source printed, the newest
CENT = Decimal("0.01")


def printed_by(story: Story, origin: str) -> list[str]:
    """What the origin printed, as far as the story has it: its own texts, else the paragraphs that rest on it."""
    own = [
        revision.text
        for article in story.articles.values()
        if origin in (article.id, story.source_of(article).id)
        for revision in article.revisions
    ]
    return own or list(_resting_paragraphs(story, origin))


def _resting_paragraphs(story: Story, origin: str) -> Iterator[str]:
    """One text an article, of the paragraphs that state what rests on the origin."""
    resting: dict[ArticleId, set[Span]] = {}
    for ref in resting_on(story, origin, fallen=True):
        resting.setdefault(ref.article, set()).update(ref.spans)
    for id_, spans in resting.items():
        text = story.articles[id_].head_revision.text
        within = [(a, b) for a, b in paragraphs(text) if any(a <= start < b for start, _ in spans)]
        yield "\n\n".join(text[start:end] for start, end in within)


def copied_into(
    story: Story, texts: Collection[str], *, standing: bool = False, within: ArticleId | None = None
) -> tuple[ClaimAppearanceRef, ...]:
    """Appearances of the story in passages that are copied from the texts; quoted words aside.

    standing: without those that have fallen already. within: those of one article.
    """
    wanted = {phrase for text in texts for phrase in phrases(text)}
    whole = [unquoted("", text) for text in texts]
    passages: dict[ArticleId, list[Span]] = {}
    for article in story.articles.values():
        head = article.head_revision
        if within in (None, article.id) and any(phrase in wanted for phrase in phrases(head.text)):
            mine = unquoted(article.id, head.text, head.passages)
            shared = [result for text in whole if (result := shared_passages(mine, text)) is not None]
            passages[article.id] = [here for result in shared for here, _ in result.passages]
    return tuple(
        ClaimAppearanceRef(claim.id, one.article, one.revision, one.spans)
        for claim in story.claims.values()
        if claim.merged_into is None
        for one in (item.appearance for item in claim.appearances if item.standing or not standing)
        if one.voice not in (Voice.QUOTED, Voice.EMBEDDED_POST)
        and _is_head(story.articles.get(one.article), one.revision)
        and any(covers(passage, one.spans) for passage in passages.get(one.article, ()))
    )


def _is_head(article: Article | None, revision: int) -> bool:
    return article is not None and article.head_revision.n == revision


def borrowed(story: Story, origin: str) -> tuple[ClaimAppearanceRef, ...]:
    """What the story has of an origin that other stories hold: an article or a source."""
    texts = [text for home in homes(story.id, origin) for text in _printed_in(home, origin)]
    return copied_into(story, texts) if texts else ()


def homes(story: str, origin: str) -> list[str]:
    """Other stories that know what the origin printed."""
    if origin.startswith("art_"):
        try:
            home = story_of(origin)
        except Unknown:
            return []
        return [home] if home != story else []
    if not origin.startswith("src_"):
        return []
    asked = reading.Suggestion.objects.filter(kind=SuggestionKind.WITHDRAW_ORIGIN.value, document__a=origin)
    articles = reading.Article.objects.filter(source=origin).order_by("-filed_at").values_list("story", flat=True)
    known = [*articles[: HOMES * 20], *asked.order_by("-id").values_list("story", flat=True)[:HOMES]]
    return [one for one in dict.fromkeys(known) if one != story][:HOMES]


def _printed_in(story: str, origin: str) -> list[str]:
    with STORIES.reading(StreamRef.parse(story)) as state:
        return printed_by(state, origin)


def propose(batch: Sequence[Stored]) -> None:
    """For each origin that is to be withdrawn: the same in the other stories that have copied from it.

    Once more when it was withdrawn: while that waited, others may have come in. What a wire kills is an origin.
    """
    for stored in batch:
        match event_of(stored) if stored.envelope.type in _TELLING else None:
            case SuggestionMade(kind=SuggestionKind.WITHDRAW_ORIGIN, a=origin) | OriginWithdrawn(origin=origin):
                _propose(stored, origin)
            case ArticleWithdrawn(article=article, by=WithdrawnBy.SOURCE, revision=None):
                _killed(stored, article)


def _killed(stored: Stored, id_: ArticleId) -> None:
    """What others printed of it is proposed too, here and elsewhere. Of what the desk withdraws, a person says it."""
    story, cause = survivor_of(stored.stream.public), EventId(stored.envelope.id)
    with STORIES.reading(StreamRef.parse(story)) as state:
        article = state.articles.get(id_)
        if article is None or article.withdrawn is None or state.source_of(article).kind is not SourceKind.WIRE:
            return
        reason = article.withdrawn_reason or ""
        printed = any(ref.article != id_ for ref in resting_on(state, id_))
    if printed:
        id_of_it = SuggestionId(new_id("sug"))
        suggest(story, [SuggestionMade(id_of_it, _KIND, id_, story, Decimal(1), reason, KILLS)], cause)
    else:
        propose_elsewhere(story, id_, reason, cause=cause)


def _propose(stored: Stored, origin: str) -> None:
    story = survivor_of(stored.stream.public)
    with STORIES.reading(StreamRef.parse(story)) as state:
        asked = (one for one in state.suggestions.values() if one.kind is SuggestionKind.WITHDRAW_ORIGIN)
        held = next((one for one in asked if one.a == origin and one.comparer != LINEAGE), None)
        if held is None or held.judgement is Judgement.REJECTED:
            return
        reason = held.reason
    propose_elsewhere(story, origin, reason, cause=EventId(stored.envelope.id))


def propose_elsewhere(story: str, origin: str, reason: str, *, cause: EventId | None = None) -> list[str]:
    """Suggests to withdraw the origin in the other stories that copied from what this one has of it; which they are."""
    with STORIES.reading(StreamRef.parse(story)) as state:
        texts = printed_by(state, origin)
        found = copiers(state, texts) if texts else []
    scores: dict[str, float] = {}
    for one in found:
        scores[one.row.story] = max(one.score, scores.get(one.row.story, 0.0))
    done = []
    for other, score in scores.items():
        with STORIES.reading(StreamRef.parse(other)) as target:
            if not copied_into(target, texts, standing=True):
                continue
        share, id_ = Decimal(str(score)).quantize(CENT), SuggestionId(new_id("sug"))
        if suggest(other, [SuggestionMade(id_, _KIND, origin, other, share, reason, LINEAGE)], cause):
            done.append(other)
    return done


def suggest(story: str, made: Sequence[SuggestionMade], cause: EventId | None) -> bool:
    """The machine's suggestions, in one append. False where the story was merged meanwhile."""
    try:
        handle_story(story, lambda _state: list(map(MakeSuggestion, made)), Order(MACHINE, now(), cause=cause))
    except Refused as refused:
        if refused.code != "story-merged":
            raise
        return False
    refresh(story)
    return True
