"""Operations by which outsiders check the log, and what they answer."""

from datetime import datetime
from typing import Annotated, Any

from msgspec import Meta

from stories.api import proofs
from stories.api.reference.operation import Operation, reads
from stories.domain.vocabulary import Scope
from stories.projections.shapes import Count, Sha256, Shape

Path = Annotated[list[Sha256], Meta(description="The hashes beside the way, the lowest first (RFC 9162).")]
Note = Annotated[str | None, Meta(description="The signed note of that size, if there is one.")]


class Inclusion(Shape):
    """The event with this leaf stands at this position below the root of the first `size` events."""

    position: Count
    size: Count
    leaf: Sha256
    root: Sha256
    path: Path
    checkpoint: Note


class Consistency(Shape, kw_only=True, rename={"from_": "from"}):
    """The log of `to` events begins with that of `from`."""

    from_: Count
    to: Count
    from_root: Sha256
    to_root: Sha256
    path: Path
    from_checkpoint: Note
    to_checkpoint: Note


class Checkpoint(Shape):
    size: Count
    root: Sha256
    signed_at: datetime
    note: str


class Audit(Shape):
    passed: bool
    events: Annotated[int, Meta(ge=0, description="How many it verified.")]
    at: datetime
    said: str


class Outbox(Shape):
    events: Annotated[int, Meta(ge=0, description="That have no place in the log yet.")]
    seconds: Annotated[float, Meta(ge=0, description="For how long the oldest has waited.")]


class Integrity(Shape):
    size: Count
    root: Sha256
    keys: Annotated[list[str], Meta(description="Whom to believe: name+id+base64, the newest first.")]
    checkpoint: Checkpoint | None
    uncovered: Annotated[int, Meta(ge=0, description="Events beyond the newest checkpoint.")]
    copied: Annotated[
        int | None, Meta(description="Events of the newest copy; null where none are kept or can be read.")
    ]
    audit: Audit | None
    missing_guards: list[str]
    outbox: Outbox
    troubles: Annotated[list[str], Meta(description="What is wrong with checkpoints and copies; empty is well.")]


_ANYBODY: dict[str, Any] = {"scopes": ()}
_TEXT: dict[str, Any] = {**_ANYBODY, "media": "text/plain", "tagged": True}

PROOFS: tuple[Operation, ...] = (
    reads(
        "/stories/{story}.bundle",
        "export_story_bundle",
        "A zip of evidence: state, events, and what proves them without the service",
        str,
        media="application/zip",
        public=False,
    ),
    reads("/log/checkpoint", "read_checkpoint", "The newest signed checkpoint of the log", str, **_TEXT),
    reads("/log/keys", "read_log_keys", "The keys that checkpoints are signed with", str, **_TEXT),
    reads(
        "/log/proof/inclusion",
        "prove_inclusion",
        "Proves that an event stands in the log",
        Inclusion,
        query=proofs.Included,
        **_ANYBODY,
    ),
    reads(
        "/log/proof/consistency",
        "prove_consistency",
        "Proves that the log only grew between two sizes",
        Consistency,
        query=proofs.Grown,
        **_ANYBODY,
    ),
    reads(
        "/integrity/",
        "read_integrity",
        "How far the log is vouched for",
        Integrity,
        public=False,
        scopes=(Scope.EVENTS_READ,),
    ),
)
