"""The fold step for articles."""

from dataclasses import replace
from typing import assert_never

from stories.domain.decisions import Hold
from stories.domain.events import Meta
from stories.domain.events_article import (
    ArticleAmended,
    ArticleAnalysed,
    ArticleDated,
    ArticleEvent,
    ArticleFiled,
    ArticleHeld,
    ArticleMovedIn,
    ArticleMovedOut,
    ArticleReanalysisRequested,
    ArticleReclassified,
    ArticleReleased,
    ArticleRevised,
    ArticleWithdrawn,
    OriginWithdrawn,
)
from stories.domain.fold import claims_in, remember, see_public, touch
from stories.domain.records import AppearanceRef
from stories.domain.state import Article, Claim, Dating, Revision
from stories.domain.story import Story
from stories.domain.values import ArticleId
from stories.domain.vocabulary import Publication, WithdrawnBy


def evolve_article(story: Story, event: ArticleEvent, meta: Meta) -> None:
    match event:
        case OriginWithdrawn():
            _withdraw_origin(story, event, meta)
            return
        case ArticleFiled():
            article = Article(event.article, event.source, (), 1, meta.at)
            story.articles[event.article] = article
            story.moved_out.pop(event.article, None)
            _add_revision(story, article, event, meta, head=True)
        case ArticleMovedIn():
            story.articles[event.article] = replace(event.state, touched=meta.version)
            story.sources.setdefault(event.state.source.id, event.state.source)
            story.moved_out.pop(event.article, None)
            head = event.state.head_revision
            if head.analysed_by is not None:  # it has to be compared with what its new story holds
                _put(story.articles[event.article], replace(head, reanalyse=True))
            remember(story, event.article, meta)
            return
    known = story.articles.get(event.article)
    if known is None:
        return
    known.touched = meta.version
    remember(story, event.article, meta)
    match event:
        case ArticleFiled():
            pass
        case ArticleRevised():
            _add_revision(story, known, event, meta, head=event.head)
        case ArticleAnalysed():
            found = known.revision(event.revision)
            if found is not None:
                _put(known, _analysed(found, event, meta))
        case ArticleReclassified(revision=n, kind=kind, reason=reason):
            found = known.revision(n)
            if found is not None:
                _put(known, replace(found, kind=kind, why=reason, reclassified=True))
        case ArticleAmended():
            _amend(story, known, event)
        case ArticleReanalysisRequested():
            _put(known, replace(known.head_revision, reanalyse=True))
        case ArticleDated(value=value, granularity=granularity, how=how, from_=from_):
            known.dated = Dating(value, granularity, how, from_ or ())
        case ArticleHeld(reason=reason, until=until):
            known.held = Hold(reason, until)
        case ArticleReleased():
            known.held = None
            for claim in claims_in(story, event.article):
                see_public(story, claim)
        case ArticleWithdrawn():
            _withdraw(story, known, event, meta)
        case ArticleMovedOut(to=to):
            del story.articles[event.article]
            story.moved_out[event.article] = to
            for claim in claims_in(story, event.article):
                _drop(claim, _refs_in(claim, event.article, None), meta)
        case _:
            assert_never(event)


def _add_revision(
    story: Story, article: Article, event: ArticleFiled | ArticleRevised, meta: Meta, *, head: bool
) -> None:
    article.revisions += (
        Revision(
            event.revision,
            event.text,
            event.sha256,
            meta.at,
            event.html,
            event.title,
            event.published_at,
            event.modified_at,
            event.byline,
            event.language,
            event.declared,
        ),
    )
    story.sources[event.source.id] = event.source
    if not head:
        return
    article.head = event.revision
    article.source = event.source
    article.pubstatus = event.pubstatus
    article.title = event.title or article.title
    article.url = event.url or article.url
    article.external_id = event.external_id or article.external_id
    article.byline = event.byline or article.byline
    article.language = event.language or article.language
    article.published_at = event.published_at or article.published_at
    if article.withdrawn is WithdrawnBy.SOURCE and event.pubstatus is Publication.USABLE:
        article.withdrawn = article.withdrawn_reason = article.withdrawn_at = None


def _analysed(revision: Revision, event: ArticleAnalysed, meta: Meta) -> Revision:
    kept = revision.reclassified
    return replace(
        revision,
        analysed_by=event.extractor,
        reanalyse=False,
        language=event.language,
        passages=event.passages,
        lineage=event.lineage,
        credits=event.credits,
        slips=event.slips,
        news=event.news,
        assistance=event.assistance,
        edits=event.edits,
        edited_at=meta.version if event.edits and event.edits != revision.edits else revision.edited_at,
        kind=revision.kind if kept else event.kind,
        why=revision.why if kept else event.why,
    )


def _put(article: Article, revision: Revision) -> None:
    article.revisions = tuple(revision if item.n == revision.n else item for item in article.revisions)


def _amend(story: Story, article: Article, event: ArticleAmended) -> None:
    article.title = event.title or article.title
    article.byline = event.byline or article.byline
    article.url = event.url or article.url
    article.language = event.language or article.language
    article.published_at = event.published_at or article.published_at
    if event.source is not None:
        article.source = event.source
        story.sources[event.source.id] = event.source


def _withdraw(story: Story, article: Article, event: ArticleWithdrawn, meta: Meta) -> None:
    article.notice = event.notice or article.notice
    if event.revision is not None:
        found = article.revision(event.revision)
        if found is not None:
            _put(article, replace(found, withdrawn=True))
        left = [item for item in article.revisions if not item.withdrawn]
        if left and article.head_revision.withdrawn:
            article.head = max(left, key=lambda item: (item.modified_at or item.received_at, item.n)).n
    if event.revision is None or all(item.withdrawn for item in article.revisions):
        article.withdrawn = event.by
        article.withdrawn_reason = event.reason
        article.withdrawn_at = meta.at
    for claim in claims_in(story, article.id):
        _drop(claim, _refs_in(claim, article.id, event.revision), meta)


def _withdraw_origin(story: Story, event: OriginWithdrawn, meta: Meta) -> None:
    for ref in event.appearances:
        claim = story.claims.get(ref.claim)
        if claim is not None:
            _drop(claim, {AppearanceRef(ref.article, ref.revision, ref.spans)}, meta)
            remember(story, ref.claim, meta)


def _refs_in(claim: Claim, article: ArticleId, revision: int | None) -> set[AppearanceRef]:
    refs = (item.ref for item in claim.appearances)
    return {ref for ref in refs if ref.article == article and revision in (None, ref.revision)}


def _drop(claim: Claim, refs: set[AppearanceRef], meta: Meta) -> None:
    claim.appearances = tuple(replace(item, standing=False) if item.ref in refs else item for item in claim.appearances)
    touch(claim, meta)
