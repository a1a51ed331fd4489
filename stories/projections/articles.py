"""An article as readers of the API get it: text, revisions, labelled passages, lineage, and how far we are with it."""

from typing import Any

from stories.domain.edits import MATERIAL, Edit, EditKind, News
from stories.domain.publication import is_article_held
from stories.domain.state import Article, Revision
from stories.domain.story import Story
from stories.eventlog.codec import plain
from stories.projections.summaries import shortened

Document = dict[str, Any]


def processing_state(article: Article) -> str:
    """queued until the newest revision is analysed. A run under way is known to the worker alone."""
    head = article.revisions[-1]
    return "queued" if head.analysed_by is None or head.reanalyse else "done"


def article_status(article: Article) -> str:
    if article.withdrawn:
        return "withdrawn"
    if is_article_held(article):
        return "held"
    return "processed" if processing_state(article) == "done" else "received"


def language_of(article: Article, revision: int | None = None) -> str | None:
    """BCP 47, of the article or else of the revision, by default its head; None where nobody said."""
    read = article.head_revision if revision is None else article.revision(revision)
    return article.language or (read.language if read else None)


def dated(article: Article) -> Document:
    """The date that the article is taken to be from, and how that is known."""
    if article.published_at is not None:
        return {"value": plain(article.published_at), "how": "given"}
    if article.dated is not None:
        return {"value": plain(article.dated.value), "how": article.dated.how.value, "from": plain(article.dated.from_)}
    return {"value": plain(article.received_at), "how": "receipt"}


def article_document(story: Story, article: Article) -> Document:
    """With full text: for those who may read it (never anonymous readers)."""
    head = article.head_revision
    source = story.source_of(article)
    return {
        "id": article.id,
        "story": story.id,
        "source": plain(source),
        "title": article.title,
        "url": article.url,
        "external_id": article.external_id,
        "byline": article.byline,
        "language": article.language,
        "status": article_status(article),
        "pubstatus": article.pubstatus.value,
        "held": plain(article.held),
        "withdrawn_reason": article.withdrawn_reason,
        "received_at": plain(article.received_at),
        "published_at": plain(article.published_at),
        "dated": dated(article),
        "revision": article.head,
        "revisions": [_revision(one) for one in article.revisions],
        "text": head.text,
        "sha256": head.sha256,
        "passages": plain(head.passages),
        "lineage": plain(head.lineage),
        "credits": plain(head.credits),
        "slips": plain(head.slips or ()),
        "news": [_news(story, one) for one in head.news or ()],
        "extractor": head.analysed_by,
        "processing": {"state": processing_state(article)},
        "version": article.touched,
    }


def _news(story: Story, one: News) -> Document:
    """What it added on arrival, under the claim that it is now: merged ones pass on what they brought."""
    claim, held = one.claim, story.claims.get(one.claim)
    while held is not None and held.merged_into is not None:
        claim, held = held.merged_into, story.claims.get(held.merged_into)
    return {"kind": one.kind.value, "claim": claim, "detail": one.detail}


_SAID = {
    EditKind.ADDED: "Added",
    EditKind.DROPPED: "Taken out",
    EditKind.CHANGED: "Changed",
    EditKind.SOFTENED: "Softened",
    EditKind.STRENGTHENED: "Strengthened",
    EditKind.REATTRIBUTED: "Another speaker",
    EditKind.REQUOTED: "Quoted otherwise",
    EditKind.MOVED: "Moved on",
    EditKind.REWORDED: "Reworded",
}


def _edit(one: Edit) -> Document:
    """said: the edit as a desk would tell it; material: whether the article no longer says what it said."""
    about = shortened(one.before or one.after or "", 200)
    said = f"{_SAID[one.kind]}: {one.detail}, in “{about}”" if one.detail else f"{_SAID[one.kind]}: “{about}”"
    return {
        "kind": one.kind.value,
        "said": said,
        "material": one.kind in MATERIAL,
        "before": one.before,
        "after": one.after,
        "detail": one.detail,
        "claims": list(one.claims),
    }


def _revision(one: Revision) -> Document:
    return {
        "revision": one.n,
        "sha256": one.sha256,
        "title": one.title,
        "received_at": plain(one.received_at),
        "published_at": plain(one.published_at),
        "modified_at": plain(one.modified_at),
        "html": plain(one.html),
        "kind": plain(one.kind),
        "why": one.why,
        "edits": [_edit(edit) for edit in one.edits or ()],
        "edited_at_version": one.edited_at,
        "declared": plain(one.declared),
        "withdrawn": one.withdrawn,
    }
