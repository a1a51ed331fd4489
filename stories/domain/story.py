"""A story as folded from its stream: what the stream says, and nothing that can be computed from it."""

from dataclasses import dataclass, field
from datetime import datetime

from stories.domain.records import SourceCopy
from stories.domain.state import Article, Claim, Contradiction, Question, Suggestion
from stories.domain.values import (
    ArticleId,
    ClaimId,
    ContradictionId,
    EventId,
    QuestionId,
    SourceId,
    StoryId,
    SuggestionId,
)
from stories.domain.vocabulary import Judgement, StoryStatus, SuggestionKind

Pair = tuple[SuggestionKind, str, str]


def pair(kind: SuggestionKind, a: str, b: str) -> Pair:
    """A pair's key, whichever way round it is named."""
    return (kind, a, b) if a <= b else (kind, b, a)


@dataclass(slots=True)
class Story:
    """version 0 is a story that has no event yet.

    sources: the story's own copies. history: per public id, the events that touched it, in order.
    pairs: what people said about pairs; merge and split of claims are such words too.
    moved_out: where things went. erased: ids of events whose bodies are gone.
    """

    id: StoryId
    version: int = 0
    title: str = ""
    slug: str = ""
    status: StoryStatus = StoryStatus.PROPOSED
    public: bool = False
    ever_public: bool = False
    origins_needed: int | None = None
    split_from: StoryId | None = None
    merged_into: StoryId | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    articles: dict[ArticleId, Article] = field(default_factory=dict)
    claims: dict[ClaimId, Claim] = field(default_factory=dict)
    contradictions: dict[ContradictionId, Contradiction] = field(default_factory=dict)
    questions: dict[QuestionId, Question] = field(default_factory=dict)
    suggestions: dict[SuggestionId, Suggestion] = field(default_factory=dict)
    sources: dict[SourceId, SourceCopy] = field(default_factory=dict)
    pairs: dict[Pair, Judgement] = field(default_factory=dict)
    history: dict[str, list[EventId]] = field(default_factory=dict)
    moved_out: dict[str, StoryId] = field(default_factory=dict)
    erased: set[EventId] = field(default_factory=set)

    def touched(self, thing: str) -> int | None:
        """The version that If-Match compares for a claim, contradiction, article, question or suggestion."""
        held = (
            self.claims.get(ClaimId(thing))
            or self.contradictions.get(ContradictionId(thing))
            or self.articles.get(ArticleId(thing))
            or self.questions.get(QuestionId(thing))
            or self.suggestions.get(SuggestionId(thing))
        )
        return None if held is None else held.touched

    def source_of(self, article: Article) -> SourceCopy:
        return self.sources.get(article.source.id, article.source)

    def pair_decision(self, kind: SuggestionKind, a: str, b: str) -> Judgement | None:
        """A person's word on a pair, in either order; else SUGGESTED where a machine suggested it; else None."""
        judged = self.pairs.get(pair(kind, a, b))
        if judged is not None:
            return judged
        made = (item for item in self.suggestions.values() if item.kind is kind and {item.a, item.b} == {a, b})
        return Judgement.SUGGESTED if any(made) else None
