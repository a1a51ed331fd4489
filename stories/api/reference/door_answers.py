"""What webhook endpoints, deliveries, files and batches answer with."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from stories.api.reference.answers import EventId, Next
from stories.domain.vocabulary import Scope
from stories.projections.shapes import Count, Sha256, Shape, StoryId, identified

EndpointId = Annotated[str, identified("whe")]
DeliveryId = Annotated[str, identified("dlv")]


class Endpoint(Shape, kw_only=True):
    id: EndpointId
    url: str
    types: list[str]
    stories: list[StoryId]
    format: Literal["standard", "chat"]
    owner: str
    enabled: bool
    disabled_at: datetime | None
    disabled_why: str | None
    failing_since: datetime | None
    old_secret_until: datetime | None
    created_at: datetime


class EndpointWithSecret(Endpoint, kw_only=True):
    secret: Annotated[str | UnsetType, Meta(description="Shown here and never again; whsec_ and its base64.")] = UNSET


class Endpoints(Shape):
    results: list[Endpoint]
    next: Next


class LastAttempt(Shape):
    at: datetime
    status: int | None
    reason: str | None
    answer: str | None
    milliseconds: int | None


class Delivery(Shape):
    id: DeliveryId
    endpoint: EndpointId
    event: EventId | None
    type: str
    story: StoryId | None
    position: int | None
    state: Literal["pending", "delivered", "dead", "withheld"]
    attempts: Count
    next_at: datetime | None
    created_at: datetime
    last: LastAttempt | None


class Deliveries(Shape):
    results: list[Delivery]
    next: Next


class Waiting(Shape):
    endpoint: EndpointId
    waiting: Count


class Key(Shape, kw_only=True):
    id: Annotated[str, identified("key")]
    name: str
    prefix: Annotated[str, Meta(description="The beginning of its secret, to be recognised by.")]
    scopes: list[Scope]
    person: Annotated[str | None, Meta(description="Whom it acts for; null where it acts for itself.")]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: Annotated[datetime | None, Meta(description="To the minute.")]
    old_secret_until: Annotated[datetime | None, Meta(description="How long the secret before the last goes on.")]
    revoked_at: datetime | None


class KeyAfter(Key, kw_only=True):
    events: list[EventId]


class KeyWithSecret(KeyAfter, kw_only=True):
    secret: Annotated[str | UnsetType, Meta(description="Shown here and never again, not even to a repetition.")] = (
        UNSET
    )


class Keys(Shape):
    results: list[Key]
    next: Next


FileId = Annotated[str, identified("fil")]
JobId = Annotated[str, identified("job")]


class Upload(msgspec.Struct, forbid_unknown_fields=True):
    file: Annotated[str, Meta(extra_json_schema={"contentMediaType": "application/octet-stream", "format": "binary"})]


class File(Shape, kw_only=True):
    id: FileId
    sha256: Sha256
    size: Count
    media_type: str
    name: str | None
    uploaded_by: str
    uploaded_at: datetime


class FileSent(File, kw_only=True):
    duplicate: Annotated[bool, Meta(description="The same bytes were here before.")]


class Progress(Shape):
    worked_off: Count
    reached: Count
    filed: Count
    duplicates: Count
    refused: Count


class Job(Shape):
    id: JobId
    kind: Literal["article_batch", "claim_verb", "feed_list", "withdrawal"]
    state: Literal["receiving", "queued", "running", "done", "canceled", "failed"]
    lines: Count
    size: Count
    sha256: Sha256 | None
    progress: Progress
    error: str | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    results: Annotated[str, Meta(description="Where a line of JSON stands for each line that was worked off.")]
