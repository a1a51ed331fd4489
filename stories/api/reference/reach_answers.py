"""The report on whom something had reached, described; and its operations."""

from datetime import datetime
from typing import Annotated, Any

from msgspec import Meta

from stories.api import reaches
from stories.api.reference.answers import EventId, Events, Next
from stories.api.reference.door_answers import DeliveryId, EndpointId
from stories.api.reference.operation import Operation, acts, reads
from stories.domain import decisions
from stories.domain.vocabulary import HoldReason, NoticeKind, Publication, Scope, Status, WithdrawnBy
from stories.projections import shapes
from stories.projections.shapes import Count, Shape


class ReachedArticle(Shape):
    id: shapes.ArticleId
    story: shapes.StoryId
    source: str
    title: str | None
    url: str | None
    received_at: datetime
    withdrawn: WithdrawnBy | None
    reason: str | None


class CarryingArticle(ReachedArticle, kw_only=True):
    claims: list[shapes.ClaimId]
    copied: Annotated[list[str], Meta(description="Words that stand in both.")]


class PublicVersions(Shape, kw_only=True, rename={"from_": "from"}):
    """A stretch of versions in which readers saw the words; last and until are null while they still do."""

    first: Count
    from_: datetime
    last: Count | None
    until: datetime | None
    statement: str
    address: str


class ReachedClaim(Shape):
    id: shapes.ClaimId
    statement: str
    status: Status
    publication: Publication
    held: HoldReason | None
    public_now: bool
    standing_appearances: Count
    public_versions: list[PublicVersions]
    corrections: list[decisions.Correction]
    notice: str | None
    withdrawn_reason: str | None


class ReachedDelivery(Shape):
    id: DeliveryId
    endpoint: EndpointId
    url: Annotated[str, Meta(description="The server alone for whoever does not run webhooks.")]
    type: str
    summary: str
    state: str
    at: datetime


class ReachedDeliveries(Shape):
    number: Count
    listed: list[ReachedDelivery]
    endpoints: list[EndpointId]


class ReachedClient(Shape):
    key: str
    name: str
    prefix: str
    last_used_at: datetime
    reads_unpublished: bool
    revoked: bool


class ReachedExports(Shape):
    recorded: bool
    public_since: datetime | None
    addresses: list[str]


class SentNotice(Shape):
    event: EventId
    version: int
    at: datetime
    by: str
    summary: str


class Draft(Shape):
    kind: NoticeKind
    text: str


class Reach(Shape):
    """Whom it had reached: what is recorded is listed, what nobody recorded stands in not_known."""

    story: shapes.StoryId
    about: str
    article: ReachedArticle | None
    claims: list[ReachedClaim]
    public: bool
    deliveries: ReachedDeliveries
    clients: list[ReachedClient]
    exports: ReachedExports
    own_articles: list[CarryingArticle]
    other_articles: list[CarryingArticle]
    notices: list[SentNotice]
    not_known: list[str]
    draft: Annotated[Draft, Meta(description="A notice for somebody to edit and send.")]


class Reaches(Shape):
    results: list[Reach]
    next: Next


class NoticeAfter(Shape):
    story: shapes.StoryId
    about: str
    kind: NoticeKind
    text: str
    to: list[EndpointId]
    events: Events


_REPORT: dict[str, Any] = {"public": False, "scopes": (Scope.CLAIMS_ACT, Scope.EVENTS_READ)}

REACHES: tuple[Operation, ...] = (
    reads("/articles/{article}/reach/", "read_article_reach", "Whom an article had reached", Reach, **_REPORT),
    reads("/claims/{claim}/reach/", "read_claim_reach", "Whom a claim had reached", Reach, **_REPORT),
    reads(
        "/sources/{source}/reach/",
        "read_source_reach",
        "Whom a source had reached, story by story",
        Reaches,
        query=reaches.StoriesReached,
        **_REPORT,
    ),
    *(
        acts(
            f"/{kind}s/{{{kind}}}/notice/",
            f"notice_{kind}",
            f"Send a kill or a correction of {'an' if kind == 'article' else 'a'} {kind}",
            reaches.NoticeBody,
            NoticeAfter,
        )
        for kind in ("article", "claim")
    ),
)
