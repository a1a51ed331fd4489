"""Paragraphs that an outlet prints under article after article: learned from what it sent, furniture from then on.

Three articles that have nothing else in common teach one. A story's own follow-ups and reprints of one text repeat
their background too, and teach nothing: by the story they are in, and by how much else they share.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from django.db.models import Count

from stories.analysis.normalise import paragraph_digest
from stories.comparison.grouping import Corpus, StoryProfile, Thresholds, profile_of, score
from stories.domain.state import Article, Revision
from stories.domain.story import Story
from stories.domain.values import ArticleId
from stories.models import reading
from stories.projections.paragraphs import digests_of, paragraphs_of

ENOUGH = 3  # unrelated articles that teach a paragraph
LOOKED_AT = 12  # articles with the paragraph that are set beside each other, the newest


def recurring(story: Story, texts: Iterable[tuple[Article, Revision]]) -> dict[ArticleId, frozenset[str]]:
    """For each article the digests of those of its paragraphs that its outlet prints under unrelated articles too."""
    wanted = {article.id: (story.source_of(article).id, digests_of(revision.text)) for article, revision in texts}
    often = (
        reading.Paragraph.objects.filter(
            source__in={source for source, _ in wanted.values()},
            digest__in={digest for _, digests in wanted.values() for digest in digests},
        )
        .values_list("source", "digest")
        .annotate(stories=Count("story", distinct=True))
        .filter(stories__gte=ENOUGH)
    )
    learned = {(source, digest): _printed_under(source, digest) for source, digest, _ in often}
    return {
        article: frozenset(digest for digest in digests if _teach(learned.get((source, digest), {}), besides=article))
        for article, (source, digests) in wanted.items()
    }


def _printed_under(source: str, digest: str) -> dict[str, str]:
    """The newest articles of different stories that have the paragraph, with their texts."""
    found = reading.Paragraph.objects.filter(source=source, digest=digest).order_by("-article")
    by_story: dict[str, str] = {}
    for article, story in found.values_list("article", "story")[: LOOKED_AT * 4]:
        by_story.setdefault(story, article)
    chosen = list(by_story.values())[:LOOKED_AT]
    texts = reading.Article.objects.filter(pk__in=chosen).values_list("id", "document__text")
    return {article: text for article, text in texts if text}


def _teach(printed: Mapping[str, str], *, besides: str) -> bool:
    others = sorted(article for article in printed if article != besides)
    return len(others) >= ENOUGH and _unrelated(tuple((article, printed[article]) for article in others)) >= ENOUGH


@lru_cache(maxsize=256)
def _unrelated(articles: Sequence[tuple[str, str]]) -> int:
    """How many of the articles tell stories of their own, what they all print left aside."""
    counts: defaultdict[str, int] = defaultdict(int)
    for _, text in articles:
        for digest in digests_of(text):
            counts[digest] += 1
    profiles = []
    corpus = Corpus()
    for _, text in articles:
        kept = [words for words in paragraphs_of(text) if counts[paragraph_digest(words)] < ENOUGH]
        profile = profile_of("\n".join(kept))
        corpus.add(profile)
        profiles.append(profile)
    apart: list[StoryProfile] = []
    for number, profile in enumerate(profiles):
        if all(score(profile, one, corpus) < Thresholds().join for one in apart):
            apart.append(StoryProfile({str(number): profile}))
    return len(apart)
