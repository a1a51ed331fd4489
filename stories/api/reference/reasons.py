"""What operations answer with that tells why: provenance, who has it from where, what changed between two versions."""

from typing import Annotated, Any

from msgspec import UNSET, Meta, UnsetType

from stories.api.reference.answers import Told
from stories.domain import values
from stories.domain.vocabulary import Publication, Status
from stories.projections import shapes, shapes_article
from stories.projections.shapes import Shape

# why we say it


class SupportingArticle(shapes_article.ArticleLine):
    appearances: list[shapes.Appearance]


class Provenance(Shape):
    claim: shapes.ClaimId
    story: shapes.StoryId
    statement: str | None
    status: Status
    publication: Publication
    sourcing: shapes.Sourcing
    articles: list[SupportingArticle]
    evidence: list[shapes.Evidence]
    decisions: Told
    version: shapes.Version


class Copied(Shape):
    article: shapes.ArticleId
    passage: Annotated[list[int], Meta(description="A passage of that article", min_length=2, max_length=2)]
    their_article: shapes.ArticleId
    their_passage: Annotated[
        list[int], Meta(description="and where it stands in the other", min_length=2, max_length=2)
    ]
    extent: values.Extent
    text: str | UnsetType = UNSET


class Origin(Shape):
    """Outlets that print one origin's words count once."""

    origin: str
    name: str | None
    outlets: list[shapes.Outlet]
    articles: list[shapes.ArticleId]
    why: list[str]
    passages: list[Copied]


class Quotation(Shape):
    claim: shapes.ClaimId
    speaker: values.Speaker | None
    statement: str | None
    outlets: list[shapes.Outlet]
    articles: list[shapes.ArticleId]


class StorySources(Shape):
    story: shapes.StoryId
    version: shapes.Version
    origins: list[Origin]
    quotations: list[Quotation]
    explanation: str


# between two versions


class Change(Shape, kw_only=True, rename={"from_": "from"}):
    from_: Any
    to: Any


class Changed(Shape):
    id: str
    fields: dict[str, Change]


class ChangedClaims(Shape):
    added: list[shapes.Claim]
    changed: list[Changed]
    gone: list[shapes.Claim]


class ChangedContradictions(Shape):
    added: list[shapes.Contradiction]
    changed: list[Changed]
    gone: list[shapes.Contradiction]


class Person(Shape):
    actor: str
    name: str | None


class Diff(Shape, kw_only=True, rename={"from_": "from"}):
    story: shapes.StoryId
    from_: int
    to: int
    head: dict[str, Change]
    claims: ChangedClaims
    contradictions: ChangedContradictions
    events: Told
    events_url: str
    people: list[Person]
