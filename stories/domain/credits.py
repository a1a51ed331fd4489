"""Credits to agencies: which of them an appearance, or a whole article, rests on."""

from stories.domain.state import Article, ClaimAppearance, Revision
from stories.domain.story import Story
from stories.domain.values import Appearance, PassageKind

_WHOLE_TEXT = frozenset({PassageKind.BYLINE, PassageKind.DATELINE, PassageKind.FOOTER})


def credits_near(revision: Revision, appearance: Appearance) -> list[str]:
    """Agencies credited in the appearance's own paragraph, or for the whole text in byline, dateline or footer."""
    start = revision.text.rfind("\n", 0, appearance.spans[0][0]) + 1
    end = revision.text.find("\n", appearance.spans[-1][1])
    end = len(revision.text) if end < 0 else end
    whole = [item for item in revision.passages if item.kind in _WHOLE_TEXT]
    return [
        credit.source
        for credit in revision.credits
        if (credit.span[0] < end and credit.span[1] > start)
        or any(item.start <= credit.span[0] < item.end for item in whole)
    ]


def credited_sources(story: Story, revision: Revision, appearance: Appearance) -> list[str]:
    """The same as public ids, or as folded names where the story knows no such source."""
    return [source_key(story, name) for name in credits_near(revision, appearance)]


def credited_names(story: Story, article: Article) -> list[str]:
    """The agencies that an article's head text credits, by the names that the story's sources bear where known."""
    named: dict[str, str] = {source.id: source.name for source in story.sources.values()}
    return [named.get(key, key) for one in article.head_revision.credits for key in [source_key(story, one.source)]]


def source_key(story: Story, credited: str) -> str:
    wanted = credited.casefold()
    for source in story.sources.values():
        if source.id == credited or any(name.casefold() == wanted for name in source.names):
            return source.id
    return wanted


def credits_of(story: Story, item: ClaimAppearance) -> list[str]:
    revision = story.articles[item.appearance.article].revision(item.appearance.revision)
    return [] if revision is None else credits_near(revision, item.appearance)
