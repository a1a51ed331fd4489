"""What the documents of articles look like, as types; those of their stories are in shapes."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from stories.domain import decisions, edits, records, values
from stories.domain.vocabulary import DatedHow, Publication, RevisionKind
from stories.projections.shapes import ArticleId, ClaimId, Outlet, Sha256, Shape, StoryId, Version


class Dated(Shape, kw_only=True, rename={"from_": "from"}):
    value: datetime
    how: DatedHow
    from_: list[ArticleId] | UnsetType = UNSET


class ToldEdit(Shape):
    """said: as a desk would tell it. material: whether the article no longer says what it said."""

    kind: edits.EditKind
    said: str
    material: bool
    before: str | None
    after: str | None
    detail: str | None
    claims: list[ClaimId]


class Revision(Shape):
    revision: int
    sha256: Sha256
    title: str | None
    received_at: datetime
    published_at: datetime | None
    modified_at: datetime | None
    html: records.HtmlOrigin | None
    kind: RevisionKind | None
    why: str | None
    edits: Annotated[list[ToldEdit], Meta(description="What it changed in the text before it, claim by claim.")]
    edited_at_version: Annotated[int | None, Meta(description="The version of the event that told it first.")]
    declared: records.Declared | None
    withdrawn: bool


class Processing(Shape):
    state: Literal["queued", "running", "done", "failed"]


class ArticleHead(Shape):
    """An article without its text, as a story lists it for the desk."""

    id: ArticleId
    story: StoryId
    source: records.SourceCopy
    title: str | None
    url: str | None
    external_id: str | None
    byline: str | None
    language: str | None
    status: Literal["received", "processed", "held", "withdrawn"]
    pubstatus: Publication
    held: decisions.Hold | None
    withdrawn_reason: str | None
    received_at: datetime
    published_at: datetime | None
    dated: Dated
    revision: int
    revisions: list[Revision]
    sha256: Sha256
    extractor: str | None
    processing: Processing
    version: Version


class ArticleNews(Shape):
    """claim: the one that it is now. detail: the value as printed, or both strengths in words."""

    kind: edits.NewsKind
    claim: ClaimId
    detail: str | None


class Article(ArticleHead):
    text: str
    passages: list[values.Passage]
    lineage: list[values.Lineage]
    credits: list[values.Credit]
    slips: Annotated[list[values.Slip], Meta(description="What does not fit within it.")]
    news: Annotated[list[ArticleNews], Meta(description="What it added to its story on arrival.")]


class ArticleLine(Shape):
    """What readers may know of an article: who, what, where, when."""

    id: ArticleId
    story: StoryId
    source: Outlet
    title: str | None
    url: str | None
    published_at: datetime | None
    dated: Dated
