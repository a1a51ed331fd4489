"""A small invented story to test rules on: a footbridge in Velmora that had to be closed."""

from datetime import datetime, timedelta
from decimal import Decimal

from stories.domain.commands_article import FileArticle, Findings, RecordAnalysis
from stories.domain.commands_claim import AcceptClaim, CreateClaim, VerifyClaim
from stories.domain.commands_story import CreateStory
from stories.domain.events_article import ArticleAnalysed
from stories.domain.events_contradiction import ContradictionDetected
from stories.domain.events_finding import ClaimAppeared, ClaimExtracted
from stories.domain.records import NewEvidence, Side, SourceCopy
from stories.domain.values import (
    Appearance,
    ArticleId,
    Attribution,
    Certainty,
    ClaimId,
    ConflictKind,
    ContradictionId,
    Credit,
    Extent,
    Lineage,
    Modality,
    Polarity,
    SourceId,
    Voice,
)
from stories.domain.vocabulary import EvidenceKind, Publication, SourceKind, Terms
from tests.domain.play import MACHINE, START, Play, digest

HERALD = SourceCopy(SourceId("src_herald"), "Velmora Herald", SourceKind.OUTLET)
COURIER = SourceCopy(SourceId("src_courier"), "Tarn Courier", SourceKind.OUTLET)
OURS = SourceCopy(SourceId("src_ours"), "Our Own Desk", SourceKind.OWN)
WIRE = SourceCopy(SourceId("src_wire"), "Agencia Litoral", SourceKind.WIRE)

TEXT = "The footbridge over the Tarn was closed on Monday. Two people were hurt.\nAgencia Litoral reported."
CLOSED = "The footbridge over the Tarn was closed on Monday."
HURT = "Two people were hurt."

ART = ArticleId("art_1")
ART2 = ArticleId("art_2")
C1, C2, C3, C4 = (ClaimId(f"clm_{n}") for n in range(1, 5))
CON = ContradictionId("con_1")


WHOLE = Lineage((0, len(CLOSED)), ART, (0, len(CLOSED)), Extent.PARTIAL)


def article(id_: ArticleId = ART, source: SourceCopy = HERALD, text: str = TEXT, **more: object) -> FileArticle:
    return FileArticle(id_, source, text, digest(text), **more)  # type: ignore[arg-type]


def seen(
    words: str,
    id_: ArticleId = ART,
    *,
    text: str = TEXT,
    revision: int = 1,
    voice: Voice = Voice.OUTLET,
    speaker: str = "",
) -> Appearance:
    start = text.index(words)
    chain = (Attribution(speaker, (), ()),) if speaker else ()
    return Appearance(id_, revision, ((start, start + len(words)),), words, digest(words), voice, chain)


def extracted(claim: ClaimId, appearance: Appearance) -> ClaimExtracted:
    return ClaimExtracted(
        claim, appearance.text, appearance, Polarity.AFFIRMED, Modality.HAPPENED, (), (), (), (), Decimal("0.8"), "t@1"
    )


def appeared(claim: ClaimId, appearance: Appearance) -> ClaimAppeared:
    return ClaimAppeared(claim, appearance, (), Decimal("0.9"), "t@1")


def analysis(
    id_: ArticleId = ART,
    *,
    revision: int = 1,
    findings: Findings | None = None,
    lineage: tuple[Lineage, ...] = (),
    credits: tuple[Credit, ...] = (),
) -> RecordAnalysis:
    return RecordAnalysis(ArticleAnalysed(id_, revision, "t@1", "en", (), lineage, credits, ()), findings or Findings())


def evidence(terms: Terms = Terms.ON_RECORD, summary: str = "The harbour office confirmed it") -> NewEvidence:
    return NewEvidence(EvidenceKind.CALL, summary, terms, START)


def quarrel(*claims: ClaimId, certainty: Certainty = Certainty.CERTAIN) -> ContradictionDetected:
    sides = tuple(Side(claim, f"value {n}", f"v{n}") for n, claim in enumerate(claims))
    return ContradictionDetected(CON, ConflictKind.QUANTITY, "how many were hurt", certainty, "differ", sides, "c@1")


def opened(*, public: bool = True) -> Play:
    return Play().given(CreateStory("Footbridge closed", "footbridge", public))


def detected() -> Play:
    """One article, two claims, both detected and withheld."""
    found = Findings(extracted=(extracted(C1, seen(CLOSED)), extracted(C2, seen(HURT))))
    return opened().given(article()).given(analysis(findings=found), by=MACHINE)


def reported() -> Play:
    return detected().given(AcceptClaim(C1))


def verified() -> Play:
    return detected().given(VerifyClaim(C1, new_evidence=(evidence(),)))


def by_hand() -> Play:
    return opened().given(CreateClaim(C3, "The mayor was told on Sunday.", (evidence(),)))


def second(play: Play, claim: ClaimId = C1, *, lineage: tuple[Lineage, ...] = (), source: SourceCopy = COURIER) -> Play:
    found = Findings(appeared=(appeared(claim, seen(CLOSED, ART2)),))
    return play.given(article(ART2, source)).given(analysis(ART2, findings=found, lineage=lineage), by=MACHINE)


def later(play: Play, **by: float) -> datetime:
    return play.now + timedelta(**by)


WITHHELD = Publication.WITHHELD
