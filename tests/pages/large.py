"""A large public story, played through the rules and appended at once: every line public, with outlets behind it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import sha256

from stories.application.ids import new_event_id, new_id
from stories.application.intake import SLUG
from stories.domain.actors import MACHINE, By, Policy
from stories.domain.commands import StoryStreamCommand
from stories.domain.commands_article import FileArticle, Findings, RecordAnalysis
from stories.domain.commands_claim import AcceptClaim, NoteClaim, VerifyClaim
from stories.domain.commands_story import CreateStory
from stories.domain.decide import decide
from stories.domain.events import Meta
from stories.domain.events_article import ArticleAnalysed
from stories.domain.events_finding import ClaimAppeared, ClaimExtracted
from stories.domain.evolve import evolve
from stories.domain.records import NewEvidence, SourceCopy
from stories.domain.story import Story
from stories.domain.values import (
    Appearance,
    ArticleId,
    Attribution,
    ClaimId,
    EventId,
    Modality,
    PersonId,
    Polarity,
    SourceId,
    Speaker,
    StoryId,
    Voice,
)
from stories.domain.vocabulary import EvidenceKind, Role, SourceKind, Terms
from stories.eventlog.append import NewEvent, append
from stories.eventlog.codec import encode, time_text
from stories.eventlog.registry import RegistryKey
from stories.eventlog.streams import NO_PREVIOUS, StreamRef
from stories.projections.stories import refresh

EDITOR = PersonId("usr_0197c5a07b1e70008000000000000002")
BY = By(EDITOR, EDITOR, frozenset({Role.EDITOR}))
BEGIN = datetime(2026, 3, 2, 8, tzinfo=UTC)
OUTLETS = ("Velmora Herald", "Tarn Courier", "Radio Estuary", "The Morning Sluice")
EACH = 10  # claims of an article


def large_story(*, claims: int, events: int, slug: str = "flood-of-the-tarn") -> str:
    """Gives its slug. Needs a database; reads and writes what an import of the log would."""
    stream = StreamRef.parse(new_id("sto"))
    story, at, made = Story(StoryId(stream.public)), BEGIN, list[NewEvent]()
    for command, by in _commands(slug, claims, events, made):
        at += timedelta(seconds=30)
        for event in decide(command, story, by, at, Policy()):
            name, schema, body = encode(event)
            made.append(NewEvent(new_event_id(), name, schema, time_text(at), by.actor, None, body))
            evolve(story, event, Meta(EventId(made[-1].id), len(made), at, by.actor))
    append(
        stream,
        expected=0,
        prev=NO_PREVIOUS,
        events=made,
        claims_on_registry=(RegistryKey(SLUG, slug, stream.public),),
    )
    refresh(stream.public)
    return slug


def _commands(slug: str, claims: int, events: int, made: list[NewEvent]) -> Iterator[tuple[StoryStreamCommand, By]]:
    yield CreateStory("The flood of the Tarn", slug, public=True), BY
    ids = [ClaimId(new_id("clm")) for _ in range(claims)]
    for first in range(0, claims, EACH):
        some = ids[first : first + EACH]
        words = [f"The river rose by {first + n} centimetres above the mark at the old weir." for n in range(len(some))]
        for outlet in range(3):
            yield from _article(first, outlet, some, words)
    for n, claim in enumerate(ids):
        if n % 3:
            yield AcceptClaim(claim), BY
        else:
            seen = NewEvidence(EvidenceKind.CALL, f"The weir's keeper read gauge {n} to us.", Terms.ON_RECORD, BEGIN)
            yield VerifyClaim(claim, new_evidence=(seen,)), BY
    n = 0
    while len(made) < events:
        yield NoteClaim(ids[n % claims], f"Ask the keeper again at the turn of watch {n}."), BY
        n += 1


def _article(
    first: int, outlet: int, claims: list[ClaimId], words: list[str]
) -> Iterator[tuple[StoryStreamCommand, By]]:
    article = ArticleId(new_id("art"))
    text = f"{OUTLETS[outlet]} {first}\n" + "\n".join(words)
    source = SourceCopy(SourceId(f"src_{outlet:032x}"), OUTLETS[outlet], SourceKind.OUTLET)
    url = f"https://paper{outlet}.example/flood/{first}"
    yield (
        FileArticle(
            article, source, text, sha256(text.encode()).hexdigest(), title=f"The Tarn rises, {first}", url=url
        ),
        BY,
    )
    found = Findings()
    seen = [_seen(article, text, said, outlet) for said in words]
    if outlet == 0:
        found = Findings(extracted=tuple(map(_extracted, claims, seen)))
    else:
        found = Findings(
            appeared=tuple(
                ClaimAppeared(claim, one, (), Decimal("0.9"), "t@1") for claim, one in zip(claims, seen, strict=True)
            )
        )
    yield RecordAnalysis(ArticleAnalysed(article, 1, "t@1", "en", (), (), (), ()), found), MACHINE


def _seen(article: ArticleId, text: str, words: str, outlet: int) -> Appearance:
    start = text.index(words)
    voice = Voice.PARAPHRASED if outlet else Voice.OUTLET
    chain = (Attribution("Ilse Varn", (), ()),) if outlet else ()
    digest = sha256(words.encode()).hexdigest()
    return Appearance(article, 1, ((start, start + len(words)),), words, digest, voice, chain)


def _extracted(claim: ClaimId, seen: Appearance) -> ClaimExtracted:
    return ClaimExtracted(
        claim,
        seen.text,
        seen,
        Polarity.AFFIRMED,
        Modality.HAPPENED,
        (),
        (),
        (),
        (),
        Decimal("0.8"),
        "t@1",
        speaker=Speaker("Ilse Varn", "keeper of the weir"),
    )
